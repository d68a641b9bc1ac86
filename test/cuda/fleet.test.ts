import test from 'ava';
import { faultFile } from '../runtime/process/faulty.js';
import { cpuProof, proveOnFaulty } from '../vm/prove/faulty-fleet.js';
import { CARD, isEmulated } from './both.js';

// The card in a process of its own, with the CPU behind it. Two shards and more.
const SHARD_CYCLES = 60;

async function prove(budgetBytes: number) {
  const faults = { [CARD]: faultFile() };
  return await proveOnFaulty({ shardCycles: SHARD_CYCLES, faults, open: { budgetBytes } });
}

test.serial('what exceeds the budget in mid-proof is done elsewhere, and said', async (t) => {
  const { proof, events, leaks } = await prove(12 * 2 ** 20);
  t.deepEqual(proof, await cpuProof(SHARD_CYCLES));
  const refused = events.find((event) => event.kind === 'fallback');
  t.like(refused, { from: CARD, to: 'cpu0', code: 'SY_ERR_MEMORY' });
  t.regex((refused as { reason: string }).reason, /^cuda\S*0 \w+: .*of the budget of 12582912 are in use/);
  t.deepEqual(leaks, { children: 0, descriptors: 0, mappings: 0 });
});

if (isEmulated) {
  test.serial('a card whose kernel fails is started anew, and its work is done elsewhere', async (t) => {
    process.env.SWITCHYARD_CUDA_EMULATED_FAULT = 'transpose_in:40';
    try {
      const { proof, events, deviceEvents, leaks } = await prove(2 ** 28);
      t.deepEqual(proof, await cpuProof(SHARD_CYCLES));
      const failed = events.find((event) => event.kind === 'fallback');
      t.like(failed, { from: CARD, to: 'cpu0', code: 'SY_ERR_DEVICE' });
      // Where the tables of the next shard were on their way, these meet with it first.
      t.true(events.some((event) => 'reason' in event && /an illegal address was used/.test(event.reason)));
      const lost = deviceEvents.find(({ kind }) => kind === 'lost');
      t.regex(lost!.reason!, /fails since an error: /);
      t.true(deviceEvents.filter(({ kind }) => kind === 'ready').length > 1);
      t.deepEqual(leaks, { children: 0, descriptors: 0, mappings: 0 });
    } finally {
      delete process.env.SWITCHYARD_CUDA_EMULATED_FAULT;
    }
  });
}
