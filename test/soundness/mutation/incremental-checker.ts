import type { TableTrace } from '../../../host/stark/air/index.js';
import { RowEvaluator, type RowMessage } from './row-evaluator.js';

/** Rows of one table, replaced. */
export interface Change {
  readonly table: number;
  readonly rows: ReadonlyMap<number, Uint32Array>;
}

/** What refuses a change of tables that were good. */
export interface Refusals {
  /** Constraints that are not 0. */
  readonly constraints: readonly string[];
  /** Messages whose counts exceed their bounds. */
  readonly counts: readonly string[];
  /** Buses that do not balance any more. */
  readonly buses: readonly string[];
}

/**
 * Whether anybody answers a query of a lookup bus, however often it is asked; undefined for buses whose providers are
 * taken as they are.
 */
export type Answers = (bus: string, fields: readonly number[]) => boolean | undefined;

/**
 * Judges changes of tables that are good by what changes: the constraints that read a changed row, and the difference
 * that changed rows make to the sums of messages. Good tables that stay as they are elsewhere balance if and only if
 * this difference is nothing.
 *
 * With `answers`, it is not held against a change that counts of providers are those of the tables before it: a prover
 * would count again. Then a query is refused only if nobody can answer it. That refuses less.
 */
export class IncrementalChecker {
  readonly evaluators: readonly RowEvaluator[];
  private readonly tables: readonly TableTrace[];

  /** @param tables in which `checkTables` finds no fault */
  constructor(tables: readonly TableTrace[]) {
    this.tables = tables;
    this.evaluators = tables.map((table) => new RowEvaluator(table));
  }

  judge({ table, rows }: Change, answers: Answers = () => undefined): Refusals {
    const evaluator = this.evaluators[table];
    const { chip } = this.tables[table];
    const { field } = chip;
    const sums = new Map<string, number>();
    const unanswered = new Set<string>();
    const counts = new Set<string>();
    const constraints = new Set<string>();

    const add = (message: RowMessage, isAfter: boolean): void => {
      const { bus, direction, fields, count, weight, place, isLookup } = message;
      if (isAfter && direction !== 'provide' && Math.min(count, field.p - count) > weight) counts.add(place);
      if (isLookup && direction === 'send') {
        const answer = answers(bus, fields);
        if (answer === false && isAfter) unanswered.add(bus);
        if (answer !== undefined) return;
      }
      const key = `${bus} ${fields.join(' ')}`;
      const isPlus = (direction === 'send') === isAfter;
      const before = sums.get(key) ?? 0;
      const sum = isPlus ? field.add(before, count) : field.sub(before, count);
      if (sum === 0) sums.delete(key);
      else sums.set(key, sum);
    };
    for (const row of this.readersOf(table, rows)) {
      const after = evaluator.evaluate(row, rows);
      for (const name of after.constraints) constraints.add(name);
      if (!rows.has(row)) continue;
      const before = new Set(evaluator.evaluate(row).messages);
      const said = new Set(after.messages);
      // What is said as before makes no difference.
      for (const message of before) if (!said.has(message)) add(message, false);
      for (const message of said) if (!before.has(message)) add(message, true);
    }
    const unbalanced = [...sums.keys()].map((key) => key.slice(0, key.indexOf(' ')));
    return {
      constraints: [...constraints],
      counts: [...counts],
      buses: [...new Set([...unbalanced, ...unanswered])].sort(),
    };
  }

  /** The constraints that other public values break. */
  judgePublicValues(table: number, publicValues: readonly number[]): string[] {
    const evaluator = this.evaluators[table];
    const failed = new Set<string>();
    for (let row = 0; row < evaluator.height; row++) {
      for (const name of evaluator.failedBy(publicValues, row)) failed.add(name);
    }
    return [...failed];
  }

  /** Changed rows, and those before them where the chip reads the next row. */
  private readersOf(table: number, rows: Change['rows']): Set<number> {
    const { height } = this.evaluators[table];
    const { chip } = this.tables[table];
    const readers = new Set(rows.keys());
    if (chip.readsNextRow) for (const row of rows.keys()) readers.add((row + height - 1) % height);
    return readers;
  }
}

export function isRefused({ constraints, counts, buses }: Refusals): boolean {
  return constraints.length + counts.length + buses.length > 0;
}
