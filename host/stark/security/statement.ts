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

/** The statement of a single-table proof with 2^degreeBits rows. @throws ParametersError */
export function singleTable(
  parameters: StarkParameters,
  table: TableLayout & { readonly constraintCount: number },
  degreeBits: number,
): SecurityStatement {
  const { extension } = proofSystem(parameters);
  const quotientColumns = 2 ** logQuotientChunks(table.maxConstraintDegree) * extension.degree;
  return {
    parameters,
    tables: [
      {
        logRows: degreeBits,
        constraintCount: table.constraintCount,
        maxConstraintDegree: table.maxConstraintDegree,
        main: { columns: table.width, points: table.readsNextRow ? 2 : 1 },
        preprocessed:
          table.preprocessedWidth > 0
            ? { columns: table.preprocessedWidth, points: table.readsNextPreprocessedRow ? 2 : 1 }
            : NO_COLUMNS,
        permutation: NO_COLUMNS,
        quotient: { columns: quotientColumns, points: 1 },
        lookups: { interactionsPerRow: 0, widestTuple: 0 },
      },
    ],
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
