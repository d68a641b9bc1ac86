import test from 'ava';
import { Fleet, Journal, lastingMember } from '../../../host/dispatch/index.js';
import { Device, SwitchyardError } from '../../../host/runtime/index.js';
import { PRESETS, type StarkParameters } from '../../../host/stark/proof/index.js';
import { encodeRunProof, FleetPool, lanePerMember, proveRun, SharedPool } from '../../../host/vm/index.js';
import { proveSmall, publishingProgram, T12 } from '../proven-runs.js';

const LIMITS = { inputs: [], shape: T12, shardCycles: 25, maxCycles: 2 ** 20, maxMemoryBytes: 2 ** 24 };
const ELFS = [1, 2].map((value) => publishingProgram(Uint8Array.of(value), 0, 40));
const OTHER: StarkParameters = { ...PRESETS.dev, hashSet: 'p2-16' };

function openShared(cpu: Device): SharedPool {
  const fleet = new Fleet([lastingMember(cpu)]);
  const pool = new FleetPool(fleet, [], { journal: new Journal({}, false), threads: 1 });
  return new SharedPool(pool, lanePerMember(fleet));
}

test('runs share lanes whatever their parameters, and the most urgent is done first', async (t) => {
  await using cpu = Device.open('cpu0', { threads: 1 });
  const shared = openShared(cpu);
  const shards: number[] = [];
  const prove = async (run: number, parameters: StarkParameters) =>
    await proveRun({
      ...{ elf: ELFS[run], ...LIMITS, parameters },
      pool: shared.forRun({ parameters, urgency: () => 10 - run }),
      onShard: () => shards.push(run),
    });
  const [first, second] = await Promise.all([prove(0, PRESETS.dev), prove(1, OTHER)]);
  await shared.close();
  t.like(cpu.state(), { liveHandles: 0, usedBytes: 0 });
  const alone = await proveSmall(ELFS[0], LIMITS);
  t.deepEqual(encodeRunProof(first.run), encodeRunProof(alone.run));
  t.deepEqual(
    encodeRunProof(second.run),
    encodeRunProof((await proveSmall(ELFS[1], { ...LIMITS, parameters: OTHER })).run),
  );
  // The urgent run overtakes the other, which has at most what it held already.
  t.true(shards.lastIndexOf(1) < shards.lastIndexOf(0), shards.join());
});

test('a run that is not wanted any more leaves the others alone, and nothing behind', async (t) => {
  await using cpu = Device.open('cpu0', { threads: 1 });
  const shared = openShared(cpu);
  const controller = new AbortController();
  const parameters = PRESETS.dev;
  const stopped = proveRun({
    ...{ elf: ELFS[0], ...LIMITS, parameters, signal: controller.signal },
    pool: shared.forRun({ parameters, urgency: () => 0 }),
    onShard: () => controller.abort(),
  });
  const other = proveRun({
    ...{ elf: ELFS[1], ...LIMITS, parameters },
    pool: shared.forRun({ parameters, urgency: () => 1 }),
  });
  const error = await t.throwsAsync(stopped, { instanceOf: SwitchyardError });
  t.is(error.code, 'SY_ERR_CANCELLED');
  t.true((await other).shards.length > 1);
  await shared.close();
  t.like(cpu.state(), { liveHandles: 0, usedBytes: 0 });
});
