import { DIGEST_WORDS, type Digest, type Ext } from '../../field/index.js';
import type { ByteReader } from './byte-reader.js';
import type { ProofSystem } from './parameters.js';
import { ProofError, type ProofErrorCode } from './proof-error.js';
import type { ProofSource } from './proof-source.js';

/**
 * Proofs in postcard: lengths and `usize` as LEB128, options as one byte, field elements as four bytes
 * little-endian in Montgomery form, extension elements and digests without a length; the 64-bit words of a
 * Keccak digest as LEB128.
 */
export class PostcardSource implements ProofSource {
  private readonly system: ProofSystem;
  private readonly reader: ByteReader;
  private readonly path: string;

  constructor(system: ProofSystem, reader: ByteReader, path: string) {
    this.system = system;
    this.reader = reader;
    this.path = path;
  }

  record<T>(_: readonly string[], read: (member: (name: string) => ProofSource) => T): T {
    return read((name) => this.child(`.${name}`));
  }

  list<T>(length: number, item: (source: ProofSource, index: number) => T): T[] {
    this.length(length, length);
    return Array.from({ length }, (_, i) => item(this.child(`[${i}]`), i));
  }

  option<T>(present: boolean, value: (source: ProofSource) => T, check: ProofErrorCode = 'OPTION'): T | null {
    const tag = this.reader.byte();
    if (tag > 1) throw new ProofError('OPTION_TAG', `${this.path}: ${tag} is no option tag`);
    if (present !== (tag === 1)) {
      throw new ProofError(check, `${this.path} must be ${present ? 'present' : 'absent'}`);
    }
    return present ? value(this) : null;
  }

  element(): number {
    const word = this.reader.word();
    if (word >= this.system.field.p) {
      throw new ProofError('FIELD_ELEMENT', `${this.path}: ${word} is not below the modulus`);
    }
    return this.system.field.fromMontgomery(word);
  }

  elements(length: number): number[] {
    this.length(length, length);
    return this.bareElements(length);
  }

  ext(): Ext {
    return this.bareElements(this.system.extension.degree);
  }

  exts(length: number): Ext[] {
    this.length(length, length);
    return Array.from({ length }, () => this.ext());
  }

  digests(least: number, most: number): Digest[] {
    const length = this.length(least, most);
    return Array.from({ length }, () => this.digest());
  }

  arity(expected: number): number {
    const arity = this.reader.byte();
    if (arity !== expected) {
      throw new ProofError('FRI_ARITY', `${this.path}: ${arity} where the schedule has ${expected}`);
    }
    return arity;
  }

  count(expected: number): number {
    const count = this.reader.varint();
    if (count !== expected) {
      throw new ProofError('DEGREE_BITS', `${this.path}: ${count} where ${expected} was expected`);
    }
    return count;
  }

  private child(step: string): PostcardSource {
    return new PostcardSource(this.system, this.reader, this.path + step);
  }

  private length(least: number, most: number): number {
    const length = this.reader.varint();
    if (length < least || length > most) {
      const expected = least === most ? least : `${least} to ${most}`;
      throw new ProofError('LENGTH', `${this.path}: ${length} items where ${expected} belong`);
    }
    return length;
  }

  private bareElements(length: number): number[] {
    const elements: number[] = [];
    for (let i = 0; i < length; i++) elements.push(this.element());
    return elements;
  }

  private digest(): Digest {
    const digest = new Uint32Array(DIGEST_WORDS);
    if (this.system.hashes.name === 'keccak') {
      for (let i = 0; i < DIGEST_WORDS; i += 2) digest.set(this.reader.varint64(), i);
    } else {
      for (let i = 0; i < DIGEST_WORDS; i++) digest[i] = this.element();
    }
    return digest;
  }
}
