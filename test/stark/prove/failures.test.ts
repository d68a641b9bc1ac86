import test from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import { Device, SwitchyardError } from '../../../host/runtime/index.js';
import { fibonacciChip, fibonacciTrace } from '../../../host/stark/chips/index.js';
import { PRESETS } from '../../../host/stark/proof/index.js';
import { proveStark } from '../../../host/stark/prove/index.js';
import { WatchedDispatcher } from './watched-dispatcher.js';

const ROWS = 256;
const chip = fibonacciChip(koalaBear);
const { trace: words, publicValues } = fibonacciTrace(koalaBear, ROWS, 1, 1);
// Many folding rounds, each of which frees the codeword before it.
const parameters = { ...PRESETS.dev, maxLogArity: 1, commitPowBits: 1 };

/** Proves on a device of this budget; gives what failed, what is left, and how many stages began. */
async function attempt(
  budgetBytes: number,
  before: (stage: number, abort: () => void, device: Device) => void | Promise<void> = () => undefined,
) {
  await using device = Device.open('cpu0', { threads: 1, budgetBytes });
  const upload = device.segment();
  const trace = upload.upload(words, {
    field: 'koalabear',
    rows: ROWS,
    columns: chip.width,
    form: 'canonical',
  });
  await upload.submit();
  const controller = new AbortController();
  let stages = 0;
  const dispatcher = new WatchedDispatcher(device, controller.signal, (stage) => {
    stages = stage;
    return before(stage, () => controller.abort(), device);
  });
  let error: unknown;
  try {
    await proveStark({ chip, parameters, dispatcher, trace, publicValues });
  } catch (caught) {
    error = caught;
  }
  return { error, stages, state: error instanceof SwitchyardError || !error ? device.state() : undefined };
}

test('a proof that is cancelled at any stage leaves nothing on the device', async (t) => {
  const { stages, error } = await attempt(2 ** 28);
  t.is(error, undefined);
  t.true(stages > 20);
  for (let last = 1; last <= stages; last++) {
    const { error, state } = await attempt(2 ** 28, (stage, abort) => {
      if (stage === last) abort();
    });
    t.is((error as SwitchyardError).code, 'SY_ERR_CANCELLED');
    t.is(state?.liveHandles, 0, `stage ${last}`);
    t.is(state?.usedBytes, 0, `stage ${last}`);
  }
});

test('a proof that runs out of memory at any stage leaves nothing on the device', async (t) => {
  const { state } = await attempt(2 ** 28);
  const failed = new Set<number>();
  for (
    let budget = (state?.peakBytes ?? 0) - 1;
    budget > words.byteLength + 4096;
    budget = Math.floor(budget * 0.9)
  ) {
    const { error, stages, state } = await attempt(budget);
    t.is((error as SwitchyardError).code, 'SY_ERR_MEMORY');
    t.is(state?.liveHandles, 0, `budget ${budget}`);
    failed.add(stages);
  }
  t.true(failed.size > 1, [...failed].join());
});

test('a failure is told as it was, even where nothing can be freed after it', async (t) => {
  const first = new Error('the first failure');
  const { error } = await attempt(2 ** 28, async (stage, _, device) => {
    if (stage < 5) return;
    await device.close();
    throw first;
  });
  t.is(error, first);
});
