import type { Digest, Ext } from '../../field/index.js';
import type { ProofErrorCode } from './proof-error.js';

/**
 * Where a proof is read from: bytes, a JSON document, or an object in memory. The reader knows the shape, so
 * every length is given to the source, which checks it before it reads or allocates anything.
 *
 * All methods throw ProofError; the message starts with the path of the value.
 */
export interface ProofSource {
  /** A record with exactly these members, which `read` asks for in the order of the wire format. */
  record<T>(members: readonly string[], read: (member: (name: string) => ProofSource) => T): T;
  list<T>(length: number, item: (source: ProofSource, index: number) => T): T[];
  /** A value that must be there, or must not be; `check` names the failure, OPTION unless given. */
  option<T>(present: boolean, value: (source: ProofSource) => T, check?: ProofErrorCode): T | null;
  element(): number;
  elements(length: number): number[];
  ext(): Ext;
  exts(length: number): Ext[];
  digests(least: number, most: number): Digest[];
  /** One byte, with the only value it may have. */
  arity(expected: number): number;
  /** A number with the only value it may have. */
  count(expected: number): number;
}
