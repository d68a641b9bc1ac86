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

/** A committed batch of matrices with all their openings. */
export interface ReferenceCommitment {
  readonly tree: ReferenceTree;
  readonly matrices: readonly {
    readonly rows: readonly (readonly number[])[];
    readonly openings: readonly PointOpening[];
  }[];
}

/** The opening proof of all matrices. */
export function proveFri(
  system: ProofSystem,
  challenger: Challenger,
  commitments: readonly ReferenceCommitment[],
): FriProof {
  const { extension, hashes, parameters } = system;
  const openings = commitments.flatMap(({ matrices }) => matrices.flatMap((matrix) => matrix.openings));
  for (const value of openings.flatMap(({ values }) => values)) challenger.observeExt(value);
  const codewords = reducedOpenings(system, commitments, challenger.sampleExt(extension));
  const logHeights = [...codewords.keys()].sort((a, b) => b - a);
  const [logMaxHeight] = logHeights;
  let codeword = codewords.get(logMaxHeight) ?? [];
  const logFinalHeight = parameters.logBlowup + parameters.logFinalPolyLength;

  const commitPhaseCommits: Digest[][] = [];
  const commitPowWitnesses: number[] = [];
  const layers: { logArity: number; codeword: Ext[]; tree: ReferenceTree }[] = [];
  for (let logHeight = logMaxHeight; logHeight > logFinalHeight;) {
    const next = logHeights.find((other) => other < logHeight) ?? logFinalHeight;
    const logArity = Math.min(parameters.maxLogArity, logHeight - next);
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
    const joining = codewords.get(logHeight) ?? [];
    const weight = beta;
    joining.forEach((value, i) => (codeword[i] = extension.add(codeword[i], extension.mul(weight, value))));
  }

  const finalPolynomial = interpolate(system, codeword.slice(0, 2 ** parameters.logFinalPolyLength));
  for (const coefficient of finalPolynomial) challenger.observeExt(coefficient);
  for (const { logArity } of layers) challenger.observe(logArity);
  const queryPowWitness = challenger.grind(parameters.queryPowBits);
  let indices = Array.from({ length: parameters.queryCount }, () => challenger.sampleBits(logMaxHeight));
  const inputOpenings = commitments.map(({ tree }) => {
    const shift = logMaxHeight - Math.log2(tree.height);
    return tree.open(indices.map((index) => index >>> shift));
  });
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

/** By log2 of the height: the sum of alpha^k (f(z) - f(x)) / (z - x) at every point of the LDE. */
function reducedOpenings(
  system: ProofSystem,
  commitments: readonly ReferenceCommitment[],
  alpha: Ext,
): Map<number, Ext[]> {
  const matrices = commitments.flatMap((commitment) => commitment.matrices);
  const heights = new Set(matrices.map(({ rows }) => rows.length));
  return new Map(
    [...heights].map((height) => {
      const some = matrices.filter(({ rows }) => rows.length === height);
      return [Math.log2(height), reducedOpening(system, some, alpha)];
    }),
  );
}

function reducedOpening(
  { extension, field }: ProofSystem,
  matrices: ReferenceCommitment['matrices'],
  alpha: Ext,
): Ext[] {
  const [{ rows }] = matrices;
  const logHeight = Math.log2(rows.length);
  const g = field.twoAdicGenerator(logHeight);
  return rows.map((_, index) => {
    const x = field.mul(field.generator, field.pow(g, reverseBits(index, logHeight)));
    let sum = extension.zero;
    let power = extension.one;
    for (const matrix of matrices) {
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
