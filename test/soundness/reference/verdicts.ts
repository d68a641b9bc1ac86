import { koalaBear } from '../../../host/field/index.js';
import type { Chip, TableTrace } from '../../../host/stark/air/index.js';
import { claim } from '../../vm/inspect-rows.js';
import { FREEDOMS } from '../mutation/harmless.js';
import type { Answers } from '../mutation/incremental-checker.js';
import type { RowEvaluator } from '../mutation/row-evaluator.js';
import { hasCounterpart } from './environment.js';
import { PRECOMPILE_REFERENCES } from './precompile-references.js';
import type { Read, Reference } from './reference-row.js';
import { STATE_REFERENCES } from './state-references.js';
import { STEP_REFERENCES } from './step-references.js';

/** All chips but those of fixed tables. */
export const REFERENCES: Readonly<Record<string, Reference>> = {
  ...STEP_REFERENCES,
  ...STATE_REFERENCES,
  ...PRECOMPILE_REFERENCES,
};

/** What a row says; undefined if somebody refuses it. */
export type Verdict = ReadonlySet<string> | undefined;

/** By the constraints and messages of the chip: queries have to be answered, and other messages to have a counterpart. */
export function verdictOfChip(
  evaluator: RowEvaluator,
  answers: Answers,
  row: number,
  cells: Uint32Array,
): Verdict {
  const { constraints, messages } = evaluator.evaluate(row, new Map([[row, cells]]));
  if (constraints.length > 0) return undefined;
  const said = new Set<string>();
  for (const { bus, isLookup, direction, fields, count, weight } of messages) {
    if (direction !== 'provide' && count > weight) return undefined;
    const isQuery = isLookup && direction === 'send';
    if (isQuery && bus !== 'decode' && answers(bus, fields) === false) return undefined;
    if (LIMB_TABLES.has(bus)) continue;
    said.add(claim(direction, bus, fields));
  }
  return [...said].every(hasCounterpart) ? said : undefined;
}

/** By the document: the row that is as it has to be, but for what is free. */
export function verdictOfReference(
  { chip, publicValues }: Pick<TableTrace, 'chip' | 'publicValues'>,
  cells: Uint32Array,
): Verdict {
  const reference = REFERENCES[chip.name](readerOf(chip, cells), publicValues);
  if (!reference) return undefined;
  const expected = new Uint32Array(chip.width);
  for (const [name, value] of Object.entries(reference.cells)) {
    expected[columnOf(chip, name)] = koalaBear.fromInteger(value);
  }
  const [actual, wanted] = [readerOf(chip, cells), readerOf(chip, expected)];
  const freedoms = FREEDOMS.filter((freedom) => freedom.chip === chip.name);
  for (const [column, name] of chip.main.names.entries()) {
    if (cells[column] === expected[column]) continue;
    if (!freedoms.some(({ columns, when }) => columns.includes(name) && when(actual, wanted)))
      return undefined;
  }
  return reference.messages.every(hasCounterpart) ? new Set(reference.messages) : undefined;
}

const LIMB_TABLES: ReadonlySet<string> = new Set(['range16', 'range11', 'align', 'bytes', 'xor', 'shift']);

const columnsByChip = new Map<Chip, ReadonlyMap<string, number>>();

function columnOf(chip: Chip, name: string): number {
  let columns = columnsByChip.get(chip);
  if (!columns) columnsByChip.set(chip, (columns = new Map(chip.main.names.map((each, i) => [each, i]))));
  const column = columns.get(name);
  if (column === undefined) throw new Error(`chip ${chip.name} has no column ${name}`);
  return column;
}

function readerOf(chip: Chip, cells: Uint32Array): Read {
  return (name) => cells[columnOf(chip, name)];
}
