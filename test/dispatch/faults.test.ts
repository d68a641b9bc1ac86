import test, { type ExecutionContext } from 'ava';
import { Dispatcher, Fleet, Journal, lastingMember, type DispatchEvent } from '../../host/dispatch/index.js';
import { freeHandles } from '../../host/dispatch/residency.js';
import { Device, SwitchyardError, type OpName } from '../../host/runtime/index.js';
import { encodeBatchProof, proofSystem } from '../../host/stark/proof/index.js';
import { proveBatch } from '../../host/stark/prove/index.js';
import { machineRun, PARAMETERS, proveTables, uploadThrough } from '../stark/prove/machine-proofs.js';
import { FlakyMember, type Fault } from './flaky-device.js';

const parameters = { ...PARAMETERS, maxLogArity: 1, commitPowBits: 1 };
const run = machineRun();

function openCpu(): Device {
  return Device.open('cpu0', { threads: 1, budgetBytes: 2 ** 28 });
}

const expected = proveTables(run, parameters).then(({ proof }) => bytesOf(proof));

function bytesOf(proof: Parameters<typeof encodeBatchProof>[1]): Uint8Array {
  return encodeBatchProof(proofSystem(parameters), proof);
}

interface Setting {
  readonly faultAt?: (device: string, segment: number, ops: readonly string[]) => Fault;
  readonly assign: (stage: string, op: OpName) => string;
  readonly check?: boolean;
}

/** Proves on the CPU and two devices that may fail, and sees that nothing is left on any of them. */
async function prove(t: ExecutionContext, { faultAt = () => undefined, assign, check }: Setting) {
  await using cpu = openCpu();
  const flaky = ['x0', 'y0'].map(
    (id) => new FlakyMember(id, openCpu, (segment, ops) => faultAt(id, segment, ops)),
  );
  const events: DispatchEvent[] = [];
  const journal = new Journal({ onEvent: (event) => events.push(event) });
  const fleet = new Fleet([...flaky, lastingMember(cpu)]);
  const dispatcher = new Dispatcher(fleet, { assign, check, journal });
  const uploaded = await uploadThrough(dispatcher, run, parameters);
  const proof = await proveBatch({ ...uploaded, parameters, dispatcher });
  const { preprocessed } = uploaded;
  await dispatcher.free(
    ...preprocessed.traces,
    ...preprocessed.commitment.ldes,
    preprocessed.commitment.tree,
  );
  t.deepEqual(bytesOf(proof), await expected);
  for (const device of [cpu, ...flaky.map(({ device }) => device)]) {
    if (device) t.like(device.state(), { liveHandles: 0, usedBytes: 0 });
  }
  for (const member of flaky) await member.close();
  return { events, flaky, journal };
}

/** A repeatable stream of whole numbers below a bound. */
function numbers(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

const DEVICES = ['x0', 'y0', 'cpu0'];

test('a proof over several devices is that of one, whatever goes where', async (t) => {
  for (let seed = 1; seed <= 8; seed++) {
    const below = numbers(seed);
    const chosen = new Map<string, string>();
    const assign = (stage: string, op: OpName) => {
      const key = `${stage}: ${op}`;
      if (!chosen.has(key)) chosen.set(key, DEVICES[below(3)]);
      return chosen.get(key)!;
    };
    const { events, journal } = await prove(t, { assign });
    t.deepEqual(events, []);
    t.true(new Set(journal.stages.map(({ device }) => device)).size > 1);
  }
});

test('a device that fails at any segment, in any way, loses nothing', async (t) => {
  const assign = () => 'x0';
  const { flaky } = await prove(t, { assign });
  const { segments } = flaky[0];
  t.true(segments > 20);
  const codes = ['SY_ERR_LOST', 'SY_ERR_MEMORY', 'SY_ERR_DEVICE', 'SY_ERR_UNSUPPORTED'] as const;
  for (let at = 1; at <= segments; at++) {
    const code = codes[at % codes.length];
    const faultAt = (device: string, segment: number): Fault =>
      device === 'x0' && segment === at ? code : undefined;
    const { events } = await prove(t, { assign, faultAt });
    const fallback = events.find(({ kind }) => kind === 'fallback');
    t.like(fallback, { kind: 'fallback', from: 'x0', code }, `segment ${at}`);
  }
});

test('a device that can be given room goes on', async (t) => {
  const x = new FlakyMember('x0', openCpu, (segment) => (segment === 1 ? 'SY_ERR_MEMORY' : undefined));
  const events: DispatchEvent[] = [];
  const journal = new Journal({ onEvent: (event) => events.push(event) });
  const asked: (Device | undefined)[] = [];
  const makeRoom = (device: Device) => Promise.resolve(asked.push(device) > 0);
  const dispatcher = new Dispatcher(new Fleet([x]), { journal, makeRoom });
  const segment = dispatcher.segment();
  segment.free(segment.random({ field: 'koalabear', rows: 4, columns: 1, seed: 1 }));
  await dispatcher.run('random', segment);
  t.deepEqual(asked, [x.device]);
  t.like(events, [{ kind: 'room', stage: 'random', device: 'x0' }]);
  await x.close();
});

test('a device that is lost while it is given room has its work done elsewhere', async (t) => {
  await using cpu = openCpu();
  const x = new FlakyMember('x0', openCpu, () => 'SY_ERR_MEMORY');
  const makeRoom = () => Promise.resolve((x.blame('lost'), true));
  const events: DispatchEvent[] = [];
  const journal = new Journal({ onEvent: (event) => events.push(event) });
  const dispatcher = new Dispatcher(new Fleet([x, lastingMember(cpu)]), { journal, makeRoom });
  const segment = dispatcher.segment();
  segment.free(segment.random({ field: 'koalabear', rows: 4, columns: 1, seed: 1 }));
  await dispatcher.run('random', segment);
  t.like(events.at(-1), { kind: 'fallback', from: 'x0', to: 'cpu0' });
  await x.close();
});

test('a source that says it was cancelled is asked once', async (t) => {
  await using cpu = openCpu();
  let asked = 0;
  const x = new FlakyMember('x0', openCpu, (_, ops) => {
    if (!ops.includes('download')) return undefined;
    return ++asked > 3 ? undefined : 'SY_ERR_CANCELLED';
  });
  let device = 'x0';
  const dispatcher = new Dispatcher(new Fleet([x, lastingMember(cpu)]), { assign: () => device });
  const first = dispatcher.segment();
  const matrix = first.random({ field: 'koalabear', rows: 4, columns: 1, seed: 1 });
  await dispatcher.run('make', first);
  device = 'cpu0';
  const second = dispatcher.segment();
  second.free(second.elementwise('invert', matrix));
  await t.throwsAsync(dispatcher.run('use', second), { code: 'SY_ERR_CANCELLED' });
  t.is(asked, 1);
  await dispatcher.free(matrix);
  await x.close();
});

test('whatever a device answers to a free, nobody is told', async (t) => {
  await using cpu = openCpu();
  const lying = Object.create(cpu) as Device;
  for (const code of ['SY_ERR_ARGUMENT', 'SY_ERR_CANCELLED', 'SY_ERR_DEVICE'] as const) {
    lying.submit = () => Promise.reject(new SwitchyardError(code, 'a lie', { remedy: 'None.' }));
    await t.notThrowsAsync(freeHandles(lying, [1, 2]));
  }
  lying.submit = () => Promise.reject(new TypeError('a mistake'));
  await t.throwsAsync(freeHandles(lying, [1]), { instanceOf: TypeError });
});

test('what was consumed is made again for all who need it, side by side', async (t) => {
  await using cpu = openCpu();
  let isLost = false;
  const flaky = new FlakyMember('x0', openCpu, () =>
    isLost && !(isLost = false) ? 'SY_ERR_LOST' : undefined,
  );
  let device = 'x0';
  const dispatcher = new Dispatcher(new Fleet([flaky, lastingMember(cpu)]), { assign: () => device });
  for (let round = 0; round < 3; round++) {
    device = 'x0';
    const first = dispatcher.segment();
    const matrix = first.random({ field: 'koalabear', rows: 256, columns: 4, seed: round });
    const others = [0, 1, 2].map(() => first.elementwise('invert', matrix));
    const lde = first.lde(matrix, { logBlowup: 1, shift: 1, consume: true });
    await dispatcher.run('make', first);
    // All of it is lost, and wanted on another device at once.
    isLost = true;
    device = 'cpu0';
    const second = dispatcher.segment();
    const wanted = [lde, ...others, lde].map((one) => second.download(one));
    second.free(lde, ...others);
    const outcome = await dispatcher.run('read', second);
    const [one, two, three, four, five] = wanted.map((rows) => outcome.get(rows));
    t.deepEqual(five, one);
    t.deepEqual([three, four], [two, two]);
  }
  for (const one of [cpu, flaky.device!]) t.is(one.state().liveHandles, 0);
  await flaky.close();
});

test('random faults of two devices at a time lose nothing', async (t) => {
  for (let seed = 1; seed <= 12; seed++) {
    const below = numbers(1000 + seed);
    const codes = ['SY_ERR_LOST', 'SY_ERR_MEMORY', 'SY_ERR_DEVICE'] as const;
    await prove(t, {
      assign: (stage, op) => DEVICES[(stage.length * 7 + op.length + seed) % 2],
      faultAt: () => (below(6) === 0 ? codes[below(3)] : undefined),
    });
  }
});

test('what every device refuses fails with the error of the last one, and leaves nothing', async (t) => {
  const faultAt = (): Fault => 'SY_ERR_DEVICE';
  const member = new FlakyMember('x0', openCpu, faultAt);
  const dispatcher = new Dispatcher(new Fleet([member]));
  const segment = dispatcher.segment();
  segment.random({ field: 'koalabear', rows: 4, columns: 1, seed: 1 });
  const error = await t.throwsAsync(dispatcher.run('random', segment), { instanceOf: SwitchyardError });
  t.is(error.code, 'SY_ERR_DEVICE');
  t.is(member.device?.state().liveHandles, 0);
  await member.close();
});

test('a device whose answer is too short is blamed, and its work done again', async (t) => {
  for (const op of ['commit', 'permutation', 'evaluate', 'grind', 'open']) {
    let isTold = false;
    const faultAt = (device: string, _: number, ops: readonly string[]): Fault => {
      if (device !== 'x0' || isTold || !ops.includes(op)) return undefined;
      isTold = true;
      return 'short';
    };
    const { events, flaky } = await prove(t, { assign: () => 'x0', faultAt });
    t.like(
      events.find(({ kind }) => kind === 'fallback'),
      { from: 'x0', code: 'SY_ERR_DEVICE' },
      op,
    );
    t.regex(flaky[0].reasons.join(), /^x0 answers \w+ with \d+ words, not \d+$|^cpu0 answers/);
  }
});

test('a device that lies is found by the check, blamed, and its work done again', async (t) => {
  const assign = () => 'x0';
  for (const op of ['commit', 'permutation', 'evaluate', 'grind', 'open']) {
    let isTold = false;
    const faultAt = (device: string, _: number, ops: readonly string[]): Fault => {
      if (device !== 'x0' || isTold || !ops.includes(op)) return undefined;
      isTold = true;
      return 'wrong';
    };
    const { events, flaky } = await prove(t, { assign, faultAt, check: true });
    const mismatch = events.find(({ kind }) => kind === 'mismatch');
    t.like(mismatch, { kind: 'mismatch', device: 'x0', against: 'cpu0' });
    t.is(flaky[0].reasons.length, 1);
  }
});
