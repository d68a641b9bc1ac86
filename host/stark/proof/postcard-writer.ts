import type { Digest, Ext } from '../../field/index.js';
import { ByteWriter } from './byte-writer.js';
import type { ProofSystem } from './parameters.js';

/** Values of proofs in postcard, as {@link PostcardSource} reads them. */
export class PostcardWriter {
  readonly bytes = new ByteWriter();
  private readonly system: ProofSystem;

  constructor(system: ProofSystem) {
    this.system = system;
  }

  element(element: number): void {
    this.bytes.word(this.system.field.toMontgomery(element));
  }

  list<T>(items: readonly T[], write: (item: T) => void): void {
    this.bytes.varint(items.length);
    items.forEach(write);
  }

  elements(elements: readonly number[]): void {
    this.list(elements, (element) => this.element(element));
  }

  ext(value: Ext): void {
    for (const coefficient of value) this.element(coefficient);
  }

  exts(values: readonly Ext[]): void {
    this.list(values, (value) => this.ext(value));
  }

  option<T>(value: T | null, write: (value: T) => void): void {
    this.bytes.byte(value === null ? 0 : 1);
    if (value !== null) write(value);
  }

  digests(digests: readonly Digest[]): void {
    this.list(digests, (digest) => this.digest(digest));
  }

  private digest(digest: Digest): void {
    if (this.system.hashes.name === 'keccak') {
      for (let i = 0; i < digest.length; i += 2) this.bytes.varint64(digest[i], digest[i + 1]);
    } else {
      for (const word of digest) this.element(word);
    }
  }
}
