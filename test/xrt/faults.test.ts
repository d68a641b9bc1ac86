import { type ExecutionContext } from 'ava';
import { Dispatcher, Journal, openFleet, type DispatchEvent } from '../../host/dispatch/index.js';
import { Device, type DeviceEvent } from '../../host/runtime/index.js';
import { encodeBatchProof, proofSystem } from '../../host/stark/proof/index.js';
import { proveBatch } from '../../host/stark/prove/index.js';
import { machineRun, PARAMETERS, proveTables, uploadThrough } from '../stark/prove/machine-proofs.js';
import {
  faultsLeft,
  leftovers,
  nothingIsLeft,
  SKIPPED,
  tellFaults,
  useEmulation,
  xrtTest,
} from './emulation.js';

const parameters = { ...PARAMETERS, maxLogArity: 1, commitPowBits: 1 };
const run = machineRun();
const expected = proveTables(run, parameters).then(({ proof }) => bytesOf(proof));

function bytesOf(proof: Parameters<typeof encodeBatchProof>[1]): Uint8Array {
  return encodeBatchProof(proofSystem(parameters), proof);
}

/** Proves tables with commitments on an emulated card that is told to fail; sees that proof and machine are in order. */
async function survives(t: ExecutionContext, faults: readonly string[], check = false) {
  const folder = useEmulation();
  tellFaults(folder, ...faults);
  const before = leftovers();
  const events: DispatchEvent[] = [];
  const deviceEvents: DeviceEvent[] = [];
  {
    await using open = await openFleet({
      ids: ['cpu0', 'xrt0'],
      cpu: { threads: 1 },
      onEvent: (event) => deviceEvents.push(event),
    });
    const journal = new Journal({ onEvent: (event) => events.push(event) });
    const assign = (_stage: string, op: string) => (op === 'commit' ? 'xrt0' : 'cpu0');
    const dispatcher = new Dispatcher(open.fleet, { assign, journal, check });
    const uploaded = await uploadThrough(dispatcher, run, parameters);
    const proof = await proveBatch({ ...uploaded, parameters, dispatcher });
    t.deepEqual(Buffer.from(bytesOf(proof)), Buffer.from(await expected));
    t.true(journal.stages.some(({ stage, device }) => stage.endsWith('commit') && device === 'xrt0'));
  }
  await nothingIsLeft(before);
  t.deepEqual(faultsLeft(folder), []);
  return { events, deviceEvents };
}

// The self-test has run two kernels to identify them, and three trees with their openings.
const IN_THE_PROOF = 2 + 2 * 3 + 3;

xrtTest(`a proof with commitments on a card is the CPU's${SKIPPED}`, async (t) => {
  const { events } = await survives(t, []);
  t.deepEqual(events, []);
});

for (const [fault, reason] of [
  ['hang', /has not ended in 1\.\d s/],
  ['crash', /has not ended in 1\.\d s/],
  ['exit', /the device model has ended/],
  ['kill', /the device model has ended/],
] as const) {
  xrtTest(`a card whose model does this loses no proof and leaves nothing: ${fault}${SKIPPED}`, async (t) => {
    process.env.SWITCHYARD_XRT_PATIENCE = '1';
    const { events } = await survives(t, [`${fault} ${IN_THE_PROOF}`]);
    delete process.env.SWITCHYARD_XRT_PATIENCE;
    t.true(
      events.some((event) => event.kind === 'fallback' && reason.test(event.reason)),
      JSON.stringify(events),
    );
  });
}

xrtTest(`a card that hangs while it is opened is refused, and leaves nothing${SKIPPED}`, async (t) => {
  process.env.SWITCHYARD_XRT_PATIENCE = '1';
  const folder = useEmulation();
  // The second kernel: buffers of the first are there by then.
  tellFaults(folder, 'hang 2');
  const before = leftovers();
  const error = await t.throwsAsync(Device.openAnywhere('xrt0'));
  delete process.env.SWITCHYARD_XRT_PATIENCE;
  t.regex(error?.message ?? '', /has not ended in 1\.0 s; its process is started again/);
  await nothingIsLeft(before);
});

xrtTest(`wrong data of a card become no proof${SKIPPED}`, async (t) => {
  const { events, deviceEvents } = await survives(t, [`wrong ${IN_THE_PROOF}`], true);
  t.true(events.some((event) => event.kind === 'mismatch' && event.device === 'xrt0'));
  t.true(deviceEvents.some(({ kind }) => kind === 'poisoned'));
});

xrtTest(`a slow card is waited for${SKIPPED}`, async (t) => {
  const folder = useEmulation();
  tellFaults(folder, 'slow 3 200');
  const card = await Device.openAnywhere('xrt0');
  const segment = card.segment();
  const matrix = segment.upload(new Uint32Array(8), { field: 'koalabear', rows: 4, columns: 2 });
  segment.commit([matrix], { hashSet: 'p2-16', capHeight: 0 });
  const outcome = await segment.submit();
  t.true(outcome.seconds('commit') >= 0.2);
  await card.close();
});

/** Why a device is lost; what waits for that keeps the test alive. */
function loss(card: Device): Promise<Error> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, 1000);
    card.onLost((error) => {
      clearInterval(alive);
      resolve(error);
    });
  });
}

xrtTest(`a model that is killed from outside takes its card's process along${SKIPPED}`, async (t) => {
  useEmulation();
  const before = leftovers();
  const card = await Device.openAnywhere('xrt0');
  const lost = loss(card);
  const [model] = leftovers().models.filter((pid) => !before.models.includes(pid));
  process.kill(model, 'SIGKILL');
  t.regex((await lost).message, /the device model has ended/);
  await card.close();
  await nothingIsLeft(before);
});

xrtTest(`a process of a card that is killed takes its model along${SKIPPED}`, async (t) => {
  useEmulation();
  const before = leftovers();
  const card = await Device.openAnywhere('xrt0');
  const lost = loss(card);
  process.kill(card.pid!, 'SIGKILL');
  await lost;
  await card.close();
  await nothingIsLeft(before);
  t.pass();
});
