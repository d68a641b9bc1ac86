import { Outcome, Segment, type Matrix, type MerkleTree, type Place } from '../runtime/index.js';
import type { ProofGraph } from '../planner/index.js';
import { datumOf, logicalOps, type LogicalOp } from './datum.js';
import { newLogicalHandle } from './logical-handle.js';
import { resultWords } from './result-words.js';
import { stageGraph, type RecordedRun } from './stage-graph.js';
import type { StageRunner } from './stage-runner.js';

/**
 * Takes down what a proof would run, and runs nothing: results are zeros of the right lengths. What a prover does depends
 * on sizes alone, so that its graph is that of every proof of the same shape.
 */
export class DryRun implements StageRunner {
  private runs: RecordedRun[] = [];
  private readonly place: Place = {
    id: 'dry run',
    newHandle: newLogicalHandle,
    handleOf: ({ handle }) => handle,
    submit: () => Promise.reject(new Error('segments of a dry run are run as stages')),
  };

  segment(): Segment {
    return new Segment(this.place);
  }

  run(stage: string, segment: Segment): Promise<Outcome> {
    const message = segment.take();
    const ops = logicalOps(message, (held) => datumOf(held)!);
    this.runs.push({ stage, ops });
    return Promise.resolve(zeros(ops));
  }

  free(): Promise<void> {
    return Promise.resolve();
  }

  holds(held: Matrix | MerkleTree): boolean {
    return held.place === this.place;
  }

  /** Leaves out what has run so far, such as what many proofs share: it then counts as being there. */
  forget(): void {
    this.runs = [];
  }

  /** What has run, as the planner takes it. */
  graph(): ProofGraph {
    return stageGraph(this.runs);
  }
}

function zeros(ops: readonly LogicalOp[]): Outcome {
  const lengths = ops.map(resultWords);
  let end = 0;
  return new Outcome(
    ops.map(({ name }) => name),
    {
      results: new Uint32Array(lengths.reduce((sum, length) => sum + length, 0)),
      resultEnds: Uint32Array.from(lengths, (length) => (end += length)),
      timings: new Float64Array(2 * ops.length),
      peakBytes: 0,
      toDeviceBytes: 0,
      toHostBytes: 0,
    },
  );
}
