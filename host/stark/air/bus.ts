import { AirError } from './air-error.js';
import { checkBusName, checkFieldName } from './names.js';

/**
 * What a bus is for. On a `permutation` bus what is sent is received, message by message, and every count has
 * a bound. On a `lookup` bus a table may provide messages that are sent any number of times.
 */
export type BusKind = 'permutation' | 'lookup';

/** What a chip does with a message: send and receive have bounded counts, provide has none. */
export type Direction = 'send' | 'receive' | 'provide';

/** A named channel between chips: over all tables, each message is received as often as it is sent. */
export interface Bus {
  readonly name: string;
  readonly kind: BusKind;
  /** Names of the members of a message, in order. */
  readonly fields: readonly string[];
}

/** The most fields that a message may have. */
export const MAX_BUS_FIELDS = 256;

/**
 * Declares a bus. Chips that name equal buses share one; buses of one name that differ in anything are refused.
 *
 * @throws AirError BUS for a kind that does not exist, or no or too many fields; NAME, DUPLICATE_NAME
 */
export function defineBus(declaration: Bus): Bus {
  const { name, kind, fields } = declaration;
  checkBusName(name);
  if (kind !== 'permutation' && kind !== 'lookup') {
    throw new AirError('BUS', `bus ${name} is of no kind: ${String(kind)}`, { bus: name });
  }
  if (fields.length === 0 || fields.length > MAX_BUS_FIELDS) {
    throw new AirError('BUS', `bus ${name} has ${fields.length} fields, not 1 to ${MAX_BUS_FIELDS}`, {
      bus: name,
    });
  }
  for (const field of fields) checkFieldName(name, field);
  const twice = fields.find((field, i) => fields.indexOf(field) !== i);
  if (twice !== undefined) {
    throw new AirError('DUPLICATE_NAME', `bus ${name} has two fields called ${twice}`, { bus: name });
  }
  return Object.freeze({ name, kind, fields: Object.freeze([...fields]) });
}

/** Whether two declarations are of one bus. */
export function isSameBus(a: Bus, b: Bus): boolean {
  return a.name === b.name && a.kind === b.kind && a.fields.join() === b.fields.join();
}
