/**
 * A prover for traces of a few hundred cells, written from the protocol's description for plainness alone:
 * it makes the proofs that no vector file holds. It proves the vectors' statements to the same bytes.
 */
import {
  bitReversed,
  dft,
  evaluatePolynomial,
  inverseDft,
  type Challenger,
  type Ext,
} from '../../../host/field/index.js';
import type { LookupPoint, VerifiableAir } from '../../../host/stark/air/index.js';
import {
  logQuotientChunks,
  proofSystem,
  type ProofSystem,
  type StarkParameters,
  type StarkProof,
} from '../../../host/stark/proof/index.js';
import type { PreprocessedKey } from '../../../host/stark/verify/index.js';
import { proveFri, type ReferenceCommitment } from './reference-fri.js';
import { ReferenceTree } from './reference-merkle.js';

export type Rows = readonly (readonly number[])[];

export interface ProvingInput {
  readonly air: VerifiableAir;
  readonly parameters: StarkParameters;
  readonly trace: Rows;
  readonly publicValues: readonly number[];
  readonly preprocessed?: Rows;
  readonly challenger?: Challenger;
  /** For false proofs: columns of degree below `trace.length` are committed as if they had fewer rows. */
  readonly claimedHeight?: number;
}

export interface ReferenceProof {
  readonly proof: StarkProof;
  readonly preprocessed: PreprocessedKey | undefined;
}

export function proveStark(input: ProvingInput): ReferenceProof {
  const { air, parameters, publicValues } = input;
  const system = proofSystem(parameters);
  const { extension, field, hashes } = system;
  const height = input.claimedHeight ?? input.trace.length;
  const degreeBits = Math.log2(height);
  const trace = new Columns(system, input.trace, 1, height);
  const preprocessed = input.preprocessed && new Columns(system, input.preprocessed, 1, height);
  const traceTree = commit(system, [trace]);
  const preprocessedTree = preprocessed && commit(system, [preprocessed]);

  const challenger = input.challenger?.clone() ?? hashes.newChallenger();
  for (const count of [degreeBits, degreeBits, air.preprocessedWidth]) challenger.observe(count);
  challenger.observeCap(traceTree.cap);
  if (preprocessedTree) challenger.observeCap(preprocessedTree.cap);
  for (const value of publicValues) challenger.observe(value);
  const alpha = challenger.sampleExt(extension);
  const chunks = quotientChunks(system, { air, publicValues, height, trace, preprocessed }, alpha);
  const quotientTree = commit(system, chunks);
  challenger.observeCap(quotientTree.cap);
  const zeta = challenger.sampleExt(extension);
  const zetaNext = extension.mulBase(zeta, field.twoAdicGenerator(degreeBits));

  const opened = (columns: Columns, next: boolean) => [
    { point: zeta, values: columns.at(zeta) },
    ...(next ? [{ point: zetaNext, values: columns.at(zetaNext) }] : []),
  ];
  const commitments: ReferenceCommitment[] = [
    { tree: traceTree, matrices: [{ rows: trace.lde, openings: opened(trace, air.readsNextRow) }] },
    {
      tree: quotientTree,
      matrices: chunks.map((chunk) => ({ rows: chunk.lde, openings: opened(chunk, false) })),
    },
  ];
  if (preprocessed && preprocessedTree) {
    const openings = opened(preprocessed, air.readsNextPreprocessedRow);
    commitments.push({ tree: preprocessedTree, matrices: [{ rows: preprocessed.lde, openings }] });
  }
  const [traceClaims, quotientClaims, preprocessedClaims] = commitments.map(({ matrices }) =>
    matrices.map(({ openings }) => openings.map(({ values }) => values)),
  );
  const proof: StarkProof = {
    commitments: { trace: traceTree.cap, quotientChunks: quotientTree.cap, random: null },
    openedValues: {
      traceLocal: traceClaims[0][0],
      traceNext: traceClaims[0][1] ?? null,
      preprocessedLocal: preprocessedClaims?.[0][0] ?? null,
      preprocessedNext: preprocessedClaims?.[0][1] ?? null,
      quotientChunks: quotientClaims.map(([values]) => values),
      random: null,
    },
    openingProof: proveFri(system, challenger, commitments),
    degreeBits,
  };
  const key = preprocessedTree && { cap: preprocessedTree.cap, width: air.preprocessedWidth, degreeBits };
  return { proof, preprocessed: key };
}

/** The columns of a matrix over a coset, as polynomials. */
export class Columns {
  /** LDE rows in bit-reversed order. */
  readonly lde: Rows;
  private readonly system: ProofSystem;
  private readonly shift: number;
  /** Coefficients of f(shift x). */
  private readonly coefficients: Rows;

  constructor(system: ProofSystem, rows: Rows, shift: number, height: number) {
    this.system = system;
    this.shift = shift;
    this.coefficients = rows[0].map((_, column) =>
      inverseDft(
        system.field,
        rows.map((row) => row[column]),
      ),
    );
    this.lde = bitReversed(this.onGeneratorCoset(height * 2 ** system.parameters.logBlowup));
  }

  /** Rows on the coset of the generator with this many points, in natural order. */
  onGeneratorCoset(size: number): Rows {
    const { field } = this.system;
    const shift = field.mul(field.generator, field.inverse(this.shift));
    const columns = this.coefficients.map((coefficients) =>
      dft(field, [...coefficients, ...Array.from({ length: size - coefficients.length }, () => 0)], shift),
    );
    return Array.from({ length: size }, (_, row) => columns.map((column) => column[row]));
  }

  at(point: Ext): Ext[] {
    const { extension, field } = this.system;
    const x = extension.mulBase(point, field.inverse(this.shift));
    return this.coefficients.map((coefficients) =>
      evaluatePolynomial(
        extension,
        coefficients.map((c) => extension.embed(c)),
        x,
      ),
    );
  }
}

/** A tree over the LDEs of columns. */
export function commit({ hashes, parameters }: ProofSystem, matrices: readonly Columns[]): ReferenceTree {
  return new ReferenceTree(
    hashes.merkle,
    matrices.map(({ lde }) => lde),
    parameters.capHeight,
  );
}

/** A table whose columns are known. */
export interface CommittedTable {
  readonly air: VerifiableAir;
  readonly publicValues: readonly number[];
  /** Rows of the trace. */
  readonly height: number;
  readonly trace: Columns;
  readonly preprocessed: Columns | undefined;
  /** For a table with lookups in a batch; `permutation` has base columns. */
  readonly lookups?:
    (Pick<LookupPoint, 'prefixes' | 'beta' | 'terminal'> & { readonly permutation: Columns }) | undefined;
}

/** The constraints combined with powers of alpha, divided by the vanishing polynomial, in chunks. */
export function quotientChunks(
  system: ProofSystem,
  { air, publicValues, height, trace, preprocessed, lookups }: CommittedTable,
  alpha: Ext,
): Columns[] {
  const { extension, field } = system;
  const chunkCount = 2 ** logQuotientChunks(air.maxConstraintDegree);
  const size = height * chunkCount;
  const step = field.twoAdicGenerator(Math.log2(size));
  const lastRow = field.inverse(field.twoAdicGenerator(Math.log2(height)));
  const rows = trace.onGeneratorCoset(size);
  const preprocessedRows = preprocessed?.onGeneratorCoset(size);
  const permutationRows = lookups?.permutation.onGeneratorCoset(size) ?? [];
  const recombined = (row: readonly number[]): Ext[] =>
    Array.from({ length: row.length / extension.degree }, (_, k) =>
      row.slice(k * extension.degree, (k + 1) * extension.degree),
    );
  const embedded = (row: readonly number[] | undefined): Ext[] => (row ?? []).map((x) => extension.embed(x));
  const quotient = rows.slice(0, size).map((row, i) => {
    const x = field.mul(field.generator, field.pow(step, i));
    const next = (i + chunkCount) % size;
    const vanishing = field.sub(field.pow(x, height), 1);
    const over = (a: number, b: number): Ext => extension.embed(field.mul(a, field.inverse(b)));
    const values = air.evaluateConstraints(extension, {
      local: embedded(row),
      next: air.readsNextRow ? embedded(rows[next]) : [],
      preprocessedLocal: embedded(preprocessedRows?.[i]),
      preprocessedNext: air.readsNextPreprocessedRow ? embedded(preprocessedRows?.[next]) : [],
      publicValues,
      isFirstRow: over(vanishing, field.sub(x, 1)),
      isLastRow: over(vanishing, field.sub(x, lastRow)),
      isTransition: extension.embed(field.sub(x, lastRow)),
      lookups: lookups && {
        ...lookups,
        permutationLocal: recombined(permutationRows[i]),
        permutationNext: recombined(permutationRows[next]),
      },
    });
    const folded = values.reduce<Ext>(
      (sum, value) => extension.add(extension.mul(sum, alpha), value),
      extension.zero,
    );
    return extension.mulBase(folded, field.inverse(vanishing));
  });
  return Array.from({ length: chunkCount }, (_, chunk) => {
    const shift = field.mul(field.generator, field.pow(step, chunk));
    return new Columns(
      system,
      quotient.filter((_, i) => i % chunkCount === chunk),
      shift,
      height,
    );
  });
}
