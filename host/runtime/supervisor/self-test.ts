import { koalaBear, type HashSetName } from '../../field/index.js';
import { Device } from '../device.js';
import { SwitchyardError } from '../errors.js';
import type { Segment } from '../segment.js';
import type { OpName } from '../abi.js';

/** Adds ops to a segment, as far as a device does them, and gives the words that they make once it has run. */
type Exercise = (
  segment: Segment,
  does: (...ops: OpName[]) => boolean,
  seed: number,
  logRows: number,
  hashSets: readonly HashSetName[],
) => Answers;
type Answers = (outcome: Awaited<ReturnType<Segment['submit']>>) => Uint32Array[];

const HASH_SETS: readonly HashSetName[] = ['p2-24-16', 'p2-16', 'keccak'];
const FIELD = 'koalabear';
const EXTENSION = 'koalabear^4';
const SHIFT = koalaBear.toMontgomery(koalaBear.generator);
const POINT = [5, 6, 7, 8].map((x) => koalaBear.toMontgomery(x));

/** Every kind of op that needs no constraint program. What is compared does not depend on where it is computed. */
const exercise: Exercise = (segment, does, seed, logRows, hashSets) => {
  const shape = { field: FIELD, rows: 2 ** logRows, columns: 12 } as const;
  const words = seededWords(seed, shape.rows * shape.columns);
  const made = [segment.upload(words, shape)];
  const answers: ((outcome: Parameters<Answers>[0]) => Uint32Array[])[] = [];
  const keep = <T extends { handle: number }>(one: T): T => {
    made.push(one as never);
    return one;
  };
  const [input] = made;
  if (does('elementwise')) keep(segment.elementwise('multiply', input, input));
  if (does('dft')) keep(segment.dft(input));
  const lde = does('lde') ? keep(segment.lde(input, { logBlowup: 1, shift: SHIFT })) : input;
  const trees = does('commit')
    ? hashSets.map((hashSet) => segment.commit([lde], { hashSet, capHeight: 1 }))
    : [];
  for (const { tree, cap } of trees) {
    answers.push((outcome) => outcome.get(cap));
    if (!does('open')) continue;
    const opening = segment.open(tree, [0, 3, lde.rows - 1]);
    answers.push((outcome) => {
      const { rows, siblings } = outcome.get(opening);
      return [...rows, ...siblings];
    });
  }
  if (does('evaluate')) {
    const options = { extension: EXTENSION, shift: SHIFT, order: 'natural', points: [POINT] } as const;
    const values = segment.evaluate(input, options);
    answers.push((outcome) => outcome.get(values).flat());
  }
  if (does('combine', 'fold')) {
    const column = keep(
      segment.combine(
        input,
        EXTENSION,
        Array.from({ length: shape.columns }, () => POINT),
      ),
    );
    keep(segment.fold(column, { extension: EXTENSION, logArity: 1, beta: POINT }));
  }
  if (does('download')) {
    const results = made.map((matrix) => segment.download(matrix));
    answers.push((outcome) => results.map((result) => outcome.get(result)));
  }
  segment.free(...made, ...trees.map(({ tree }) => tree));
  return (outcome) => answers.flatMap((answer) => answer(outcome));
};

/**
 * Sees whether a device computes what the CPU does.
 *
 * @param thorough several sizes and seeds, for a device that has given wrong data
 * @throws SwitchyardError SY_ERR_DEVICE where it does not; what the device throws
 */
export async function selfTest(device: Device, thorough = false): Promise<void> {
  await using reference = Device.open('cpu0', { threads: 1 });
  let hashSets = HASH_SETS;
  const cases = thorough ? [4, 6, 9, 12].flatMap((log) => [1, 2].map((seed) => [seed, log])) : [[1, 6]];
  for (const [seed, logRows] of cases) {
    const got = await answersOf(device, device.ops, seed, logRows, hashSets).catch(async (error: unknown) => {
      if (!isOfHashSet(error)) throw error;
      hashSets = await hashSetsOf(device);
      return answersOf(device, device.ops, seed, logRows, hashSets);
    });
    const expected = await answersOf(reference, device.ops, seed, logRows, hashSets);
    const at = expected.findIndex((words, i) => !areEqual(words, got[i]));
    if (at < 0 && expected.length === got.length) continue;
    throw new SwitchyardError(
      'SY_ERR_DEVICE',
      `${device.id} fails its self-test: answer ${at} of 2^${logRows} rows is wrong`,
      {
        device: device.id,
        check: WRONG_ANSWER,
        remedy: 'Leave the device out until its hardware and driver are checked.',
      },
    );
  }
}

/** The check of a device that answers, and wrongly. */
export const WRONG_ANSWER = 'SELF_TEST';

function isOfHashSet(error: unknown): boolean {
  return error instanceof SwitchyardError && error.code === 'SY_ERR_UNSUPPORTED' && error.op === 'commit';
}

/** Those that it commits with: a bitstream may have kernels for some alone. */
async function hashSetsOf(device: Device): Promise<readonly HashSetName[]> {
  const found: HashSetName[] = [];
  for (const hashSet of HASH_SETS) {
    const segment = device.segment();
    const matrix = segment.upload(new Uint32Array(2), { field: FIELD, rows: 2, columns: 1 });
    const { tree } = segment.commit([matrix], { hashSet, capHeight: 0 });
    segment.free(matrix, tree);
    try {
      await segment.submit({ deadlineSeconds: SELF_TEST_SECONDS });
      found.push(hashSet);
    } catch (error) {
      if (!isOfHashSet(error)) throw error;
    }
  }
  if (found.length > 0) return found;
  // Else there would be nothing to test of what it says it does.
  throw new SwitchyardError('SY_ERR_DEVICE', `${device.id} commits with no hash set`, {
    device: device.id,
    remedy: 'Load a bitstream that has a kernel for one.',
  });
}

async function answersOf(
  device: Device,
  ops: ReadonlySet<OpName>,
  seed: number,
  logRows: number,
  hashSets: readonly HashSetName[],
) {
  const segment = device.segment();
  const does = (...names: OpName[]) => names.every((name) => ops.has(name));
  const answers = exercise(segment, does, seed, logRows, hashSets);
  return answers(await segment.submit({ deadlineSeconds: SELF_TEST_SECONDS }));
}

const SELF_TEST_SECONDS = 60;

/** Words below the prime, by xorshift (Marsaglia 2003, 13/17/5). */
function seededWords(seed: number, count: number): Uint32Array {
  let state = seed * 2654435761;
  return Uint32Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % koalaBear.p;
  });
}

function areEqual(a: Uint32Array, b: Uint32Array | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((word, i) => word === b[i]);
}
