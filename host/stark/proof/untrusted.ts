import { ProofError } from './proof-error.js';

/**
 * Objects from strangers. Their members may be getters and they themselves proxies, so reading may throw, and may
 * give something else each time: everything is read once, by index or name, and what was read is checked.
 */

/** What reading gives, or undefined where it throws. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The length of an array; undefined for anything else. */
export function arrayLength(value: unknown): number | undefined {
  const length = attempt(() => (Array.isArray(value) ? value.length : undefined)) as unknown;
  return Number.isInteger(length) ? (length as number) : undefined;
}

/** The first items of an array as a plain one without holes; undefined where they cannot be read. */
export function copyItems(value: unknown, length: number): unknown[] | undefined {
  return attempt(() => {
    const items: unknown[] = [];
    // Not by iteration, which the array may define as it likes.
    for (let i = 0; i < length; i++) items.push((value as readonly unknown[])[i]);
    return items;
  });
}

/** The value as an object with properties, or undefined. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return attempt(() => Array.isArray(value)) === false
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/**
 * A member of a value; undefined where it is no object.
 *
 * @throws ProofError STRUCTURE where reading throws
 */
export function readMember(value: unknown, name: string): unknown {
  const read = attempt(() => {
    const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
    return { member: isRecord ? (value as Readonly<Record<string, unknown>>)[name] : undefined };
  });
  if (!read) throw new ProofError('STRUCTURE', `${name} cannot be read`);
  return read.member;
}

/** The names of a record's own members; undefined where they cannot be read. */
export function memberNames(record: Readonly<Record<string, unknown>>): string[] | undefined {
  return attempt(() => Object.keys(record));
}

const SHOWN_CHARACTERS = 32;

/** A name for messages: quoted, short, and printable whatever it is. */
export function showName(name: string): string {
  const start = name.length > SHOWN_CHARACTERS ? `${name.slice(0, SHOWN_CHARACTERS)}...` : name;
  return JSON.stringify(start).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A value for messages: numbers as they are, of everything else the type. */
export function showValue(value: unknown): string {
  if (typeof value !== 'number') return value === null ? 'null' : `of type ${typeof value}`;
  return Object.is(value, -0) ? '-0' : String(value);
}
