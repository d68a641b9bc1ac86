import type { HashSetName, PrimeField } from '../../field/index.js';
import { greatest, proofSystem } from '../proof/index.js';
import { checkTables, openedColumns, type SecurityStatement, type TableSize } from './statement.js';

/** All tables of one height together. */
export interface HeightSize {
  /** Rows of the LDE. */
  readonly domain: number;
  /** (column, point) pairs: functions that are combined into one codeword. */
  readonly functions: number;
}

/** What the formulas of docs/security.md are made of: a statement counted out. */
export interface Quantities {
  /** log2 of the number of elements of the challenge field, exact. */
  readonly fieldBits: number;
  /** Trace rows per LDE row. */
  readonly rate: number;
  /** Over all tables. */
  readonly constraintCount: number;
  /** Over all tables, out-of-domain points at which a wrong quotient can look right. */
  readonly deepDegree: number;
  /** Over all tables and rows. */
  readonly denominators: number;
  readonly widestTuple: number;
  readonly heights: readonly HeightSize[];
  /** Rows of the largest LDE. */
  readonly largestDomain: number;
  /** Degree in the folding challenge of what one round combines; 0 where nothing is folded. */
  readonly foldingDegree: number;
  /** Opening points of a column per row of its table, the most of any table, 2 points at least. */
  readonly pointsPerRow: number;
  readonly queryCount: number;
  /** Work before each folding challenge, and before the query indices, in bits. */
  readonly commitWorkBits: number;
  readonly queryWorkBits: number;
  /** What it costs to find a collision of the hash, in bits. */
  readonly collisionBits: number;
}

/** Elements of a Poseidon2 digest, and of the capacity of every Poseidon2 sponge of the hash sets. */
const POSEIDON2_CAPACITY = 8;

/** Digest of Keccak in tree and transcript, in bits; its capacity is larger. */
const KECCAK_DIGEST_BITS = 256;

/** Counts a statement out. @throws ParametersError, SecurityError */
export function quantitiesOf({ parameters, tables }: SecurityStatement): Quantities {
  const system = proofSystem(parameters);
  checkTables(system, tables);
  const { field, extension } = system;
  const logRows = greatest(tables.map((table) => table.logRows));
  const heights = heightsOf(tables, parameters.logBlowup);
  return {
    fieldBits: extension.degree * Math.log2(field.p),
    rate: 2 ** -parameters.logBlowup,
    constraintCount: sum(tables.map((table) => table.constraintCount)),
    deepDegree: sum(tables.map(deepDegreeOf)),
    denominators: sum(tables.map(({ lookups, logRows }) => lookups.interactionsPerRow * 2 ** logRows)),
    widestTuple: greatest(tables.map(({ lookups }) => lookups.widestTuple)),
    heights,
    largestDomain: 2 ** (logRows + parameters.logBlowup),
    foldingDegree:
      logRows > parameters.logFinalPolyLength
        ? 2 ** parameters.maxLogArity - (heights.length > 1 ? 0 : 1)
        : 0,
    pointsPerRow: greatest(tables.map((table) => Math.max(pointsPerColumn(table), 2) / 2 ** table.logRows)),
    queryCount: parameters.queryCount,
    commitWorkBits: workBits(field, parameters.commitPowBits),
    queryWorkBits: workBits(field, parameters.queryPowBits),
    collisionBits: collisionBits(parameters.hashSet, field),
  };
}

/** The most points at which a column of the table is opened. */
export function pointsPerColumn(table: TableSize): number {
  return greatest(openedColumns(table).map(({ columns, points }) => (columns > 0 ? points : 0)));
}

/** (column, point) pairs of a table. */
export function functionCount(table: TableSize): number {
  return sum(openedColumns(table).map(({ columns, points }) => columns * points));
}

/** The sum of any number of numbers. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function heightsOf(tables: readonly TableSize[], logBlowup: number): HeightSize[] {
  const functions = new Map<number, number>();
  for (const table of tables) {
    functions.set(table.logRows, (functions.get(table.logRows) ?? 0) + functionCount(table));
  }
  return [...functions].map(([logRows, count]) => ({ domain: 2 ** (logRows + logBlowup), functions: count }));
}

function deepDegreeOf(table: TableSize): number {
  const rows = 2 ** table.logRows;
  const points = Math.max(pointsPerColumn(table), 1);
  return Math.max(table.maxConstraintDegree, 1) * (rows + points - 1) + (rows - 1);
}

/** Bits that a proof of work costs: of p elements, those count whose lowest bits are zero. */
function workBits(field: PrimeField, bits: number): number {
  return Math.log2(field.p) - Math.log2(Math.ceil(field.p / 2 ** bits));
}

function collisionBits(hashSet: HashSetName, field: PrimeField): number {
  switch (hashSet) {
    // Width 24 at rate 16, width 16 at rate 8, nodes that keep 8 of 16: the capacity is 8 everywhere.
    case 'p2-24-16':
    case 'p2-16':
      return (POSEIDON2_CAPACITY * Math.log2(field.p)) / 2;
    case 'keccak':
      return KECCAK_DIGEST_BITS / 2;
  }
}
