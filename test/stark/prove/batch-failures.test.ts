import test from 'ava';
import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device, SwitchyardError } from '../../../host/runtime/index.js';
import { proveBatch } from '../../../host/stark/prove/index.js';
import { machineRun, PARAMETERS, uploadTables } from './machine-proofs.js';
import { WatchedDispatcher } from './watched-dispatcher.js';

const run = machineRun();
// Many folding rounds, each of which frees the codeword before it.
const parameters = { ...PARAMETERS, maxLogArity: 1, commitPowBits: 1 };

/** Proves on a device of this budget; gives what failed, the stages, what is left, and what was there before the traces. */
async function attempt(
  budgetBytes: number,
  before: (stage: number, abort: () => void, device: Device) => void | Promise<void> = () => undefined,
) {
  await using device = Device.open('cpu0', { threads: 1, budgetBytes });
  const { tables, preprocessed, lasting } = await uploadTables(new Dispatcher(device), run, parameters);
  const controller = new AbortController();
  let stages = 0;
  const dispatcher = new WatchedDispatcher(device, controller.signal, (stage) => {
    stages = stage;
    return before(stage, () => controller.abort(), device);
  });
  let error: unknown;
  try {
    await proveBatch({ tables, parameters, dispatcher, preprocessed });
  } catch (caught) {
    error = caught;
  }
  const isOpen = error === undefined || error instanceof SwitchyardError;
  return { error, stages, state: isOpen ? device.state() : undefined, lasting };
}

test('a batch that is cancelled at any stage leaves nothing but its preprocessed columns', async (t) => {
  const { stages, error, state, lasting } = await attempt(2 ** 28);
  t.is(error, undefined);
  t.like(state, lasting);
  t.true(stages > 20);
  for (let last = 1; last <= stages; last++) {
    const { error, state, lasting } = await attempt(2 ** 28, (stage, abort) => {
      if (stage === last) abort();
    });
    t.is((error as SwitchyardError).code, 'SY_ERR_CANCELLED');
    t.like(state, lasting, `stage ${last}`);
  }
});

test('a batch that runs out of memory at any stage leaves nothing but its preprocessed columns', async (t) => {
  const { state } = await attempt(2 ** 28);
  const failed = new Set<number>();
  for (let budget = state!.peakBytes - 1; budget > 0; budget = Math.floor(budget * 0.9)) {
    let result;
    try {
      result = await attempt(budget);
    } catch (error) {
      // Too little for the traces.
      t.is((error as SwitchyardError).code, 'SY_ERR_MEMORY');
      break;
    }
    t.is((result.error as SwitchyardError).code, 'SY_ERR_MEMORY');
    t.like(result.state, result.lasting, `budget ${budget}`);
    failed.add(result.stages);
  }
  t.true(failed.size > 1, [...failed].join());
});

test('a failure is told as it was, even where nothing can be freed after it', async (t) => {
  const first = new Error('the first failure');
  const { error } = await attempt(2 ** 28, async (stage, _, device) => {
    if (stage < 4) return;
    await device.close();
    throw first;
  });
  t.is(error, first);
});
