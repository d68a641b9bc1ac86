import { type ExecutionContext } from 'ava';
import {
  Device,
  SwitchyardError,
  type OpenOptions,
  type Result,
  type Segment,
} from '../../host/runtime/index.js';

/** What devices are to do; the results are what is compared. */
export type Work = (segment: Segment) => readonly Result<unknown>[];

/** The card that the CUDA backend is tested on: an emulated one, or as the environment says, such as `cuda0`. */
export const CARD = process.env.SWITCHYARD_TEST_CARD ?? 'cuda-emulated0';
export const isEmulated = CARD.startsWith('cuda-emulated');

/** The CUDA backend, and the CPU, which is right. */
export interface Both extends AsyncDisposable {
  readonly card: Device;
  readonly cpu: Device;
}

export function openBoth(options: OpenOptions = {}): Both {
  const card = Device.open(CARD, { budgetBytes: 2 ** 28, ...options });
  const cpu = Device.open('cpu0', { budgetBytes: 2 ** 28, threads: 1, ...options });
  return {
    card,
    cpu,
    async [Symbol.asyncDispose]() {
      await Promise.all([card.close(), cpu.close()]);
    },
  };
}

/** The results of the work on a device, or its error without the device's name. */
async function outcomeOf(device: Device, work: Work): Promise<unknown> {
  try {
    const segment = device.segment();
    const results = work(segment);
    const outcome = await segment.submit();
    return results.map((result) => outcome.get(result));
  } catch (error) {
    if (!(error instanceof SwitchyardError)) throw error;
    const { code, op, argument, message } = error;
    return { code, op, argument, message: message.replaceAll(device.id, '') };
  }
}

/** Expects the same result. Of words it names the first that differs: printing or walking all of them takes minutes. */
export function expectSame(t: ExecutionContext, actual: unknown, expected: unknown, name: string): void {
  if (!(actual instanceof Uint32Array && expected instanceof Uint32Array)) {
    t.deepEqual(actual, expected, name);
    return;
  }
  t.is(actual.length, expected.length, name);
  const at = actual.findIndex((word, i) => word !== expected[i]);
  t.is(at, -1, `${name}: word ${at} is ${actual[at]}, not ${expected[at]}`);
}

/** Expects both devices to do the same, byte for byte or error for error; gives what the CPU did. */
export async function sameOnBoth(
  t: ExecutionContext,
  { card, cpu }: Both,
  name: string,
  work: Work,
): Promise<unknown> {
  const expected = await outcomeOf(cpu, work);
  const actual = await outcomeOf(card, work);
  if (!Array.isArray(actual) || !Array.isArray(expected)) expectSame(t, actual, expected, name);
  else actual.forEach((result, i) => expectSame(t, result, expected[i], `${name}, result ${i}`));
  return expected;
}
