import {
  bitReversed,
  inverseDft,
  reverseBits,
  type Challenger,
  type Digest,
  type Ext,
} from '../../../host/field/index.js';
import type { CommitPhaseOpening, FriProof, ProofSystem } from '../../../host/stark/proof/index.js';
import type { PointOpening } from '../../../host/stark/verify/index.js';
import { ReferenceTree } from './reference-merkle.js';

/** A committed batch of matrices of one height with all their openings. */
export interface ReferenceCommitment {
  readonly tree: ReferenceTree;
  readonly matrices: readonly {
    readonly rows: readonly (readonly number[])[];
    readonly openings: readonly PointOpening[];
  }[];
}

/** The opening proof of matrices that all have the same height. */
export function proveFri(
  system: ProofSystem,
  challenger: Challenger,
  commitments: readonly ReferenceCommitment[],
): FriProof {
  const { extension, hashes, parameters } = system;
  const openings = commitments.flatMap(({ matrices }) => matrices.flatMap((matrix) => matrix.openings));
  for (const value of openings.flatMap(({ values }) => values)) challenger.observeExt(value);
  let codeword = reducedOpening(system, commitments, challenger.sampleExt(extension));
  const logMaxHeight = Math.log2(codeword.length);
  const logFinalHeight = parameters.logBlowup + parameters.logFinalPolyLength;

  const commitPhaseCommits: Digest[][] = [];
  const commitPowWitnesses: number[] = [];
  const layers: { logArity: number; codeword: Ext[]; tree: ReferenceTree }[] = [];
  for (let logHeight = logMaxHeight; logHeight > logFinalHeight;) {
    const logArity = Math.min(parameters.maxLogArity, logHeight - logFinalHeight);
    const row = (i: number): number[] => codeword.slice(i << logArity, (i + 1) << logArity).flat();
    const rows = Array.from({ length: 2 ** (logHeight - logArity) }, (_, i) => row(i));
    const tree = new ReferenceTree(hashes.merkle, [rows], parameters.capHeight);
    challenger.observeCap(tree.cap);
    commitPhaseCommits.push(tree.cap);
    commitPowWitnesses.push(challenger.grind(parameters.commitPowBits));
    layers.push({ logArity, codeword, tree });
    let beta = challenger.sampleExt(extension);
    for (let step = 0; step < logArity; step++) {
      codeword = foldInHalf(system, codeword, beta);
      beta = extension.square(beta);
      logHeight--;
    }
  }

  const finalPolynomial = interpolate(system, codeword.slice(0, 2 ** parameters.logFinalPolyLength));
  for (const coefficient of finalPolynomial) challenger.observeExt(coefficient);
  for (const { logArity } of layers) challenger.observe(logArity);
  const queryPowWitness = challenger.grind(parameters.queryPowBits);
  let indices = Array.from({ length: parameters.queryCount }, () => challenger.sampleBits(logMaxHeight));
  const inputOpenings = commitments.map(({ tree }) => tree.open(indices));
  const commitPhaseOpenings = layers.map(({ logArity, codeword: layer, tree }): CommitPhaseOpening => {
    const siblingValues = indices.map((index) => {
      const start = (index >>> logArity) << logArity;
      return layer.slice(start, start + 2 ** logArity).filter((_, i) => start + i !== index);
    });
    indices = indices.map((index) => index >>> logArity);
    return { logArity, siblingValues, siblings: tree.open(indices).siblings };
  });
  return {
    commitPhaseCommits,
    commitPowWitnesses,
    inputOpenings,
    commitPhaseOpenings,
    finalPolynomial,
    queryPowWitness,
  };
}

/** The sum of alpha^k (f(z) - f(x)) / (z - x) at every point of the LDE. */
function reducedOpening(
  { extension, field }: ProofSystem,
  commitments: readonly ReferenceCommitment[],
  alpha: Ext,
): Ext[] {
  const [{ rows }] = commitments[0].matrices;
  const logHeight = Math.log2(rows.length);
  const g = field.twoAdicGenerator(logHeight);
  return rows.map((_, index) => {
    const x = field.mul(field.generator, field.pow(g, reverseBits(index, logHeight)));
    let sum = extension.zero;
    let power = extension.one;
    for (const matrix of commitments.flatMap(({ matrices }) => matrices)) {
      for (const { point, values } of matrix.openings) {
        const inverse = extension.inverse(extension.addBase(point, field.neg(x)));
        let numerator = extension.zero;
        values.forEach((value, column) => {
          const difference = extension.addBase(value, field.neg(matrix.rows[index][column]));
          numerator = extension.add(numerator, extension.mul(power, difference));
          power = extension.mul(power, alpha);
        });
        sum = extension.add(sum, extension.mul(numerator, inverse));
      }
    }
    return sum;
  });
}

function foldInHalf({ extension, field }: ProofSystem, codeword: readonly Ext[], beta: Ext): Ext[] {
  const logHalf = Math.log2(codeword.length) - 1;
  const g = field.twoAdicGenerator(logHalf + 1);
  return Array.from({ length: 2 ** logHalf }, (_, i) => {
    const s = field.pow(g, reverseBits(i, logHalf));
    const [low, high] = [codeword[2 * i], codeword[2 * i + 1]];
    const odd = extension.mulBase(extension.sub(low, high), field.inverse(field.add(s, s)));
    return extension.add(extension.half(extension.add(low, high)), extension.mul(beta, odd));
  });
}

function interpolate({ extension, field }: ProofSystem, values: readonly Ext[]): Ext[] {
  const natural = bitReversed(values);
  const columns = extension.zero.map((_, c) =>
    inverseDft(
      field,
      natural.map((value) => value[c]),
    ),
  );
  return natural.map((_, i) => columns.map((column) => column[i]));
}
