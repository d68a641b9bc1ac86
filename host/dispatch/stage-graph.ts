import { MerkleTree } from '../runtime/index.js';
import type { Datum as PlannedDatum, ProofGraph, StageNode } from '../planner/index.js';
import { consumedBy, type Datum, type LogicalOp } from './datum.js';
import { opCost } from './op-cost.js';

/** A segment that was run as a stage. */
export interface RecordedRun {
  readonly stage: string;
  readonly ops: readonly LogicalOp[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Draft extends Mutable<Omit<StageNode, 'parts' | 'inputs' | 'outputs' | 'after' | 'frees'>> {
  readonly parts: Map<string, { work: number; calls: number }>;
  readonly inputs: Set<number>;
  readonly outputs: Set<number>;
  readonly after: Set<number>;
}

/**
 * Recorded segments as a graph of stages: a node for each kind of op of a segment. Segments of one name, such as the
 * rounds of folding, are one node, for each of them waits for the one before; what they commit to is a node behind it,
 * so that a device that commits alone can be planned with, as if all rounds committed after the last. Data that none of
 * the segments made count as being wherever they are needed.
 */
export function stageGraph(runs: readonly RecordedRun[]): ProofGraph {
  const builder = new GraphBuilder(repeatedStages(runs));
  for (const run of runs) builder.add(run);
  return builder.graph();
}

/** The key of the node that an op of a stage belongs to, given the keys that there are. */
export function stageKey(stage: string, op: string, keys: { has(key: string): boolean }): string {
  const own = `${stage}: ${op}`;
  return keys.has(own) ? own : stage;
}

function repeatedStages(runs: readonly RecordedRun[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(
    runs.flatMap(({ stage }) => {
      if (seen.has(stage)) return [stage];
      seen.add(stage);
      return [];
    }),
  );
}

class GraphBuilder {
  private readonly nodes = new Map<string, { index: number; draft: Draft }>();
  private readonly data: PlannedDatum[] = [];
  private readonly numbers = new Map<Datum, number>();
  /** Nodes of the segment before, whose results the next one needs. */
  private before = new Set<number>();
  /** Data that are given up, with the node that does. */
  private readonly frees = new Map<number, number>();

  constructor(private readonly repeated: ReadonlySet<string>) {}

  add({ stage, ops }: RecordedRun): void {
    const own = new Set<number>();
    let last: number | undefined;
    for (const op of ops) {
      if (op.name === 'free') continue;
      const { index, draft } = this.nodeOf(stage, op);
      own.add(index);
      last = index;
      for (const before of this.before) if (before < index) draft.after.add(before);
      this.addOp(draft, op);
    }
    for (const op of ops) {
      const gone = op.name === 'free' ? op.inputs.map(({ datum }) => datum) : [consumedBy(op)];
      for (const datum of gone) {
        const number = datum && this.numbers.get(datum);
        if (number !== undefined && last !== undefined) this.frees.set(number, last);
      }
    }
    if (own.size > 0) this.before = own;
  }

  private nodeOf(stage: string, { name }: LogicalOp): { index: number; draft: Draft } {
    const isJoined = this.repeated.has(stage) && name !== 'commit';
    const key = isJoined ? stage : `${stage}: ${name}`;
    let node = this.nodes.get(key);
    if (!node) {
      const sets = { inputs: new Set<number>(), outputs: new Set<number>() };
      const draft = {
        key,
        op: name,
        parts: new Map(),
        ...sets,
        after: new Set<number>(),
      };
      node = { index: this.nodes.size, draft };
      this.nodes.set(key, node);
    }
    return node;
  }

  private addOp(draft: Draft, op: LogicalOp): void {
    const { parts, inputs, outputs } = draft;
    const cost = opCost(op);
    if (cost) {
      draft.op = op.name;
      const part = parts.get(cost.costClass) ?? { work: 0, calls: 0 };
      parts.set(cost.costClass, { work: part.work + cost.work, calls: part.calls + 1 });
    }
    for (const { datum } of op.inputs) {
      const number = this.numbers.get(datum);
      if (number !== undefined && !outputs.has(number)) inputs.add(number);
    }
    for (const { datum } of op.outputs) {
      const isTree = datum.held instanceof MerkleTree;
      const bytes = op.name === 'reshape' ? 0 : bytesOf(datum);
      const number = this.data.push({ bytes, atHost: false, isMovable: !isTree }) - 1;
      this.numbers.set(datum, number);
      outputs.add(number);
    }
  }

  /** By node, what it frees: where a later one still reads it, that does. */
  private freesByNode(): ReadonlyMap<number, number[]> {
    const byNode = new Map<number, number[]>();
    for (const [datum, freeing] of this.frees) {
      const readers = [...this.nodes.values()].filter(({ draft }) => draft.inputs.has(datum));
      const node = Math.max(freeing, ...readers.map(({ index }) => index));
      byNode.set(node, [...(byNode.get(node) ?? []), datum]);
    }
    return byNode;
  }

  graph(): ProofGraph {
    const frees = this.freesByNode();
    const stages = [...this.nodes.values()].map(({ index, draft }): StageNode => ({
      ...{ key: draft.key, op: draft.op },
      parts: [...draft.parts].map(([costClass, { work, calls }]) => ({ class: costClass, work, calls })),
      inputs: [...draft.inputs],
      outputs: [...draft.outputs],
      after: [...draft.after],
      frees: frees.get(index) ?? [],
    }));
    return { stages, data: this.data };
  }
}

/** Of a tree: its digests, all levels. */
function bytesOf({ held }: Datum): number {
  if (!(held instanceof MerkleTree)) return held.bytes;
  const rows = Math.max(...held.matrices.map((matrix) => matrix.rows));
  return 2 * rows * 32;
}
