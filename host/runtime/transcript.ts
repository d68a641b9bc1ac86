import { types } from 'node:util';
import {
  babyBear,
  DIGEST_WORDS,
  HASH_SET_NAMES,
  isHashSetName,
  koalaBear,
  type HashSetName,
  type PrimeFieldName,
} from '../field/index.js';
import { Field, HashSet } from './abi.js';
import { SwitchyardError } from './errors.js';
import { loadAddon, type NativeTranscript } from './native.js';

const PRIME: Record<PrimeFieldName, number> = { koalabear: koalaBear.p, babybear: babyBear.p };

const MAX_BITS = 30;
/** Of one call; far more than a proof wants at once. */
const MAX_SAMPLES = 2 ** 20;

/**
 * A prover's Fiat-Shamir transcript: what is sent is observed, challenges are sampled. It computes what the
 * challengers of host/field compute, in native code, and speaks the Montgomery words of devices.
 *
 * Arguments that are not as described are refused with SY_ERR_ARGUMENT, and leave the transcript as it was.
 */
export class Transcript {
  private constructor(
    private readonly native: NativeTranscript,
    readonly field: PrimeFieldName,
    readonly hashSet: HashSetName,
  ) {}

  /** A transcript that has observed nothing. */
  static create(field: PrimeFieldName, hashSet: HashSetName): Transcript {
    if (!Object.hasOwn(PRIME, field)) refuse('field', field, `one of ${Object.keys(PRIME).join(', ')}`);
    if (!isHashSetName(hashSet)) refuse('hashSet', hashSet, `one of ${HASH_SET_NAMES.join(', ')}`);
    const { NativeTranscript } = loadAddon();
    return new Transcript(new NativeTranscript(Field[field], HashSet[hashSet]), field, hashSet);
  }

  /** Observes field elements: Montgomery words below p. An extension element is its coefficients, low first. */
  observe(words: Uint32Array): void {
    this.checkWords(words);
    this.checkElements(words);
    this.native.observe(words);
  }

  /** Observes digests, such as a cap, one after another: eight words each, below p unless they are Keccak's. */
  observeDigests(words: Uint32Array): void {
    this.checkWords(words);
    if (words.length % DIGEST_WORDS !== 0) {
      refuse('words', `${words.length} words`, `whole digests of ${DIGEST_WORDS} words`);
    }
    if (this.hashSet !== 'keccak') this.checkElements(words);
    this.native.observeDigests(words);
  }

  /** The next field elements, as Montgomery words. */
  sample(count: number): Uint32Array {
    checkWholeNumber('count', count, MAX_SAMPLES);
    return this.native.sample(count);
  }

  /** The next integer below 2^bits. */
  sampleBits(bits: number): number {
    checkWholeNumber('bits', bits, MAX_BITS);
    return this.native.sampleBits(bits);
  }

  /**
   * The search for the smallest proof-of-work witness of so many bits, in words that the op `grind` takes;
   * native/device/kit/grind_problem.h lays them out. The transcript stays as it is: with a witness in hand, observe it and
   * sample the bits, unless there are none to sample.
   */
  grindProblem(bits: number): Uint32Array {
    checkWholeNumber('bits', bits, MAX_BITS);
    return this.native.grindProblem(bits);
  }

  /** An independent copy of the present state. */
  clone(): Transcript {
    return new Transcript(this.native.clone(), this.field, this.hashSet);
  }

  private checkWords(words: unknown): asserts words is Uint32Array {
    if (!types.isUint32Array(words)) refuse('words', words, 'a Uint32Array');
  }

  private checkElements(words: Uint32Array): void {
    const p = PRIME[this.field];
    // Not by iteration, which throws where the memory is detached.
    for (let i = 0; i < words.length; i++) {
      if (words[i] >= p) {
        refuse('words', `the word ${words[i]}`, `words below ${p}, the modulus of ${this.field}`);
      }
    }
  }
}

function checkWholeNumber(argument: string, value: unknown, most: number): void {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > most) {
    refuse(argument, value, `a whole number from 0 to ${most}`);
  }
}

function refuse(argument: string, given: unknown, wanted: string): never {
  const shown = typeof given === 'string' || typeof given === 'number' ? String(given) : typeof given;
  throw new SwitchyardError('SY_ERR_ARGUMENT', `a transcript cannot take ${shown} as ${argument}`, {
    remedy: `Give it ${wanted}.`,
    argument: `transcript.${argument}`,
  });
}
