import test, { type ExecutionContext } from 'ava';
import type { DispatchEvent } from '../../../host/dispatch/index.js';
import { faultFile, faultsLeft } from '../../runtime/process/faulty.js';
import { cpuProof, PROOF_OPS, proveOnFaulty, type FaultyRun } from './faulty-fleet.js';

/** The proof is that of the CPU, and nothing is left: no process, no memory file, nothing on the CPU. */
async function survives(t: ExecutionContext, run: FaultyRun, name?: string) {
  const proven = await proveOnFaulty(run);
  t.deepEqual(proven.proof, await cpuProof(run.shardCycles), name);
  t.deepEqual(proven.leaks, { children: 0, descriptors: 0, mappings: 0 }, name);
  t.like(proven.reference, { liveHandles: 0, usedBytes: 0 }, name);
  return proven;
}

/** The ops of which it is told that they failed with a code. */
function toldOps(events: readonly DispatchEvent[], code: string): string[] {
  return events.flatMap((event): string[] => {
    if (event.kind === 'fallback' && event.code === code) return [event.op];
    if (event.kind === 'unstaged' && event.code === code) return [/ (\w+): /.exec(event.reason)?.[1] ?? ''];
    return event.kind === 'room' && code === 'SY_ERR_MEMORY' ? [event.op] : [];
  });
}

const MOST_PROOFS = 4;

for (const [kind, code] of [
  ['memory', 'SY_ERR_MEMORY'],
  ['error', 'SY_ERR_DEVICE'],
  ['abort', 'SY_ERR_LOST'],
  ['exit', 'SY_ERR_LOST'],
  ['hang', 'SY_ERR_LOST'],
] as const) {
  test.serial(`${kind} in each stage of a proof loses nothing, and is told`, async (t) => {
    const file = faultFile(...PROOF_OPS.map(([op, nth]) => `${kind} ${op} ${nth}`));
    const events: DispatchEvent[] = [];
    // A device that comes back late, on a busy machine, meets what is left with the next proof.
    for (let proofs = 0; proofs < MOST_PROOFS && faultsLeft(file).length > 0; proofs++) {
      const proven = await survives(t, {
        ...{ shardCycles: 6, faults: { faulty0: file } },
        ...(kind === 'hang' ? { deadlineSeconds: 2 } : {}),
      });
      events.push(...proven.events);
    }
    t.deepEqual(faultsLeft(file), []);
    if (code === 'SY_ERR_LOST') {
      t.true(toldOps(events, code).length >= PROOF_OPS.length);
      return;
    }
    const told = new Set(toldOps(events, code));
    for (const [op, nth] of PROOF_OPS) {
      if (told.has(op)) continue;
      // The self-test after another stage's error had it. Alone it meets with the proof.
      t.is(code, 'SY_ERR_DEVICE', op);
      const faults = { faulty0: faultFile(`${kind} ${op} ${nth}`) };
      const alone = await survives(t, { shardCycles: 60, faults }, op);
      t.true(toldOps(alone.events, code).includes(op), op);
    }
  });
}

/** Another device's answer was another one, or its own has a length that none can have. */
function isOfLiar(event: DispatchEvent): boolean {
  if (event.kind === 'mismatch') return event.device === 'faulty0' && event.against === 'cpu0';
  return (
    event.kind === 'fallback' && event.from === 'faulty0' && /answers \w+ with \d+ words/.test(event.reason)
  );
}

/** Each takes half a minute; `SWITCHYARD_LONG_TESTS=1` has all of them. */
const WRONG_OPS =
  process.env.SWITCHYARD_LONG_TESTS === '1' ? undefined : ['fill', 'commit', 'quotient', 'open'];

test.serial('wrong data in each stage of a proof become no proof, and their device is caught', async (t) => {
  for (const [op, nth, perShard] of PROOF_OPS) {
    if (WRONG_OPS && !WRONG_OPS.includes(op)) continue;
    // At least once in every proof until it is caught.
    const step = Math.max(1, perShard >> 1);
    const lines = Array.from({ length: 8 }, (_, i) => `wrong ${op} ${nth + i * step}`);
    const { events, deviceEvents } = await survives(
      t,
      { shardCycles: 60, faults: { faulty0: faultFile(...lines) } },
      op,
    );
    t.true(
      events.some((event) => event.kind === 'retry' && event.checked),
      op,
    );
    t.true(events.some(isOfLiar), op);
    t.true(
      deviceEvents.some(({ kind }) => kind === 'poisoned'),
      op,
    );
  }
});

test.serial('a device that becomes slow in any stage proves the same', async (t) => {
  const file = faultFile(...PROOF_OPS.map(([op, nth]) => `slow ${op} ${nth} 2`));
  const { shards } = await survives(t, {
    ...{ shardCycles: 30, faults: { faulty0: file, faulty1: faultFile() } },
  });
  t.true(shards.every(({ attempts }) => attempts === 1));
  t.deepEqual(faultsLeft(file), []);
});

test.serial('processes that are killed at any moment lose no proof', async (t) => {
  let kills = 0;
  await survives(t, {
    ...{ shardCycles: 20, faults: { faulty0: faultFile(), faulty1: faultFile() } },
    onShard: ({ index }, pids) => {
      const pid = pids.at(index % 2) ?? pids.at(0);
      if (pid === undefined) return;
      // At another moment of what it does each time.
      setTimeout(
        () => {
          try {
            process.kill(pid, 'SIGKILL');
            kills++;
          } catch {
            // It has ended already.
          }
        },
        (index * 37) % 150,
      );
    },
  });
  t.true(kills >= 2);
});
