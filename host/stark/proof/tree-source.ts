import type { Digest, Ext } from '../../field/index.js';
import type { ProofSystem } from './parameters.js';
import { ProofError, type ProofErrorCode } from './proof-error.js';
import type { ProofSource } from './proof-source.js';
import { arrayLength, asRecord, attempt, copyItems, memberNames, showName } from './untrusted.js';

/** How a tree of objects and arrays spells a proof. */
export interface TreeDialect {
  /** The property that holds a member. */
  property(member: string): string;
  /** The digest that a value stands for, a copy; or undefined. It does not throw, whatever the value. */
  digest(system: ProofSystem, value: unknown): Digest | undefined;
}

/** Proofs in objects and arrays, with canonical integers. What is read is read once and copied. */
export class TreeSource implements ProofSource {
  private readonly system: ProofSystem;
  private readonly dialect: TreeDialect;
  private readonly value: unknown;
  private readonly path: string;

  constructor(system: ProofSystem, dialect: TreeDialect, value: unknown, path: string) {
    this.system = system;
    this.dialect = dialect;
    this.value = value;
    this.path = path;
  }

  record<T>(members: readonly string[], read: (member: (name: string) => ProofSource) => T): T {
    const record = asRecord(this.value);
    if (!record) throw new ProofError('STRUCTURE', `${this.path} must be an object`);
    const properties = members.map((member) => this.dialect.property(member));
    const names = memberNames(record);
    if (!names) throw this.unreadable();
    for (const property of properties) {
      if (!names.includes(property)) {
        throw new ProofError('STRUCTURE', `${this.path}.${property} is missing`);
      }
    }
    for (const name of names) {
      if (!properties.includes(name)) {
        throw new ProofError('STRUCTURE', `${this.path} has an unknown member ${showName(name)}`);
      }
    }
    const values = attempt(() => new Map(properties.map((property) => [property, record[property]])));
    if (!values) throw this.unreadable();
    return read((member) => {
      const property = this.dialect.property(member);
      return this.child(values.get(property), `.${property}`);
    });
  }

  list<T>(length: number, item: (source: ProofSource, index: number) => T): T[] {
    return this.array(length, length).map((value, i) => item(this.child(value, `[${i}]`), i));
  }

  option<T>(present: boolean, value: (source: ProofSource) => T, check: ProofErrorCode = 'OPTION'): T | null {
    if (present !== (this.value !== null)) {
      throw new ProofError(check, `${this.path} must be ${present ? 'present' : 'null'}`);
    }
    return present ? value(this) : null;
  }

  element(): number {
    return this.canonical(this.value);
  }

  elements(length: number): number[] {
    return this.array(length, length).map((value) => this.canonical(value));
  }

  ext(): Ext {
    return this.elements(this.system.extension.degree);
  }

  exts(length: number): Ext[] {
    return this.array(length, length).map((value, i) => this.child(value, `[${i}]`).ext());
  }

  digests(least: number, most: number): Digest[] {
    return this.array(least, most).map((value, i) => {
      const digest = this.dialect.digest(this.system, value);
      if (!digest) throw new ProofError('DIGEST', `${this.path}[${i}] is no digest`);
      return digest;
    });
  }

  arity(expected: number): number {
    if (this.value !== expected) {
      throw new ProofError('FRI_ARITY', `${this.path} is not ${expected}, as the schedule has it`);
    }
    return expected;
  }

  count(expected: number): number {
    if (!Object.is(this.value, expected))
      throw new ProofError('DEGREE_BITS', `${this.path} is not ${expected}`);
    return expected;
  }

  private child(value: unknown, step: string): TreeSource {
    return new TreeSource(this.system, this.dialect, value, this.path + step);
  }

  /** A plain copy without holes. */
  private array(least: number, most: number): unknown[] {
    const length = arrayLength(this.value);
    if (length === undefined) throw new ProofError('STRUCTURE', `${this.path} must be an array`);
    if (length < least || length > most) {
      const expected = least === most ? least : `${least} to ${most}`;
      throw new ProofError('LENGTH', `${this.path}: ${length} items where ${expected} belong`);
    }
    const items = copyItems(this.value, length);
    if (!items) throw this.unreadable();
    return items;
  }

  private unreadable(): ProofError {
    return new ProofError('STRUCTURE', `${this.path} cannot be read`);
  }

  private canonical(value: unknown): number {
    // -0 would be a second form of 0.
    if (!this.system.field.isCanonical(value) || Object.is(value, -0)) {
      throw new ProofError('FIELD_ELEMENT', `${this.path} holds a value that is no canonical field element`);
    }
    return value;
  }
}
