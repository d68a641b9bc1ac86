import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { FleetWorkshop, openLog, WorkshopListeners } from '../../../host/daemon/index.js';
import { Canary, type Ability } from '../../../host/daemon/telemetry/canary.js';
import { Journal, openFleet } from '../../../host/dispatch/index.js';
import { openDaemonMetrics } from '../../../host/telemetry/index.js';
import { FleetPool, lanePerMember, SharedPool } from '../../../host/vm/index.js';
import { faultFile, faultyOptions } from '../../runtime/process/faulty.js';
import { pick, samplesOf } from '../../telemetry/support/exposition.js';

/** What becomes of a canary on the CPU and on a device that fails as a line says. */
async function tryCanaries(fault: string, ids: readonly string[]) {
  const listeners = new WorkshopListeners((error) => {
    throw error;
  });
  await using open = await openFleet({
    ...{ ids, cpu: { threads: 1 }, others: faultyOptions(faultFile(fault)) },
    onEvent: listeners.onDevice,
    // Nothing is started again meanwhile.
    clock: { now: () => 0, after: () => () => undefined },
  });
  const { fleet } = open;
  const pool = new SharedPool(
    new FleetPool(fleet, [], { journal: new Journal(listeners, false), threads: 1 }),
    lanePerMember(fleet, new Map(), ids),
  );
  const devices = ids.map((id) => ({ id, budgetBytes: 2 ** 30, isEmulated: false, pricePerHour: 0 }));
  const workshop = new FleetWorkshop({
    ...{ pool, fleet, listeners, devices, profiles: {}, shape: undefined, shardCycles: undefined },
  });
  const metrics = openDaemonMetrics({
    build: { version: '1', node: 'v1' },
    ...{ jobs: () => [], states: [], devices: () => [], storage: () => undefined, streams: () => 0 },
  });
  const config = { seconds: 3600, timeoutSeconds: 600, freshSeconds: 7200 };
  const canary = new Canary({ workshop, config, metrics, log: openLog('silent') });
  try {
    const names = ['canary_up', 'canary_seconds_count'];
    for (;;) {
      const told = pick(samplesOf(await metrics.text()), ...names);
      if (ids.every((id) => `canary_up{device="${id}"}` in told)) {
        const abilities: readonly Ability[] = canary.abilities();
        return { told, abilities, devices: workshop.devices() };
      }
      await sleep(50);
    }
  } finally {
    await canary.close();
    await pool.close();
    metrics.close();
  }
}

test('the CPU proves a canary', async (t) => {
  const { told, abilities, devices } = await tryCanaries('', ['cpu0']);
  t.deepEqual(told, { 'canary_up{device="cpu0"}': 1, 'canary_seconds_count{device="cpu0"}': 1 });
  t.like(abilities, [{ canProve: true, missing: undefined }]);
  t.like(devices, [{ id: 'cpu0', kind: 'cpu', state: 'ready', isIdle: true, work: undefined }]);
  t.true(devices[0].memory!.budgetBytes > devices[0].memory!.usedBytes);
});

test('of two devices the one fails at its canary that meets with an error, and the other does not help', async (t) => {
  const { told, abilities } = await tryCanaries('error commit 4', ['cpu0', 'faulty0']);
  t.deepEqual(told, {
    'canary_up{device="cpu0"}': 1,
    'canary_up{device="faulty0"}': 0,
    'canary_seconds_count{device="cpu0"}': 1,
  });
  t.like(abilities, [{ canProve: true }, { canProve: false, missing: 'its last canary failed' }]);
});

test('a device that lies is found out by its canary, before a job meets it', async (t) => {
  const { told, devices, abilities } = await tryCanaries('wrong quotient always', ['cpu0', 'faulty0']);
  t.is(told['canary_up{device="faulty0"}'], 0);
  t.is(told['canary_up{device="cpu0"}'], 1);
  t.like(devices, [{ state: 'ready' }, { id: 'faulty0', state: 'poisoned', memory: undefined }]);
  t.regex(devices[1].reason ?? '', /quotient/);
  t.like(abilities, [{ canProve: true }, { canProve: false, missing: 'it is poisoned' }]);
});
