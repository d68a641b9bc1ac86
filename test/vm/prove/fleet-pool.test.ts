import test, { type ExecutionContext } from 'ava';
import {
  Dispatcher,
  Fleet,
  Journal,
  lastingMember,
  type DispatchEvent,
} from '../../../host/dispatch/index.js';
import { Device } from '../../../host/runtime/index.js';
import { PRESETS } from '../../../host/stark/proof/index.js';
import {
  encodeRunProof,
  FleetPool,
  lanePerMember,
  proveRun,
  SHAPES,
  SoloPool,
  type ProofLane,
  type ShardPool,
} from '../../../host/vm/index.js';
import { FlakyMember, type Fault } from '../../dispatch/flaky-device.js';
import { publishingProgram } from '../proven-runs.js';

const ELF = publishingProgram(Uint8Array.of(5, 6), 0, 40);
const T12 = SHAPES.findIndex(({ name }) => name === 'T12');

function openCpu(): Device {
  return Device.open('cpu0', { threads: 1 });
}

function prove(pool: ShardPool, shardCycles: number, signal?: AbortSignal) {
  const limits = { maxCycles: 2 ** 20, maxMemoryBytes: 2 ** 24, shape: T12, shardCycles };
  return proveRun({ elf: ELF, inputs: [], parameters: PRESETS.dev, pool, signal, ...limits });
}

const expected = new Map<number, Promise<Uint8Array>>();
function expectedProof(shardCycles: number): Promise<Uint8Array> {
  let proof = expected.get(shardCycles);
  if (!proof) {
    proof = (async () => {
      await using device = openCpu();
      return encodeRunProof((await prove(new SoloPool(new Dispatcher(device)), shardCycles)).run);
    })();
    expected.set(shardCycles, proof);
  }
  return proof;
}

interface Setting {
  readonly shardCycles: number;
  readonly faultAt: (shard: number, stage: number, ops: readonly string[], member: FlakyMember) => Fault;
  readonly lanes?: (fleet: Fleet) => ProofLane[];
  readonly check?: boolean;
}

/** Proves on the CPU and a device that may fail, and sees that the proof is that of the CPU and nothing is left. */
async function proveFlaky(t: ExecutionContext, { shardCycles, faultAt, lanes, check }: Setting) {
  await using cpu = openCpu();
  let [shard, stage] = [-1, 0];
  const flaky: FlakyMember = new FlakyMember('x0', openCpu, (_, ops) => {
    // The first stage of a shard uploads its tables.
    if (ops.filter((op) => op === 'upload').length > 10) [shard, stage] = [shard + 1, 0];
    return faultAt(shard, stage++, ops, flaky);
  });
  const events: DispatchEvent[] = [];
  const journal = new Journal({ onEvent: (event) => events.push(event) });
  const fleet = new Fleet([flaky, lastingMember(cpu)]);
  const specs = (lanes ?? ((all) => lanePerMember(all).slice(0, 1)))(fleet);
  const pool = new FleetPool(fleet, specs, { journal, threads: 1, check });
  const { run, shards } = await prove(pool, shardCycles);
  t.deepEqual(encodeRunProof(run), await expectedProof(shardCycles));
  for (const device of [cpu, flaky.device])
    if (device) t.like(device.state(), { liveHandles: 0, usedBytes: 0 });
  await flaky.close();
  return { events, shards, flaky };
}

test('two lanes share the shards of a run', async (t) => {
  const { shards, events } = await proveFlaky(t, {
    shardCycles: 25,
    faultAt: () => undefined,
    lanes: lanePerMember,
  });
  t.deepEqual(events, []);
  t.deepEqual([...new Set(shards.map(({ lane }) => lane))].sort(), ['cpu0', 'x0']);
});

test('a device that is lost in another stage of every shard loses nothing', async (t) => {
  const code = 'SY_ERR_LOST';
  const failed = new Set<number>();
  const { events } = await proveFlaky(t, {
    shardCycles: 10,
    faultAt: (shard, stage) => {
      if (stage !== shard) return undefined;
      failed.add(stage);
      return code;
    },
  });
  t.true(failed.size >= 8, [...failed].join());
  const fallbacks = events.filter((event) => event.kind === 'fallback' && event.code === code);
  // One may hit a move, whose data are then made again.
  t.true(fallbacks.length >= failed.size - 1);
});

test('a device that lies has its shard proven again under checks, and is blamed', async (t) => {
  for (const op of ['commit', 'evaluate']) {
    const lied = new Set<number>();
    const { events, flaky, shards } = await proveFlaky(t, {
      shardCycles: 60,
      // Once in every proof until it is blamed.
      faultAt: (attempt, _, ops, { reasons }) => {
        if (reasons.length > 0 || lied.has(attempt) || !ops.includes(op)) return undefined;
        lied.add(attempt);
        return 'wrong';
      },
    });
    t.true(events.some((event) => event.kind === 'retry' && event.checked));
    t.like(
      events.find(({ kind }) => kind === 'mismatch'),
      { device: 'x0', against: 'cpu0' },
    );
    t.is(flaky.reasons.length, 1, op);
    t.is(shards[0].attempts, 2);
  }
});

test('with checks from the start a lie is found before it becomes a proof', async (t) => {
  let lies = 0;
  const { events } = await proveFlaky(t, {
    shardCycles: 60,
    check: true,
    faultAt: (_, __, ops) => (ops.includes('evaluate') && ++lies <= 1 ? 'wrong' : undefined),
  });
  t.deepEqual(
    events.map(({ kind }) => kind).filter((kind) => kind !== 'remade'),
    ['mismatch', 'fallback'],
  );
});

test('a shard that waits for a lane in vain waits no longer than it is wanted', async (t) => {
  await using cpu = openCpu();
  const [member] = [lastingMember(cpu)];
  const pool = new FleetPool(new Fleet([member]), [], { journal: new Journal(), threads: 1 });
  member.blame('it is not to be trusted');
  const wanted = new AbortController();
  const request = { index: 0, shape: T12, isLast: true, attempt: 0, signal: wanted.signal };
  const waiting = pool.run(request, () => t.fail());
  const reason = new Error('not wanted');
  setTimeout(() => wanted.abort(reason), 20);
  t.is(await t.throwsAsync(waiting), reason);
  t.is(await t.throwsAsync(pool.run(request, () => t.fail())), reason);
  await pool.close();
});

test('a run that is cancelled at any time says so, and nothing is tried again', async (t) => {
  for (const at of [3, 12, 30]) {
    await using cpu = openCpu();
    const wanted = new AbortController();
    const flaky = new FlakyMember('x0', openCpu, (segment) => {
      if (segment === at) wanted.abort();
      return undefined;
    });
    const events: DispatchEvent[] = [];
    const journal = new Journal({ onEvent: (event) => events.push(event) });
    const fleet = new Fleet([flaky, lastingMember(cpu)]);
    const pool = new FleetPool(fleet, lanePerMember(fleet).slice(0, 1), { journal, threads: 1 });
    const { signal } = wanted;
    await t.throwsAsync(prove(pool, 25, signal), { code: 'SY_ERR_CANCELLED' });
    t.deepEqual(events, []);
    for (const { device } of fleet.members) t.is(device!.state().liveHandles, 0);
    await flaky.close();
  }
});

test('a lane whose shard fails before it begins is given back, whatever the device answers', async (t) => {
  await using cpu = openCpu();
  const fleet = new Fleet([lastingMember(cpu)]);
  const pool = new FleetPool(fleet, lanePerMember(fleet), { journal: new Journal(), threads: 1 });
  await pool.open(PRESETS.dev, { cycles: 1, shapes: [T12], seconds: 0 });
  const request = { index: 0, shape: T12, isLast: false, attempt: 0 };
  for (let i = 0; i < 3; i++) {
    const error = new Error(`shard ${i}`);
    t.is(await t.throwsAsync(pool.run(request, () => Promise.reject(error))), error);
  }
  await pool.close();
});
