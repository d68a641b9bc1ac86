import {
  EXTENSION_DEGREE,
  extensionNameOf,
  Outcome,
  Segment,
  type Matrix,
  type MerkleTree,
  type Place,
} from '../runtime/index.js';
import { DIGEST_WORDS } from '../field/index.js';
import type { ProofGraph } from '../planner/index.js';
import { datumOf, logicalOps, type LogicalOp } from './datum.js';
import { newLogicalHandle } from './logical-handle.js';
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
    },
  );
}

/** Words of an op's result, as native/device/backend.h states them; of `open` without siblings. */
function resultWords({ name, words, inputs }: LogicalOp): number {
  switch (name) {
    case 'commit':
      return DIGEST_WORDS * 2 ** words[4];
    case 'open': {
      const { matrices } = inputs[0].datum.held as MerkleTree;
      return words[3] * matrices.reduce((sum, { columns }) => sum + columns, 0) + 1;
    }
    case 'evaluate': {
      const { columns } = inputs[0].datum.held as Matrix;
      return words[7] * columns * EXTENSION_DEGREE[extensionNameOf(words[4])];
    }
    case 'permutation':
      return EXTENSION_DEGREE[extensionNameOf(words[5])];
    case 'grind':
      return 1;
    default:
      return 0;
  }
}
