import type { Chip, TableTrace } from '../../../host/stark/air/index.js';
import { seededWords } from '../../field/random.js';
import { IncrementalChecker, type Answers } from '../mutation/incremental-checker.js';
import { machineAnswers } from '../mutation/machine-answers.js';
import type { MachineShard } from '../mutation/machine-shards.js';
import { CELL_MUTATIONS, mutatedRow, type Random } from '../mutation/mutations.js';
import type { RowEvaluator } from '../mutation/row-evaluator.js';
import { REFERENCES, verdictOfChip, verdictOfReference, type Verdict } from './verdicts.js';

/** Where a chip and its reference think otherwise about a row. */

/** A table whose rows are judged. */
export interface JudgedTable extends Pick<TableTrace, 'chip' | 'publicValues'> {
  readonly shard: string;
  readonly evaluator: RowEvaluator;
  readonly answers: Answers;
  /** Those that say something. */
  readonly real: readonly number[];
}

export interface JudgedRow {
  readonly what: string;
  readonly byChip: Verdict;
  readonly byReference: Verdict;
}

/** The tables of shards that there are references for, or those of one chip. */
export function judgedTables(shards: readonly MachineShard[], only?: string): JudgedTable[] {
  return shards.flatMap(({ name: shard, tables }) => {
    const { evaluators } = new IncrementalChecker(tables);
    const answers = machineAnswers(tables);
    return tables.flatMap(({ chip, publicValues }, i): JudgedTable[] => {
      if (!(chip.name in REFERENCES) || chip.name !== (only ?? chip.name)) return [];
      const evaluator = evaluators[i];
      const all = Array.from({ length: evaluator.height }, (_, row) => row);
      const real = all.filter((row) => evaluator.evaluate(row).messages.length > 0);
      return [{ shard, chip, publicValues, evaluator, answers, real }];
    });
  });
}

/** A row, as it is or with other cells. */
export function judgeRow(table: JudgedTable, row: number, cells = table.evaluator.row(row)): JudgedRow {
  const { chip, publicValues, evaluator, answers, shard } = table;
  return {
    what: `${shard}, row ${row}: ${describe(chip, cells, evaluator.row(row))}`,
    byChip: verdictOfChip(evaluator, answers, row, cells),
    byReference: verdictOfReference({ chip, publicValues }, cells),
  };
}

export function agree({ byChip, byReference }: JudgedRow): boolean {
  if (!byChip || !byReference) return byChip === byReference;
  return byChip.size === byReference.size && [...byChip].every((message) => byReference.has(message));
}

/** Rows of these tables with one column changed, or some, of which the chip says that they say something or are wrong. */
export function* lies(tables: readonly JudgedTable[], count: number, seed: number): Generator<JudgedRow> {
  const next = seededWords(seed);
  const random: Random = (bound) => next() % bound;
  const inhabited = tables.filter(({ real }) => real.length > 0);
  for (let i = 0; i < count; i++) {
    const table = inhabited[random(inhabited.length)];
    const { chip, evaluator, real } = table;
    const row = real[random(real.length)];
    const honest = evaluator.row(row);
    const cells = honest.slice();
    for (let changes = 1 + random(3) * random(2); changes > 0; changes--) {
      const kind = CELL_MUTATIONS[random(CELL_MUTATIONS.length)];
      const changed = mutatedRow(kind, { chip, evaluator, row, column: random(chip.width) }, random);
      changed.forEach((value, at) => {
        if (value !== honest[at]) cells[at] = value;
      });
    }
    const judged = judgeRow(table, row, cells);
    if (judged.byChip?.size !== 0) yield judged;
  }
}

function describe({ name, main }: Chip, cells: Uint32Array, honest: Uint32Array): string {
  const changed = [...cells.keys()].filter((column) => cells[column] !== honest[column]);
  const changes = changed.map((column) => `${main.names[column]} ${honest[column]} -> ${cells[column]}`);
  return `${name}: ${changes.join(', ')} in ${main.names.map((column, i) => `${column}=${honest[i]}`).join(' ')}`;
}
