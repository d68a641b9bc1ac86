import type { Challenger, Ext } from '../../../host/field/index.js';
import { assignBuses } from '../../../host/stark/air/index.js';
import {
  logQuotientChunks,
  proofSystem,
  type BatchProof,
  type PreprocessedBatchKey,
  type ProofSystem,
  type StarkParameters,
} from '../../../host/stark/proof/index.js';
import { denominator, type LookupAir } from './lookup-air.js';
import { proveFri, type ReferenceCommitment } from './reference-fri.js';
import { Columns, commit, quotientChunks, type CommittedTable, type Rows } from './reference-prover.js';

/** A table to prove. */
export interface ReferenceTable {
  readonly air: LookupAir;
  readonly trace: Rows;
  readonly preprocessed?: Rows | undefined;
  readonly publicValues?: readonly number[];
}

export interface BatchProvingInput {
  readonly parameters: StarkParameters;
  readonly tables: readonly ReferenceTable[];
  readonly challenger?: Challenger | undefined;
  /** For false proofs: changes the terminals to what is claimed. */
  readonly claim?: (terminals: (Ext | null)[]) => (Ext | null)[];
}

export interface ReferenceBatchProof {
  readonly proof: BatchProof;
  readonly preprocessed: PreprocessedBatchKey | undefined;
}

/** Proves several tables at once, written from the protocol's description for plainness alone. */
export function proveBatch({
  parameters,
  tables,
  challenger: given,
  claim,
}: BatchProvingInput): ReferenceBatchProof {
  const system = proofSystem(parameters);
  const { extension, field, hashes } = system;
  const heights = tables.map(({ trace }) => trace.length);
  const degreeBits = heights.map((height) => Math.log2(height));
  const columnsOf = (rows: Rows): Columns => new Columns(system, rows, 1, rows.length);
  const traces = tables.map(({ trace }) => columnsOf(trace));
  const fixed = tables.map(({ preprocessed }) => preprocessed && columnsOf(preprocessed));
  const present = <T>(items: readonly (T | undefined)[]): T[] => items.filter((item) => item !== undefined);
  const commitAny = (columns: readonly (Columns | undefined)[]) =>
    present(columns).length > 0 ? commit(system, present(columns)) : undefined;

  const challenger = given?.clone() ?? hashes.newChallenger();
  const observeNumber = (number: number): void => challenger.observeExt(extension.embed(number));
  observeNumber(tables.length);
  tables.forEach(({ air }, i) => {
    const chunks = 2 ** logQuotientChunks(air.maxConstraintDegree);
    for (const number of [degreeBits[i], degreeBits[i], air.width, chunks]) observeNumber(number);
  });
  const mainTree = commit(system, traces);
  challenger.observeCap(mainTree.cap);
  for (const value of tables.flatMap(({ publicValues = [] }) => publicValues)) challenger.observe(value);
  for (const { air } of tables) observeNumber(air.preprocessedWidth);
  const fixedTree = commitAny(fixed);
  if (fixedTree) challenger.observeCap(fixedTree.cap);

  const { ids, width } = assignBuses(tables.map(({ air }) => air));
  const hasLookups = ids.some(({ length }) => length > 0);
  const [alphaLookup, beta] = hasLookups
    ? [challenger.sampleExt(extension), challenger.sampleExt(extension)]
    : [extension.zero, extension.zero];
  const prefixes = ids.map((numbers) =>
    numbers.map((bus) => extension.add(alphaLookup, extension.mulBase(extension.pow(beta, width), bus + 1))),
  );
  const permutations = tables.map((table, i) => permutationRows(system, table, prefixes[i], beta));
  const sums = permutations.map((permutation) => permutation?.terminal ?? null);
  const lookupTerminals = claim?.(sums) ?? sums;
  const permutationColumns = permutations.map((permutation) => permutation && columnsOf(permutation.rows));
  const permutationTree = commitAny(permutationColumns);
  if (permutationTree) challenger.observeCap(permutationTree.cap);
  for (const terminal of lookupTerminals) if (terminal) challenger.observeExt(terminal);

  const alpha = challenger.sampleExt(extension);
  const chunks = tables.map(({ air, publicValues = [] }, i) => {
    const permutation = permutationColumns[i];
    const terminal = lookupTerminals[i] ?? extension.zero;
    const table: CommittedTable = {
      ...{ air, publicValues, height: heights[i], trace: traces[i], preprocessed: fixed[i] },
      lookups: permutation && { permutation, prefixes: prefixes[i], beta, terminal },
    };
    return quotientChunks(system, table, alpha);
  });
  const quotientTree = commit(system, chunks.flat());
  challenger.observeCap(quotientTree.cap);
  const zeta = challenger.sampleExt(extension);

  const opened = (table: number, columns: Columns, next: boolean) => {
    const zetaNext = extension.mulBase(zeta, field.twoAdicGenerator(degreeBits[table]));
    const points = next ? [zeta, zetaNext] : [zeta];
    return { rows: columns.lde, openings: points.map((point) => ({ point, values: columns.at(point) })) };
  };
  const main = tables.map(({ air }, i) => opened(i, traces[i], air.readsNextRow));
  const quotients = chunks.map((some, i) => some.map((chunk) => opened(i, chunk, false)));
  const fixedOpenings = tables.map(({ air }, i) => {
    const columns = fixed[i];
    return columns && opened(i, columns, air.readsNextPreprocessedRow);
  });
  const permutationOpenings = permutationColumns.map((columns, i) => columns && opened(i, columns, true));
  const commitments: ReferenceCommitment[] = [
    { tree: mainTree, matrices: main },
    { tree: quotientTree, matrices: quotients.flat() },
    ...(fixedTree ? [{ tree: fixedTree, matrices: present(fixedOpenings) }] : []),
    ...(permutationTree ? [{ tree: permutationTree, matrices: present(permutationOpenings) }] : []),
  ];

  const values = (matrix: (typeof main)[0] | undefined, point: number): readonly Ext[] | null =>
    matrix?.openings[point]?.values ?? null;
  const proof: BatchProof = {
    commitments: {
      main: mainTree.cap,
      permutation: permutationTree?.cap ?? null,
      quotientChunks: quotientTree.cap,
      random: null,
    },
    openedValues: tables.map((_, i) => ({
      base: {
        traceLocal: values(main[i], 0) ?? [],
        traceNext: values(main[i], 1),
        preprocessedLocal: values(fixedOpenings[i], 0),
        preprocessedNext: values(fixedOpenings[i], 1),
        quotientChunks: quotients[i].map((chunk) => chunk.openings[0].values),
        random: null,
      },
      permutationLocal: values(permutationOpenings[i], 0) ?? [],
      permutationNext: values(permutationOpenings[i], 1) ?? [],
    })),
    openingProof: proveFri(system, challenger, commitments),
    lookupTerminals,
    degreeBits,
  };
  const keys = tables.flatMap(({ air: { preprocessedWidth: width } }, table) =>
    width > 0 ? [{ table, width, degreeBits: degreeBits[table] }] : [],
  );
  return { proof, preprocessed: fixedTree && { cap: fixedTree.cap, tables: keys } };
}

/** Accumulator and fractions as base columns, and the sum of all fractions; undefined without lookups. */
function permutationRows(
  { extension: k }: ProofSystem,
  { air, trace, preprocessed = [], publicValues = [] }: ReferenceTable,
  prefixes: readonly Ext[],
  beta: Ext,
): { readonly rows: Rows; readonly terminal: Ext } | undefined {
  if (air.lookups.length === 0) return undefined;
  const embedded = (row: readonly number[] | undefined): Ext[] => (row ?? []).map((x) => k.embed(x));
  let terminal = k.zero;
  const rows = trace.map((row, i) => {
    const next = (i + 1) % trace.length;
    const at = {
      ...{ local: embedded(row), next: embedded(trace[next]), publicValues },
      ...{ preprocessedLocal: embedded(preprocessed[i]), preprocessedNext: embedded(preprocessed[next]) },
      ...{ isFirstRow: k.zero, isLastRow: k.zero, isTransition: k.zero },
    };
    const fractions = air.messages(k, at).map((messages, lookup) =>
      messages.reduce<Ext>((sum, [tuple, multiplicity]) => {
        const inverse = k.inverse(denominator(k, tuple, prefixes[lookup], beta));
        return k.add(sum, k.mul(multiplicity, inverse));
      }, k.zero),
    );
    const flat = [terminal, ...fractions].flat();
    terminal = fractions.reduce((sum, fraction) => k.add(sum, fraction), terminal);
    return flat;
  });
  return { rows, terminal };
}
