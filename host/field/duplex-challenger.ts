import { SpongeChallenger } from './challenger.js';
import { DIGEST_WORDS, type Digest } from './merkle-hash.js';
import type { Poseidon2 } from './poseidon2.js';

/**
 * Plonky3's `DuplexChallenger` (0.6 and later) over Poseidon2 with rate width - 8: inputs overwrite the
 * front of the rate, and their number is added to the first element of the capacity.
 */
export class DuplexChallenger extends SpongeChallenger {
  private readonly permutation: Poseidon2;
  private readonly rate: number;
  private readonly state: Uint32Array;
  /** How many inputs wait at the front of `inputs`. */
  private pending = 0;
  private readonly inputs: Uint32Array;
  /** How many elements of the rate, from the front, may still be sampled. */
  private available = 0;

  constructor(permutation: Poseidon2) {
    super(permutation.parameters.field);
    this.permutation = permutation;
    this.rate = permutation.width - DIGEST_WORDS;
    this.state = new Uint32Array(permutation.width);
    this.inputs = new Uint32Array(this.rate);
  }

  observeDigest(digest: Digest): void {
    for (const element of digest) this.observe(element);
  }

  /** The last unused element of the rate, after duplexing if there is new input or none is left. */
  sample(): number {
    if (this.pending > 0 || this.available === 0) this.duplex();
    return this.state[--this.available];
  }

  clone(): DuplexChallenger {
    const copy = new DuplexChallenger(this.permutation);
    copy.state.set(this.state);
    copy.inputs.set(this.inputs);
    copy.pending = this.pending;
    copy.available = this.available;
    return copy;
  }

  protected absorb(element: number): void {
    this.available = 0;
    this.inputs[this.pending++] = element;
    if (this.pending === this.rate) this.duplex();
  }

  protected sampleWord(): number {
    return this.sample();
  }

  private duplex(): void {
    const { state, rate, pending } = this;
    if (pending > 0) {
      state.set(this.inputs.subarray(0, pending));
      state.fill(0, pending, rate);
      state[rate] = this.field.add(state[rate], pending);
    }
    this.permutation.permute(state);
    this.pending = 0;
    this.available = rate;
  }
}
