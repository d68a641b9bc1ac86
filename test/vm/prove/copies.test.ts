import test from 'ava';
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
  SharedPool,
  SoloPool,
  type LaneOrder,
  type LanePolicy,
} from '../../../host/vm/index.js';
import { FlakyMember } from '../../dispatch/flaky-device.js';
import { publishingProgram, T12 } from '../proven-runs.js';

const ELF = publishingProgram(Uint8Array.of(7), 0, 40);
const LIMITS = { inputs: [], shape: T12, shardCycles: 25, maxCycles: 2 ** 20, maxMemoryBytes: 2 ** 24 };
const parameters = PRESETS.dev;

/** Two lanes; the second, x0, is another CPU device whose segments pass a gate. */
function openLanes(cpu: Device, gate: (segment: number) => Promise<void>) {
  const flaky = new FlakyMember(
    'x0',
    () => gated(Device.open('cpu0', { threads: 1 }), gate),
    () => undefined,
  );
  const events: DispatchEvent[] = [];
  const journal = new Journal({ onEvent: (event) => events.push(event) }, false);
  const fleet = new Fleet([flaky, lastingMember(cpu)]);
  const pool = new FleetPool(fleet, [], { journal, threads: 1 });
  return { flaky, events, pool: new SharedPool(pool, lanePerMember(fleet)) };
}

function gated(device: Device, gate: (segment: number) => Promise<void>): Device {
  const self = Object.create(device) as Device;
  let segments = 0;
  self.submit = async (message, options) => {
    // What frees is let through: a lane that is broken off is to leave nothing behind.
    if (!message.ops.every(({ name }) => name === 'free')) await gate(++segments);
    options.signal?.throwIfAborted();
    return await device.submit(message, options);
  };
  return self;
}

/** The second lane begins with the first shard, and is stuck; then the first lane proves all, and that one, too. */
class CopyingPolicy implements LanePolicy {
  copied: number | undefined;
  private begun = 0;

  constructor(private readonly lanes: SharedPool) {}

  choose(lane: string, ready: ReadonlySet<string>): LaneOrder | undefined {
    const stuck = this.lanes.laneStates.find(({ name }) => name === 'x0')?.running;
    const begin: LaneOrder | undefined = ready.size > 0 ? { kind: 'begin', runId: 'a' } : undefined;
    if (lane === 'x0') return this.begun === 0 && begin ? (this.begun++, begin) : undefined;
    if (this.begun < 3) return this.begun > 0 && begin ? (this.begun++, begin) : undefined;
    if (this.copied !== undefined || !stuck) return begin;
    this.copied = stuck.index;
    return { kind: 'copy', runId: 'a', index: stuck.index, reason: 'it is stuck' };
  }
}

async function soloProof(): Promise<Uint8Array> {
  await using device = Device.open('cpu0', { threads: 1 });
  const pool = new SoloPool(new Dispatcher(device));
  return encodeRunProof((await proveRun({ elf: ELF, ...LIMITS, parameters, pool })).run);
}

test('a copy of a shard whose lane is stuck is the same proof, and what is broken off leaves nothing', async (t) => {
  await using cpu = Device.open('cpu0', { threads: 1 });
  let open!: () => void;
  const stuck = new Promise<void>((resolve) => (open = resolve));
  // In the middle of its proof.
  const { flaky, events, pool } = openLanes(cpu, (segment) => (segment < 8 ? Promise.resolve() : stuck));
  const policy = new CopyingPolicy(pool);
  pool.steer(policy);
  const outrun: string[] = [];
  const proven: number[] = [];
  const { run, shards } = await proveRun({
    ...{ elf: ELF, ...LIMITS, parameters },
    pool: pool.forRun({
      ...{ id: 'a', parameters, urgency: () => 0 },
      onProven: (index) => proven.push(index),
      onOutrun: (lane) => {
        outrun.push(lane);
      },
    }),
  });
  t.deepEqual(encodeRunProof(run), await soloProof());
  const copies = events.filter((event) => event.kind === 'copied');
  t.is(copies.length, 1);
  t.like(copies[0], { runId: 'a', shard: policy.copied, from: 'x0', to: 'cpu0', reason: 'it is stuck' });
  t.deepEqual(new Set(shards.map(({ lane }) => lane)), new Set(['cpu0']));
  t.deepEqual(
    [...proven].sort((a, b) => a - b),
    shards.map(({ index }) => index),
  );
  // The lane is not free before the device has let go of what nobody wants.
  t.true(pool.laneStates.find(({ name }) => name === 'x0')?.leavingSeconds !== undefined);
  open();
  await pool.close();
  t.deepEqual(outrun, ['x0']);
  for (const device of [cpu, flaky.device!]) t.like(device.state(), { liveHandles: 0, usedBytes: 0 });
  await flaky.close();
});

test('a lane that was late may still be first, and then the copy is broken off', async (t) => {
  await using cpu = Device.open('cpu0', { threads: 1 });
  let open!: () => void;
  const late = new Promise<void>((resolve) => (open = resolve));
  const { flaky, events, pool } = openLanes(cpu, (segment) => (segment < 8 ? Promise.resolve() : late));
  const policy = new CopyingPolicy(pool);
  pool.steer({
    choose: (lane, ready) => {
      const order = policy.choose(lane, ready);
      if (order?.kind === 'copy') open();
      return order;
    },
  });
  const { run } = await proveRun({
    ...{ elf: ELF, ...LIMITS, parameters },
    pool: pool.forRun({ id: 'a', parameters, urgency: () => 0 }),
  });
  await pool.close();
  t.deepEqual(encodeRunProof(run), await soloProof());
  t.is(events.filter(({ kind }) => kind === 'copied').length, 1);
  for (const device of [cpu, flaky.device!]) t.like(device.state(), { liveHandles: 0, usedBytes: 0 });
  await flaky.close();
});

test('a run that pauses finishes what lanes prove, keeps it, and begins nothing more', async (t) => {
  await using cpu = Device.open('cpu0', { threads: 1 });
  const fleet = new Fleet([lastingMember(cpu)]);
  const pool = new SharedPool(
    new FleetPool(fleet, [], { journal: new Journal({}, false), threads: 1 }),
    lanePerMember(fleet),
  );
  const pause = new AbortController();
  const reason = new Error('another one is more urgent');
  const kept = new Set<number>();
  let begun = 0;
  pool.steer({
    choose: (_, ready) => {
      if (ready.size === 0) return undefined;
      if (++begun === 2) pause.abort(reason);
      return pause.signal.aborted ? undefined : { kind: 'begin', runId: 'a' };
    },
  });
  const work = { find: () => undefined, keep: (index: number) => void kept.add(index) };
  const paused = proveRun({
    ...{ elf: ELF, ...LIMITS, parameters, work, pause: pause.signal },
    pool: pool.forRun({ id: 'a', parameters, urgency: () => 0 }),
  });
  t.is(await t.throwsAsync(paused), reason);
  // Whichever was prepared first.
  t.is(kept.size, 1);
  await pool.close();
  t.like(cpu.state(), { liveHandles: 0, usedBytes: 0 });
});
