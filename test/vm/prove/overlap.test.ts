import test from 'ava';
import type { StageRecord } from '../../../host/dispatch/index.js';
import { faultFile } from '../../runtime/process/faulty.js';
import { cpuProof, proveOnFaulty } from './faulty-fleet.js';

const meet = (a: StageRecord, b: StageRecord) => a.start < b.end && b.start < a.end;

test('a device that commits for others does so while they transform tables of other shards', async (t) => {
  const shardCycles = 20;
  const { proof, stages } = await proveOnFaulty({
    ...{ shardCycles, faults: { faulty0: faultFile(), faulty1: faultFile(), faulty2: faultFile() } },
    pins: new Map([['commit', 'faulty2']]),
  });
  t.deepEqual(proof, await cpuProof(shardCycles));
  const of = (op: string) => stages.filter(({ stage }) => stage.endsWith(`: ${op}`));
  const [commits, transforms] = [of('commit'), of('lde')];
  const isPinned = ({ device }: StageRecord) => device === 'faulty2';
  t.true(commits.length > 0 && transforms.length > 0);
  // The tables that all shards share are committed to on the CPU, once.
  t.true(commits.filter(isPinned).length > commits.length / 2);
  t.false(transforms.some(isPinned));
  t.true(commits.filter(isPinned).some((commit) => transforms.some((transform) => meet(commit, transform))));
});
