import test from 'ava';
import { Journal, openFleet, type DispatchEvent, type WorkLabel } from '../../../host/dispatch/index.js';
import { SwitchyardError, type ErrorCode } from '../../../host/runtime/index.js';
import { PRESETS } from '../../../host/stark/proof/index.js';
import {
  FleetPool,
  lanePerMember,
  proveRun,
  sampleProgram,
  SharedPool,
  type LanePolicy,
} from '../../../host/vm/index.js';
import { faultFile, faultyOptions } from '../../runtime/process/faulty.js';

const RUN = { elf: sampleProgram(500), inputs: [], maxCycles: 2 ** 16, maxMemoryBytes: 2 ** 24 };
const LABEL = { job: 'a' };

/** A run of a fleet of the CPU and a device that fails as a line says, over lanes, and held to one of them or not. */
async function prove(
  fault: string,
  lane: string | undefined,
  lanes = ['cpu0', 'faulty0'],
  policy?: (lanes: SharedPool) => LanePolicy,
) {
  const begun: { readonly device: string; readonly stage: string; readonly work: WorkLabel }[] = [];
  const ended: string[] = [];
  const faultsTold: (readonly [string, ErrorCode, WorkLabel])[] = [];
  const events: (readonly [DispatchEvent, WorkLabel])[] = [];
  const journal = new Journal(
    {
      onBegin: (device, stage, work) => {
        begun.push({ device, stage, work });
        shared.review();
      },
      onEnd: (device) => ended.push(device),
      onFault: (device, code, work) => faultsTold.push([device, code, work]),
      onEvent: (event, work) => events.push([event, work]),
    },
    false,
  );
  await using open = await openFleet({ ids: ['cpu0', 'faulty0'], others: faultyOptions(faultFile(fault)) });
  const pool = new FleetPool(open.fleet, [], { journal, threads: 1 });
  const shared = new SharedPool(
    pool,
    lanePerMember(open.fleet).filter(({ name }) => lanes.includes(name)),
  );
  if (policy) shared.steer(policy(shared));
  const parameters = PRESETS.dev;
  try {
    const { shards } = await proveRun({
      ...{ ...RUN, parameters },
      pool: shared.forRun({ id: 'a', parameters, urgency: () => 0, label: LABEL, lane }),
    });
    const isIdle = shared.isIdle('cpu0') && shared.isIdle('faulty0');
    return { shards, begun, ended, faults: faultsTold, events, isIdle };
  } catch (error) {
    return { error: error as Error, begun, ended, faults: faultsTold, events, isIdle: false };
  } finally {
    await shared.close();
  }
}

for (const lane of ['cpu0', 'faulty0']) {
  test(`a run that is held to ${lane} is proven there, and labelled`, async (t) => {
    const { error, shards, begun, ended, isIdle } = await prove('', lane);
    t.is(error, undefined);
    t.like(shards, [{ lane, attempts: 1, shape: 'T12' }]);
    const own = begun.filter(({ work }) => work.run !== undefined);
    t.true(own.length > 10);
    // The fixed tables are opened where they are: the CPU has committed to them.
    const elsewhere = own.filter(({ device }) => device !== lane);
    for (const { stage } of elsewhere) t.is(stage, 'open queries');
    t.is(elsewhere.length, lane === 'cpu0' ? 0 : 1);
    for (const { work } of own) t.deepEqual(work, { run: LABEL, shard: 0 });
    t.is(ended.length, begun.length);
    t.true(isIdle);
  });
}

test('where the device fails that a run is held to, the run fails, and nobody helps', async (t) => {
  const { error, faults, events } = await prove('error commit 4', 'faulty0');
  t.true(error instanceof SwitchyardError);
  t.is((error as SwitchyardError).code, 'SY_ERR_DEVICE');
  t.deepEqual(faults, [['faulty0', 'SY_ERR_DEVICE', { run: LABEL, shard: 0 }]]);
  t.deepEqual(events, []);
});

test('where the device is lost that a run is held to, the run fails', async (t) => {
  const { error } = await prove('exit lde 20', 'faulty0');
  t.is((error as SwitchyardError | undefined)?.code, 'SY_ERR_LOST');
});

test('a run that is held to no lane has its work done elsewhere', async (t) => {
  const { error, faults, events } = await prove('error commit 4', undefined, ['faulty0']);
  t.is(error, undefined);
  t.deepEqual(faults, [['faulty0', 'SY_ERR_DEVICE', { run: LABEL, shard: 0 }]]);
  const fallbacks = events.filter(([{ kind }]) => kind === 'fallback');
  t.like(fallbacks, [
    [
      { from: 'faulty0', to: 'cpu0' },
      { run: LABEL, shard: 0 },
    ],
  ]);
});

test('policies are told of no run that is held to a lane, nor can they have it copied', async (t) => {
  const told: string[] = [];
  let asked = 0;
  const { error, shards, events } = await prove('', 'faulty0', undefined, (shared) => ({
    choose: (lane, ready) => {
      told.push(...ready);
      const isRunning = shared.laneStates.some(({ running }) => running !== undefined);
      if (lane !== 'cpu0' || !isRunning) return undefined;
      asked++;
      return { kind: 'copy', runId: 'a', index: 0, reason: 'it is tried' };
    },
  }));
  t.is(error, undefined);
  t.like(shards, [{ lane: 'faulty0', attempts: 1 }]);
  t.deepEqual(told, []);
  t.true(asked > 0);
  t.deepEqual(events, []);
});

test('what a policy says comes before a run that is held to the lane', async (t) => {
  await using open = await openFleet({ ids: ['cpu0'] });
  const journal = new Journal({}, false);
  const shared = new SharedPool(
    new FleetPool(open.fleet, [], { journal, threads: 1 }),
    lanePerMember(open.fleet),
  );
  const waiting = new Set<string>();
  shared.steer({
    choose: (_, ready) => {
      for (const id of ready) waiting.add(id);
      return ready.has('job') ? { kind: 'begin', runId: 'job' } : undefined;
    },
  });
  const order: string[] = [];
  const run = (id: string, lane?: string) =>
    shared.forRun({ id, parameters: PRESETS.dev, urgency: () => 0, lane });
  const request = { index: 0, shape: 0, isLast: false, attempt: 0, parameters: PRESETS.dev };
  const take = (id: string, lane?: string) =>
    run(id, lane).run(request, () => Promise.resolve(order.push(id)));
  // The first to wait is given the lane at once; the others wait for that together.
  const first = take('job');
  const held = take('held', 'cpu0');
  const second = take('job');
  await Promise.all([first, held, second]);
  t.deepEqual(order, ['job', 'job', 'held']);
  t.deepEqual([...waiting], ['job']);
  await shared.close();
});
