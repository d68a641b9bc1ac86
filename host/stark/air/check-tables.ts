import { AirError } from './air-error.js';
import { assignBuses, weightsFit } from './bus-assignment.js';
import { isSameBus, type Bus, type Direction } from './bus.js';
import { checkTrace, formatTraceFailure, type TraceFailure } from './check-trace.js';
import type { Chip } from './chip.js';
import { TableMessages, type TableMessage, type TableTrace } from './table-messages.js';

const DEFAULT_MAX_FAILURES = 10;
/** As many uses of an unbalanced message are named. */
const MAX_USES = 8;

/** What is wrong with tables that talk to each other. */
export type TableFailure = ConstraintFailure | CountFailure | FlagFailure | BalanceFailure;

interface InTable {
  /** Index among the tables, and its chip's name. */
  readonly table: number;
  readonly chip: string;
}

/** A constraint that is not 0 on a row. */
export interface ConstraintFailure extends InTable, TraceFailure {
  readonly kind: 'constraint';
}

/** A count that exceeds its declared bound. */
export interface CountFailure extends InTable {
  readonly kind: 'count';
  readonly row: number;
  readonly place: string;
  readonly count: number;
  readonly weight: number;
}

/** Flags of an exclusive interaction that are no bits, or of which several are set. */
export interface FlagFailure extends InTable {
  readonly kind: 'flags';
  readonly row: number;
  readonly place: string;
  readonly flags: readonly number[];
}

/** A message that is not received as often as it is sent. */
export interface BalanceFailure {
  readonly kind: 'balance';
  /** The bus, or `local NAME` and the table. */
  readonly bus: string;
  readonly fields: readonly { readonly name: string; readonly value: number }[];
  /** Modulo p. */
  readonly sent: number;
  readonly received: number;
  /** Who sends and receives it: the first few. */
  readonly uses: readonly MessageUse[];
  readonly useCount: number;
}

/** A row that sends or receives a message. */
export interface MessageUse extends InTable {
  readonly row: number;
  readonly place: string;
  readonly direction: Direction;
  /** How often, canonical. */
  readonly count: number;
}

export interface TablesCheckOptions {
  /** The most failures of each kind to report; 10 unless given. */
  readonly maxFailures?: number;
}

/**
 * Checks tables as one batch: every constraint on every row, counts against their bounds, flags of exclusive
 * interactions, and that each message on each bus is received as often as it is sent. Messages are compared
 * themselves, not by fingerprints.
 *
 * @returns constraints by table, then counts and flags, then for each unbalanced bus its first such message; none
 *   for good tables
 * @throws AirError as `checkTrace` and `assignBuses`; BUS for fields of other names; WEIGHTS where counts might wrap
 *   around; FIELD
 */
export function checkTables(
  tables: readonly TableTrace[],
  { maxFailures = DEFAULT_MAX_FAILURES }: TablesCheckOptions = {},
): TableFailure[] {
  const chips = tables.map(({ chip }) => chip);
  for (const { name, field } of chips) {
    if (field === chips[0].field) continue;
    throw new AirError('FIELD', `over ${field.name}, but ${chips[0].name} is over ${chips[0].field.name}`, {
      chip: name,
    });
  }
  assignBuses(chips);
  checkDeclarations(chips);
  const constraints = tables.flatMap(({ chip, trace, publicValues, preprocessed }, table) =>
    checkTrace(chip, trace, publicValues, preprocessed, { maxFailures }).map(
      (failure): ConstraintFailure => ({ kind: 'constraint', table, chip: chip.name, ...failure }),
    ),
  );
  const messages = tables.map((table) => new TableMessages(table));
  const heights = messages.map(({ height }) => height);
  if (tables.length > 0 && !weightsFit(chips[0].field, chips, heights)) {
    throw new AirError('WEIGHTS', `tables of ${heights.join(', ')} rows have counts that may add up to p`);
  }
  const balance = new BusBalance(tables, messages);
  const misuses = balance.count(maxFailures);
  return [...constraints.slice(0, maxFailures), ...misuses, ...balance.failures(maxFailures)];
}

/** Fields of other names are fields of another meaning, though proofs cannot tell. */
function checkDeclarations(chips: readonly Chip[]): void {
  const first = new Map<string, { readonly bus: Bus; readonly chip: string }>();
  for (const { name: chip, interactions } of chips) {
    for (const { bus, place } of interactions) {
      if (!bus) continue;
      const known = first.get(bus.name) ?? { bus, chip };
      first.set(bus.name, known);
      if (isSameBus(known.bus, bus)) continue;
      const message = `${place}: its fields are ${bus.fields.join(', ')}, but in chip ${known.chip}`;
      throw new AirError('BUS', `${message} ${known.bus.fields.join(', ')}`, {
        chip,
        bus: bus.name,
        interaction: place,
      });
    }
  }
}

/** One line for people. */
export function formatTableFailure(failure: TableFailure): string {
  switch (failure.kind) {
    case 'constraint':
      return `${failure.chip}: ${formatTraceFailure(failure)}`;
    case 'count':
      return `${failure.chip}: row ${failure.row}: ${failure.place}: count ${failure.count} exceeds ${failure.weight}`;
    case 'flags':
      return `${failure.chip}: row ${failure.row}: ${failure.place}: flags ${failure.flags.join(', ')}`;
    case 'balance': {
      const { bus, fields, sent, received, uses, useCount } = failure;
      const message = fields.map(({ name, value }) => `${name} = ${value}`).join(', ');
      const rows = uses.map((use) => `${use.chip} row ${use.row} ${use.direction}s ${use.count}`);
      if (useCount > uses.length) rows.push(`${useCount - uses.length} more`);
      return `${bus}: (${message}) is sent ${sent} and received ${received} times: ${rows.join('; ')}`;
    }
  }
}

/** The sums of signed counts of every message, by bus. */
class BusBalance {
  private readonly tables: readonly TableTrace[];
  private readonly messages: readonly TableMessages[];
  /** Sums that are not 0, by bus and message. */
  private readonly sums = new Map<string, Map<string, number>>();

  constructor(tables: readonly TableTrace[], messages: readonly TableMessages[]) {
    this.tables = tables;
    this.messages = messages;
  }

  /** Counts all messages; returns what is wrong with single ones. */
  count(maxFailures: number): (CountFailure | FlagFailure)[] {
    const failures: (CountFailure | FlagFailure)[] = [];
    const report = (failure: CountFailure | FlagFailure): void => {
      if (failures.length < maxFailures) failures.push(failure);
    };
    this.messages.forEach((messages, table) => {
      const { name: chip, field } = this.tables[table].chip;
      for (let row = 0; row < messages.height; row++) {
        messages.visit(
          row,
          (message) => {
            const { place, weight } = message;
            const count = Math.min(message.count, field.p - message.count);
            if (message.direction !== 'provide' && count > weight) {
              report({ kind: 'count', table, chip, row, place, count, weight });
            }
            this.add(table, message);
          },
          ({ place }, flags) => report({ kind: 'flags', table, chip, row, place, flags }),
        );
      }
    });
    return failures;
  }

  /** For each bus that does not balance, the first message that does not. */
  failures(maxFailures: number): BalanceFailure[] {
    const unbalanced = [...this.sums].filter(([, sums]) => sums.size > 0).slice(0, maxFailures);
    return unbalanced.map(([bus, sums]) => {
      const [key] = sums.keys();
      return this.describe(bus, key);
    });
  }

  private add(table: number, message: TableMessage): void {
    const { field } = this.tables[table].chip;
    const bus = this.busKey(table, message);
    let sums = this.sums.get(bus);
    if (sums === undefined) this.sums.set(bus, (sums = new Map<string, number>()));
    const key = messageKey(message.fields);
    const before = sums.get(key) ?? 0;
    const isSent = message.direction === 'send';
    const sum = isSent ? field.add(before, message.count) : field.sub(before, message.count);
    if (sum === 0) sums.delete(key);
    else sums.set(key, sum);
  }

  /** Goes through all tables once more for who sends and receives a message. */
  private describe(bus: string, key: string): BalanceFailure {
    const { field } = this.tables[0].chip;
    const uses: MessageUse[] = [];
    let useCount = 0;
    let [sent, received] = [0, 0];
    let fields: BalanceFailure['fields'] = [];
    this.messages.forEach((messages, table) => {
      const chip = this.tables[table].chip.name;
      for (let row = 0; row < messages.height; row++) {
        messages.visit(row, (message) => {
          if (this.busKey(table, message) !== bus || messageKey(message.fields) !== key) return;
          const { place, direction, count } = message;
          if (direction === 'send') sent = field.add(sent, count);
          else received = field.add(received, count);
          if (useCount++ < MAX_USES) uses.push({ table, chip, row, place, direction, count });
          fields = message.fields.map((value, i) => ({ name: message.bus?.fields[i] ?? `${i}`, value }));
        });
      }
    });
    return { kind: 'balance', bus, fields, sent, received, uses, useCount };
  }

  private busKey(table: number, { bus, place }: TableMessage): string {
    return bus ? bus.name : `${place} of ${this.tables[table].chip.name} (table ${table})`;
  }
}

/** Fields as characters of 16 bits: far cheaper than their decimal digits. */
function messageKey(fields: readonly number[]): string {
  const units: number[] = [];
  for (const field of fields) units.push(field & 0xffff, field >>> 16);
  return String.fromCharCode(...units);
}
