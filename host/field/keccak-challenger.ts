import { SpongeChallenger } from './challenger.js';
import { keccak256 } from './keccak256.js';
import type { Digest } from './merkle-hash.js';

const WORD_BYTES = 4;
const INITIAL_CAPACITY = 256;

/**
 * Plonky3's `SerializingChallenger32<F, HashChallenger<u8, Keccak256>>` with empty initial state. Input
 * bytes pile up; when output is wanted, the pile is hashed and replaced by its hash, whose bytes are then
 * taken from the end.
 */
export class KeccakChallenger extends SpongeChallenger {
  private input = new Uint8Array(INITIAL_CAPACITY);
  private inputLength = 0;
  private output: Uint8Array = new Uint8Array(0);
  private outputLength = 0;

  /** Observes the words as little-endian bytes, which for a Keccak digest are its bytes in order. */
  observeDigest(digest: Digest): void {
    for (const word of digest) this.push(word);
  }

  /** The low 31 bits of the next word that are below p. */
  sample(): number {
    for (;;) {
      const candidate = this.sampleWord() & 0x7fffffff;
      if (candidate < this.field.p) return candidate;
    }
  }

  clone(): KeccakChallenger {
    const copy = new KeccakChallenger(this.field);
    copy.input = this.input.slice(0, Math.max(this.inputLength + WORD_BYTES, INITIAL_CAPACITY));
    copy.inputLength = this.inputLength;
    // Output is never written to after it was made, so it may be shared.
    copy.output = this.output;
    copy.outputLength = this.outputLength;
    return copy;
  }

  protected absorb(element: number): void {
    this.push(this.field.toMontgomery(element));
  }

  /** Four output bytes, the first taken as the least significant. A hash holds eight words, so none is split. */
  protected sampleWord(): number {
    if (this.outputLength === 0) this.flush();
    this.outputLength -= WORD_BYTES;
    const [b3, b2, b1, b0] = this.output.subarray(this.outputLength, this.outputLength + WORD_BYTES);
    return (b0 | (b1 << 8) | (b2 << 16) | (b3 << 24)) >>> 0;
  }

  private push(word: number): void {
    this.outputLength = 0;
    if (this.inputLength + WORD_BYTES > this.input.length) {
      const larger = new Uint8Array(2 * this.input.length);
      larger.set(this.input);
      this.input = larger;
    }
    for (let i = 0; i < WORD_BYTES; i++) this.input[this.inputLength++] = word >>> (8 * i);
  }

  private flush(): void {
    this.output = keccak256(this.input.subarray(0, this.inputLength));
    this.outputLength = this.output.length;
    this.input.set(this.output);
    this.inputLength = this.output.length;
  }
}
