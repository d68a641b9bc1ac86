import test from 'ava';
import { faultFile } from '../../runtime/process/faulty.js';
import { cpuProof, PROOF_OPS, proveOnFaulty } from './faulty-fleet.js';

/** Seeded schedules of faults on two devices; `SWITCHYARD_LONG_TESTS=1` proves under 200 of them. */
const SCHEDULES = process.env.SWITCHYARD_LONG_TESTS === '1' ? 200 : 20;
const KINDS = ['memory', 'error', 'wrong', 'hang', 'abort', 'exit', 'segv', 'slow'];

function numbers(seed: number): (bound: number) => number {
  let state = Math.imul(seed, 2654435761) >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

function schedule(below: (bound: number) => number): string[] {
  return Array.from({ length: 1 + below(4) }, () => {
    const kind = KINDS[below(KINDS.length)];
    const [op, nth, perShard] = PROOF_OPS[below(PROOF_OPS.length)];
    const line = `${kind} ${op} ${nth + below(2 * perShard)}`;
    return kind === 'slow' ? `${line} 2` : line;
  });
}

test(`no schedule of faults changes a proof or leaves anything behind: ${SCHEDULES} of them`, async (t) => {
  t.timeout(30 * 60_000);
  const told: Record<string, number> = {};
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const below = numbers(seed);
    const [first, second] = [schedule(below), schedule(below)];
    const run = { shardCycles: 40, deadlineSeconds: 3 };
    const faults = { faulty0: faultFile(...first), faulty1: faultFile(...second) };
    const { proof, leaks, reference, events } = await proveOnFaulty({ ...run, faults });
    const name = `seed ${seed}: ${first.join('; ')} | ${second.join('; ')}`;
    t.deepEqual(proof, await cpuProof(run.shardCycles), name);
    t.deepEqual(leaks, { children: 0, descriptors: 0, mappings: 0 }, name);
    t.like(reference, { liveHandles: 0, usedBytes: 0 }, name);
    for (const { kind } of events) told[kind] = (told[kind] ?? 0) + 1;
  }
  t.log(told);
  t.true((told.fallback ?? 0) > 0 && (told.retry ?? 0) > 0);
});
