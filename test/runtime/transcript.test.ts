import test from 'ava';
import {
  babyBear,
  HASH_SET_NAMES,
  hashSet,
  koalaBear,
  type Challenger,
  type HashSetName,
  type PrimeField,
} from '../../host/field/index.js';
import { SwitchyardError, Transcript } from '../../host/runtime/index.js';
import { loadAddon } from '../../host/runtime/native.js';
import { loadVectors } from '../support/vectors.js';

const FIELDS = [koalaBear, babyBear];
const EVERY_KIND = FIELDS.flatMap((field) => HASH_SET_NAMES.map((name) => ({ field, name })));

function toWords(field: PrimeField, values: readonly number[]): Uint32Array {
  return Uint32Array.from(values, (value) => field.toMontgomery(value));
}

function sample(field: PrimeField, transcript: Transcript, count: number): number[] {
  return [...transcript.sample(count)].map((word) => field.fromMontgomery(word));
}

/** A generator of whole numbers below a bound, the same in each run. */
function newRandom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** Digests as a hash set makes them: field elements, or any words. */
function digestsFor(name: HashSetName, field: PrimeField, random: (bound: number) => number): Uint32Array {
  const count = 8 * random(5);
  return Uint32Array.from({ length: count }, () => random(name === 'keccak' ? 2 ** 32 : field.p));
}

/** What a challenger of host/field observes for the digest words of a device. */
function toChallengerDigest(name: HashSetName, field: PrimeField, words: Uint32Array): Uint32Array {
  return name === 'keccak' ? words : words.map((word) => field.fromMontgomery(word));
}

for (const { field, name } of EVERY_KIND) {
  test(`${field.name}, ${name}: samples what the challenger of host/field samples`, (t) => {
    const random = newRandom(7);
    const transcript = Transcript.create(field.name, name);
    const challenger: Challenger = hashSet(name, field).newChallenger();
    t.is(transcript.field, field.name);
    t.is(transcript.hashSet, name);
    for (let step = 0; step < 300; step++) {
      switch (random(4)) {
        case 0: {
          const values = Array.from({ length: random(80) }, () => random(field.p));
          transcript.observe(toWords(field, values));
          values.forEach((value) => challenger.observe(value));
          break;
        }
        case 1: {
          const words = digestsFor(name, field, random);
          transcript.observeDigests(words);
          for (let at = 0; at < words.length; at += 8) {
            challenger.observeDigest(toChallengerDigest(name, field, words.subarray(at, at + 8)));
          }
          break;
        }
        case 2: {
          const expected = Array.from({ length: random(40) }, () => challenger.sample());
          t.deepEqual(sample(field, transcript, expected.length), expected);
          break;
        }
        default: {
          const bits = random(31);
          t.is(transcript.sampleBits(bits), challenger.sampleBits(bits));
        }
      }
    }
  });

  test(`${field.name}, ${name}: a clone continues alike, and apart`, (t) => {
    const transcript = Transcript.create(field.name, name);
    transcript.observe(toWords(field, [1, 2, 3]));
    transcript.sample(1);
    transcript.observe(toWords(field, [4]));
    const copy = transcript.clone();
    const reference = transcript.clone();
    t.is(copy.field, field.name);
    t.is(copy.hashSet, name);
    t.deepEqual(copy.sample(20), transcript.sample(20));
    copy.observe(toWords(field, [5]));
    t.notDeepEqual(copy.sample(8), transcript.sample(8));
    t.deepEqual(transcript.sample(20), reference.sample(48).slice(28));
  });
}

interface ChallengerVectors {
  cases: { width: number; samples: number[]; then_observe: number[]; sample_ext4: number[] }[];
}

test('poseidon2 transcripts give the known answers', (t) => {
  for (const vector of loadVectors<ChallengerVectors>('challenger').cases) {
    const transcript = Transcript.create('koalabear', vector.width === 24 ? 'p2-24-16' : 'p2-16');
    transcript.observe(toWords(koalaBear, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    t.deepEqual(sample(koalaBear, transcript, 40), vector.samples);
    transcript.observe(toWords(koalaBear, vector.then_observe));
    t.deepEqual(sample(koalaBear, transcript, 4), vector.sample_ext4);
  }
});

test('the keccak transcript gives the known stream with rejected words', (t) => {
  const { challenger } = loadVectors<{ challenger: { observe_5_then_600_samples: number[] } }>(
    'keccak_config',
  );
  const transcript = Transcript.create('koalabear', 'keccak');
  transcript.observe(toWords(koalaBear, [5]));
  t.deepEqual(sample(koalaBear, transcript, 600), challenger.observe_5_then_600_samples);
});

test('a grind problem is words with a header, and leaves the transcript as it is', (t) => {
  const stateWords: Record<HashSetName, number> = { 'p2-24-16': 24, 'p2-16': 16, keccak: 50 };
  for (const { field, name } of EVERY_KIND) {
    const transcript = Transcript.create(field.name, name);
    transcript.observe(toWords(field, [9, 8, 7]));
    const untouched = transcript.clone();
    const problem = transcript.grindProblem(12);
    t.is(problem.length, 4 + stateWords[name]);
    t.deepEqual([...problem.subarray(0, 4)], [HASH_SET_NAMES.indexOf(name), FIELDS.indexOf(field), 12, 3]);
    t.deepEqual(transcript.sample(9), untouched.sample(9));
  }
});

function refusal(action: () => unknown): SwitchyardError | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof SwitchyardError) return error;
    throw error;
  }
  return undefined;
}

const NOT_NUMBERS = [undefined, null, NaN, 0.5, -1, Infinity, 2 ** 32, '3', 3n, {}, []] as never[];

test('wrong arguments are refused by name, and change nothing', (t) => {
  const wrongWords = [
    undefined,
    null,
    7,
    'words',
    [1, 2],
    {},
    new Uint8Array(64),
    new Int32Array(8),
    new Float64Array(8),
    new ArrayBuffer(64),
    new DataView(new ArrayBuffer(64)),
    Object.create(Uint32Array.prototype),
    Object.setPrototypeOf(new Uint8Array(8), Uint32Array.prototype),
    new Proxy(new Uint32Array(8), {}),
  ] as never[];
  for (const { field, name } of EVERY_KIND) {
    const transcript = Transcript.create(field.name, name);
    const untouched = transcript.clone();
    const refused = (argument: string, action: () => unknown): void => {
      const error = refusal(action);
      t.is(error?.code, 'SY_ERR_ARGUMENT');
      t.is(error?.argument, `transcript.${argument}`);
      t.true(error!.remedy.length > 0);
    };
    for (const words of wrongWords) {
      refused('words', () => transcript.observe(words));
      refused('words', () => transcript.observeDigests(words));
    }
    refused('words', () => transcript.observe(Uint32Array.from([0, field.p])));
    refused('words', () => transcript.observe(Uint32Array.from([2 ** 32 - 1])));
    refused('words', () => transcript.observeDigests(new Uint32Array(9)));
    const large = new Uint32Array(8).fill(field.p);
    if (name !== 'keccak') refused('words', () => transcript.observeDigests(large));
    for (const number of NOT_NUMBERS) {
      refused('count', () => transcript.sample(number));
      refused('bits', () => transcript.sampleBits(number));
      refused('bits', () => transcript.grindProblem(number));
    }
    refused('count', () => transcript.sample(2 ** 20 + 1));
    refused('bits', () => transcript.sampleBits(31));
    refused('bits', () => transcript.grindProblem(31));
    t.deepEqual(transcript.sample(3), untouched.sample(3));
  }
});

test('a transcript over an unknown field or hash set is refused', (t) => {
  for (const wrong of [undefined, null, 0, 'mersenne31', 'toString', {}, ['keccak']] as never[]) {
    t.is(refusal(() => Transcript.create(wrong, 'keccak'))?.argument, 'transcript.field');
    t.is(refusal(() => Transcript.create('koalabear', wrong))?.argument, 'transcript.hashSet');
  }
});

test('nothing, and detached memory, is observed as no words', (t) => {
  const transcript = Transcript.create('koalabear', 'keccak');
  transcript.sample(3);
  const untouched = transcript.clone();
  const detached = new Uint32Array(8);
  structuredClone(detached, { transfer: [detached.buffer] });
  transcript.observe(detached);
  transcript.observe(new Uint32Array(0));
  transcript.observeDigests(new Uint32Array(0));
  t.deepEqual(transcript.sample(0), new Uint32Array(0));
  t.deepEqual(transcript.sample(9), untouched.sample(9));
});

test('parts of a larger array are observed from where they begin', (t) => {
  const words = Uint32Array.from([1, 2, 3, 4, 5]);
  const [part, whole] = [Transcript.create('babybear', 'p2-16'), Transcript.create('babybear', 'p2-16')];
  part.observe(words.subarray(2, 4));
  whole.observe(Uint32Array.from([3, 4]));
  t.deepEqual(part.sample(4), whole.sample(4));
});

test('the addon itself throws on wrong types', (t) => {
  const { NativeTranscript } = loadAddon();
  const native = new NativeTranscript(0, 0);
  t.throws(() => new NativeTranscript(2, 0), { instanceOf: RangeError });
  t.throws(() => new NativeTranscript(0, 3), { instanceOf: RangeError });
  t.throws(() => new NativeTranscript('a' as never, {} as never));
  for (const wrong of [undefined, null, 'x', new Uint8Array(4), [1], {}] as never[]) {
    t.throws(() => native.observe(wrong));
    t.throws(() => native.observeDigests(wrong));
    t.throws(() => native.sample(wrong));
    t.throws(() => native.sampleBits(wrong));
  }
  t.throws(() => native.observe.call({} as never, new Uint32Array(1)));
});
