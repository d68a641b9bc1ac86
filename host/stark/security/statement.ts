import { lookupConstraintCount, widestMessage, type LookupShape } from '../air/index.js';
import {
  logQuotientChunks,
  proofSystem,
  type ProofSystem,
  type StarkParameters,
  type TableLayout,
} from '../proof/index.js';
import { SecurityError } from './security-error.js';

/** Base columns that are all opened at as many points. */
export interface OpenedColumns {
  readonly columns: number;
  readonly points: number;
}

/** What of a table's lookup argument matters. */
export interface LookupSize {
  /** Fingerprint denominators per row: every message sent or received counts, on whichever bus. */
  readonly interactionsPerRow: number;
  /** Elements of the widest message, without the bus. */
  readonly widestTuple: number;
}

/** What of a table matters to the security of a proof. */
export interface TableSize {
  /** log2 of the rows. */
  readonly logRows: number;
  /** Constraints that are combined, those of the lookup argument included. */
  readonly constraintCount: number;
  /** Their highest degree. */
  readonly maxConstraintDegree: number;
  readonly main: OpenedColumns;
  readonly preprocessed: OpenedColumns;
  readonly permutation: OpenedColumns;
  /** All chunks together, each as many base columns as the extension has coefficients. */
  readonly quotient: OpenedColumns;
  readonly lookups: LookupSize;
}

/** What a proof proves, as far as its security depends on it. */
export interface SecurityStatement {
  readonly parameters: StarkParameters;
  /** The tables that one proof is about, in any order. */
  readonly tables: readonly TableSize[];
}

const NO_COLUMNS: OpenedColumns = { columns: 0, points: 0 };

/** The columns of a table that are opened at all, by kind. */
export function openedColumns(table: TableSize): readonly OpenedColumns[] {
  return [table.main, table.preprocessed, table.permutation, table.quotient];
}

/** What of a table decides its {@link TableSize}; an AIR has these members. */
export interface CountedTable extends TableLayout {
  /** Without those of lookups. */
  readonly constraintCount: number;
}

/** The statement of a single-table proof with 2^degreeBits rows. @throws ParametersError */
export function singleTable(
  parameters: StarkParameters,
  table: CountedTable,
  degreeBits: number,
): SecurityStatement {
  return { parameters, tables: [tableSize(proofSystem(parameters), table, [], degreeBits)] };
}

/**
 * The tables of a batch proof, of which table i has 2^degreeBits[i] rows.
 *
 * @throws ParametersError; SecurityError unless there are as many degree bits as AIRs
 */
export function batchTables(
  parameters: StarkParameters,
  airs: readonly (CountedTable & { readonly lookups: readonly LookupShape[] })[],
  degreeBits: readonly number[],
): TableSize[] {
  if (airs.length !== degreeBits.length) {
    throw new SecurityError(`${degreeBits.length} degree bits of ${airs.length} tables`);
  }
  const system = proofSystem(parameters);
  return airs.map((air, i) => tableSize(system, air, air.lookups, degreeBits[i]));
}

function tableSize(
  { extension }: ProofSystem,
  table: CountedTable,
  lookups: readonly LookupShape[],
  logRows: number,
): TableSize {
  const points = (readsNext: boolean): number => (readsNext ? 2 : 1);
  const chunks = 2 ** logQuotientChunks(table.maxConstraintDegree);
  return {
    logRows,
    constraintCount: table.constraintCount + lookupConstraintCount(lookups.length),
    maxConstraintDegree: table.maxConstraintDegree,
    main: { columns: table.width, points: points(table.readsNextRow) },
    preprocessed:
      table.preprocessedWidth > 0
        ? { columns: table.preprocessedWidth, points: points(table.readsNextPreprocessedRow) }
        : NO_COLUMNS,
    // The accumulator and a fraction for each lookup; the accumulator's constraint reads its next row.
    permutation:
      lookups.length > 0 ? { columns: (1 + lookups.length) * extension.degree, points: 2 } : NO_COLUMNS,
    quotient: { columns: chunks * extension.degree, points: 1 },
    lookups: {
      interactionsPerRow: lookups.reduce((count, { messages }) => count + messages.length, 0),
      widestTuple: widestMessage(lookups),
    },
  };
}

/** @throws SecurityError naming the first number that no table has */
export function checkTables({ field, parameters }: ProofSystem, tables: readonly TableSize[]): void {
  if (tables.length === 0) throw new SecurityError('a statement has at least one table');
  const mostLogRows = field.twoAdicity - parameters.logBlowup;
  tables.forEach((table, i) => {
    if (!isCount(table.logRows) || table.logRows > mostLogRows) {
      throw new SecurityError(`tables[${i}].logRows must be an integer in 0 .. ${mostLogRows}`);
    }
    for (const [name, count] of countsOf(table)) {
      if (!isCount(count)) throw new SecurityError(`tables[${i}].${name} must be a natural number`);
    }
  });
}

function countsOf(table: TableSize): [string, number][] {
  const { constraintCount, maxConstraintDegree, lookups } = table;
  const kinds = ['main', 'preprocessed', 'permutation', 'quotient'] as const;
  return [
    ['constraintCount', constraintCount],
    ['maxConstraintDegree', maxConstraintDegree],
    ['lookups.interactionsPerRow', lookups.interactionsPerRow],
    ['lookups.widestTuple', lookups.widestTuple],
    ...kinds.flatMap((kind): [string, number][] => [
      [`${kind}.columns`, table[kind].columns],
      [`${kind}.points`, table[kind].points],
    ]),
  ];
}

function isCount(x: unknown): x is number {
  return Number.isSafeInteger(x) && (x as number) >= 0;
}
