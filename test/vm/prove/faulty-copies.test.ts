import test from 'ava';
import { Journal, openFleet, type DispatchEvent } from '../../../host/dispatch/index.js';
import { PRESETS } from '../../../host/stark/proof/index.js';
import {
  encodeRunProof,
  FleetPool,
  lanePerMember,
  proveRun,
  SharedPool,
  type LaneOrder,
} from '../../../host/vm/index.js';
import {
  childProcesses,
  faultFile,
  faultyOptions,
  memoryFiles,
  until,
} from '../../runtime/process/faulty.js';
import { proveSmall, publishingProgram, T12 } from '../proven-runs.js';

const ELF = publishingProgram(Uint8Array.of(5, 6), 0, 40);
const LIMITS = { inputs: [], shape: T12, shardCycles: 30, maxCycles: 2 ** 20, maxMemoryBytes: 2 ** 24 };
const parameters = PRESETS.dev;

test('shards of a device that has become slow are copied, and nothing of them is left', async (t) => {
  const before = { children: childProcesses().length, ...memoryFiles() };
  const events: DispatchEvent[] = [];
  let proven;
  {
    await using open = await openFleet({
      ids: ['faulty0'],
      others: () => faultyOptions(faultFile('slow quotient 3 400')),
    });
    const { fleet, cpu } = open;
    const journal = new Journal({ onEvent: (event) => events.push(event) }, false);
    const pool = new SharedPool(new FleetPool(fleet, [], { journal, threads: 1 }), lanePerMember(fleet));
    // The slow device begins with the first shard; whatever else is left to do, the CPU does, that shard's copy first.
    let begun = 0;
    pool.steer({
      choose: (lane, ready): LaneOrder | undefined => {
        const running = pool.laneStates.find(({ name }) => name === 'faulty0')?.running;
        const isCopied = events.some(({ kind }) => kind === 'copied');
        if (lane === 'faulty0')
          return begun++ === 0 && ready.size > 0 ? { kind: 'begin', runId: 'a' } : undefined;
        if (running && !isCopied && running.elapsedSeconds > 0.2) {
          return { kind: 'copy', runId: 'a', index: running.index, reason: 'it is slow' };
        }
        return ready.size > 0 ? { kind: 'begin', runId: 'a' } : undefined;
      },
    });
    const clock = setInterval(() => pool.review(), 50);
    proven = await proveRun({
      ...{ elf: ELF, ...LIMITS, parameters },
      pool: pool.forRun({ id: 'a', parameters, urgency: () => 0 }),
    });
    clearInterval(clock);
    await pool.close();
    t.like(cpu.state(), { liveHandles: 0, usedBytes: 0 });
    for (const { device } of open.supervised) t.is(device?.state().liveHandles ?? 0, 0);
  }
  t.like(
    events.find(({ kind }) => kind === 'copied'),
    { runId: 'a', from: 'faulty0', to: 'cpu0' },
  );
  const alone = await proveSmall(ELF, LIMITS);
  t.deepEqual(encodeRunProof(proven.run), encodeRunProof(alone.run));
  await until(() => childProcesses().length <= before.children);
  t.deepEqual(memoryFiles(), { descriptors: before.descriptors, mappings: before.mappings });
});
