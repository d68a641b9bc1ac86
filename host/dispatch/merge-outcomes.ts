import { Outcome } from '../runtime/index.js';
import type { BatchOutcome } from './batch-runner.js';
import type { LogicalOp } from './datum.js';

/** What a segment gave, from what its batches did. @param began when it did, in the journal's seconds */
export function mergeOutcomes(
  ops: readonly LogicalOp[],
  batches: readonly BatchOutcome[],
  began: number,
): Outcome {
  const parts: Uint32Array[] = ops.map(() => new Uint32Array());
  const timings = new Float64Array(2 * ops.length);
  for (const { batch, outcome, submitted } of batches) {
    batch.ops.forEach(({ index }, i) => {
      parts[index] = outcome.words(i);
      const { start, end } = outcome.timings[i];
      timings[2 * index] = (submitted - began + start) * 1e9;
      timings[2 * index + 1] = (submitted - began + end) * 1e9;
    });
  }
  const results = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  const resultEnds = new Uint32Array(ops.length);
  let at = 0;
  parts.forEach((part, i) => {
    results.set(part, at);
    resultEnds[i] = at += part.length;
  });
  return new Outcome(
    ops.map(({ name }) => name),
    {
      ...{ results, resultEnds, timings },
      peakBytes: Math.max(0, ...batches.map(({ outcome }) => outcome.peakBytes)),
      toDeviceBytes: batches.reduce((sum, { outcome }) => sum + outcome.link.toDevice, 0),
      toHostBytes: batches.reduce((sum, { outcome }) => sum + outcome.link.toHost, 0),
    },
  );
}
