import type { Ext, ExtensionField } from './extension-field.js';
import { FieldError } from './field-error.js';
import type { Digest } from './merkle-hash.js';
import type { PrimeField } from './prime-field.js';

/** A Fiat-Shamir transcript: what the prover sends is observed, challenges are sampled. */
export interface Challenger {
  readonly field: PrimeField;
  /** @throws FieldError NOT_CANONICAL */
  observe(element: number): void;
  /** Observes the coefficients, low degree first. */
  observeExt(element: Ext): void;
  observeDigest(digest: Digest): void;
  /** Observes the digests of a Merkle cap in order. */
  observeCap(cap: readonly Digest[]): void;
  /** A base element. */
  sample(): number;
  /** An extension element, low coefficient first. */
  sampleExt(extension: ExtensionField): Ext;
  /** An integer below 2^bits. @throws FieldError BIT_COUNT unless 0 <= bits <= 30. */
  sampleBits(bits: number): number;
  /**
   * Observes a proof-of-work witness and tells whether it is valid. With 0 bits nothing is observed, and
   * only the witness 0 is valid: Plonky3 accepts any there, which leaves proofs malleable.
   */
  checkWitness(bits: number, witness: number): boolean;
  /** The smallest valid witness, which is then observed. @throws FieldError GRIND_EXHAUSTED. */
  grind(bits: number): number;
  /** An independent copy of the present state. */
  clone(): Challenger;
}

/** Sampled bits are the low bits of a value that is nearly uniform modulo p > 2^30. */
const MAX_SAMPLE_BITS = 30;

/** The part of a challenger that is the same for every sponge. */
export abstract class SpongeChallenger implements Challenger {
  readonly field: PrimeField;

  constructor(field: PrimeField) {
    this.field = field;
  }

  abstract observeDigest(digest: Digest): void;
  abstract sample(): number;
  abstract clone(): SpongeChallenger;
  /** Absorbs a canonical element. */
  protected abstract absorb(element: number): void;
  /** The next output value, of 31 bits or more, without rejection. */
  protected abstract sampleWord(): number;

  observe(element: number): void {
    if (!this.field.isCanonical(element)) {
      throw new FieldError('NOT_CANONICAL', `cannot observe ${String(element)} in ${this.field.name}`);
    }
    this.absorb(element);
  }

  observeExt(element: Ext): void {
    for (const coefficient of element) this.observe(coefficient);
  }

  observeCap(cap: readonly Digest[]): void {
    for (const digest of cap) this.observeDigest(digest);
  }

  sampleExt(extension: ExtensionField): Ext {
    return extension.zero.map(() => this.sample());
  }

  sampleBits(bits: number): number {
    if (!Number.isInteger(bits) || bits < 0 || bits > MAX_SAMPLE_BITS) {
      throw new FieldError('BIT_COUNT', `cannot sample ${bits} bits`);
    }
    return this.sampleWord() & (2 ** bits - 1);
  }

  checkWitness(bits: number, witness: number): boolean {
    if (bits === 0) return witness === 0;
    if (!this.field.isCanonical(witness)) return false;
    this.absorb(witness);
    return this.sampleBits(bits) === 0;
  }

  grind(bits: number): number {
    for (let witness = 0; witness < this.field.p; witness++) {
      if (this.clone().checkWitness(bits, witness)) {
        this.checkWitness(bits, witness);
        return witness;
      }
    }
    throw new FieldError('GRIND_EXHAUSTED', `no witness gives ${bits} zero bits`);
  }
}
