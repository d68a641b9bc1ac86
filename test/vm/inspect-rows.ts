import { checkTrace, type Chip } from '../../host/stark/air/index.js';
import { TableMessages, type TableMessage } from '../../host/stark/air/table-messages.js';
import { isInTable, traceOf } from './judge.js';
import type { Cells } from './rows.js';

/** Buses that the table of limbs answers. */
const LIMB_TABLES = ['range16', 'range11', 'align', 'bytes', 'xor', 'shift'];

/** A row: what refuses it, and what it says. */
export interface InspectedRow {
  /** Constraints that are not 0, and `BUS query` where the table of limbs does not answer. */
  readonly refusals: readonly string[];
  /** `DIRECTION BUS FIELDS` of its other messages, in order. */
  readonly claims: readonly string[];
}

/** Inspects rows of a chip without preprocessed columns. */
export function inspectRows(chip: Chip, rows: readonly Cells[]): InspectedRow[] {
  const trace = traceOf(chip, rows);
  const refusals = rows.map((): string[] => []);
  for (const { row, constraint } of checkTrace(chip, trace, [], undefined, { maxFailures: Infinity })) {
    refusals[row]?.push(constraint);
  }
  const messages = new TableMessages({ chip, trace, publicValues: [] });
  return rows.map((_, row) => {
    const claims: string[] = [];
    messages.visit(row, (message) => {
      const bus = busOf(message);
      if (!LIMB_TABLES.includes(bus)) claims.push(claim(message.direction, bus, message.fields));
      else if (!isInTable(bus, message.fields)) refusals[row].push(`${bus} query`);
    });
    return { refusals: refusals[row], claims };
  });
}

export function claim(direction: string, bus: string, fields: readonly number[]): string {
  return `${direction} ${bus} ${fields.join(' ')}`;
}

export function busOf({ bus, place }: TableMessage): string {
  if (bus === null) throw new Error(`${place} is local`);
  return bus.name;
}
