import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A run that `bench vm` measures: an example guest with inputs made here, the same everywhere. */
export interface GuestRun {
  readonly name: string;
  readonly elf: () => Uint8Array;
  readonly inputs: () => readonly Uint8Array[];
}

const EXAMPLES = '../../../../examples';

/** Random words by xorshift (Marsaglia 2003, 13/17/5), from a seed that is not 0. */
export function randomWords(seed: number, count: number): Uint32Array {
  let state = seed >>> 0;
  return Uint32Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>>= 0);
  });
}

/** Little-endian words, as guests read them. */
export function bytesOf(...words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => view.setUint32(4 * i, word, true));
  return bytes;
}

const randomBytes = (seed: number, count: number) => bytesOf(...randomWords(seed, count / 4));

/** An array of records with numbers, text, truth values and nesting. */
function jsonDocument(records: number): Uint8Array {
  const random = randomWords(5, 4 * records);
  const list = Array.from({ length: records }, (_, i) => {
    const [id, amount, flags, name] = random.subarray(4 * i, 4 * i + 4);
    return {
      ...{ id, amount: amount / 1000, active: flags % 2 === 1, name: `record ${name.toString(36)}` },
      ...{ tags: [`a${flags % 7}`, null, -(name % 100)], inner: { depth: { value: 1e-3 * (flags % 1000) } } },
    };
  });
  return new TextEncoder().encode(JSON.stringify(list));
}

/** Brainfuck: four loops in one another, each running so often, that count in two cells; writes both. */
function nestedLoops(count: number): string {
  const repeat = '+'.repeat(count);
  return `${repeat}[>${repeat}[>${repeat}[>${repeat}[>+>-<<-]<-]<-]<-]>>>>.>.`;
}

const SIZED: Readonly<Record<string, () => readonly Uint8Array[]>> = {
  fibonacci: () => [bytesOf(300_000)],
  sha256: () => [randomBytes(1, 2 ** 15), bytesOf(1)],
  sort: () => [bytesOf(...randomWords(2, 5000)), bytesOf(...randomWords(3, 64))],
  merkle: () => [randomBytes(4, 2 ** 14), bytesOf(0xa5a5a), randomBytes(6, 20 * 32)],
  json: () => [jsonDocument(120)],
  interpreter: () => [new TextEncoder().encode(nestedLoops(12)), new Uint8Array(0)],
  factorial: () => [bytesOf(800)],
  x25519: () => [randomBytes(9, 32), randomBytes(10, 32)],
};

const UNSEEN: Readonly<Record<string, () => readonly Uint8Array[]>> = {
  inflate: () => [readFileSync(exampleFile('inflate/sample.deflate')), bytesOf(2 ** 16)],
  paths: () => [bytesOf(1200), randomEdges(1200, 3600)],
  rsa: () => signedLog(5),
};

/** Edges between random nodes: from, to, length. */
function randomEdges(nodes: number, count: number): Uint8Array {
  const random = randomWords(8, 3 * count);
  return bytesOf(...random.map((word, i) => (i % 3 === 2 ? 1 + (word % 1000) : word % nodes)));
}

/** A modulus, then entries with their signatures. */
function signedLog(count: number): readonly Uint8Array[] {
  const log = JSON.parse(readFileSync(exampleFile('rsa/signed-log.json'), 'utf8')) as {
    readonly modulus: string;
    readonly entries: readonly { readonly text: string; readonly signature: string }[];
  };
  const entries = log.entries.slice(0, count);
  const modulus = Buffer.from(log.modulus, 'hex');
  return [
    modulus,
    ...entries.flatMap(({ text, signature }) => [Buffer.from(text), Buffer.from(signature, 'hex')]),
  ];
}

function exampleFile(name: string): string {
  return fileURLToPath(new URL(`${EXAMPLES}/${name}`, import.meta.url));
}

export function exampleElf(guest: string): Uint8Array {
  return readFileSync(exampleFile(`${guest}/${guest}.elf`));
}

function guestRuns(inputs: Readonly<Record<string, () => readonly Uint8Array[]>>): readonly GuestRun[] {
  return Object.keys(inputs).map((name) => ({ name, elf: () => exampleElf(name), inputs: inputs[name] }));
}

/** Runs of 1 to 5 million cycles each, in the order of their table. */
export const GUEST_RUNS = guestRuns(SIZED);

/** Runs that no shape was chosen for, to see what others will get; `rsa` takes 10 million cycles. */
export const UNSEEN_RUNS = guestRuns(UNSEEN);

/** Measured only where it is named: to see that measuring works. */
export const SMALL_RUN: GuestRun = {
  name: 'fibonacci-small',
  elf: () => exampleElf('fibonacci'),
  inputs: () => [bytesOf(100)],
};

/** A run that writes words of memory, and how many distinct ones. */
export interface StateRun extends GuestRun {
  readonly words: number;
}

const SCATTERED_WORDS = 10_000;
const SCATTERED_SEED = 7;

export const STATE_RUNS: readonly StateRun[] = [
  stateRun('state-64-KiB-in-a-row', 2 ** 14, 0, 2 ** 14),
  stateRun(
    'state-10000-words-in-64-MiB',
    SCATTERED_WORDS,
    SCATTERED_SEED,
    new Set(randomWords(SCATTERED_SEED, SCATTERED_WORDS).map((word) => word & 0xffffff)).size,
  ),
];

function stateRun(name: string, count: number, seed: number, words: number): StateRun {
  return { name, words, elf: () => exampleElf('touch'), inputs: () => [bytesOf(count), bytesOf(seed)] };
}
