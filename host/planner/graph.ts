import { PlanError } from './plan-error.js';

/** Work of one class within a stage, such as 600 M field elements of `lde/koalabear` in two calls. */
export interface WorkPart {
  /** What is alike in cost, such as `commit/koalabear/p2-24-16`. */
  readonly class: string;
  /** In units of the class. */
  readonly work: number;
  /** How many times the latency of the class is paid. */
  readonly calls: number;
}

/** One kind of op within one segment of a proof. */
export interface StageNode {
  /** Unique in its graph, such as `main: commit`. */
  readonly key: string;
  readonly op: string;
  readonly parts: readonly WorkPart[];
  /** Data that it reads, as indices into the graph's data. */
  readonly inputs: readonly number[];
  /** Data that it makes. */
  readonly outputs: readonly number[];
  /** Earlier stages that must have ended, as indices, such as those that a challenge depends on. */
  readonly after: readonly number[];
  /** Data that nothing needs afterwards. What no stage frees is kept to the end. */
  readonly frees: readonly number[];
  /** Runs on the host's CPU and nowhere else, such as the replay of a shard. */
  readonly isHost?: boolean;
}

/** A matrix, a Merkle tree, or whatever else stages pass on. */
export interface Datum {
  readonly bytes: number;
  /** Lies in the host's memory from the start, as tables do. */
  readonly atHost: boolean;
  /** A Merkle tree is not: stages that read it run where it was made. */
  readonly isMovable: boolean;
}

/** One proof as stages, each after those that it depends on. */
export interface ProofGraph {
  readonly stages: readonly StageNode[];
  readonly data: readonly Datum[];
}

/**
 * Holds a graph to its rules: every stage stands after the stages that make what it reads, data are made once
 * and not read after they are freed, and sizes and work are finite. Throws a PlanError GRAPH.
 */
export function checkGraph(graph: ProofGraph): void {
  const keys = new Set<string>();
  const made = new Set(graph.data.flatMap(({ atHost }, datum) => (atHost ? [datum] : [])));
  const freed = new Set<number>();
  for (const [i, { bytes }] of graph.data.entries()) {
    if (!isAmount(bytes)) throw badGraph(`datum ${i} has ${bytes} bytes`);
  }
  for (const [i, stage] of graph.stages.entries()) {
    const bad = (what: string): PlanError => badGraph(`stage ${i} (${stage.key}) ${what}`);
    if (keys.has(stage.key)) throw bad('has the key of an earlier stage');
    keys.add(stage.key);
    for (const { class: name, work, calls } of stage.parts) {
      if (!isAmount(work) || !isAmount(calls)) throw bad(`has ${work} work in ${calls} calls of ${name}`);
    }
    for (const before of stage.after) {
      if (!Number.isInteger(before) || before < 0 || before >= i) throw bad(`runs after stage ${before}`);
    }
    for (const datum of [...stage.inputs, ...stage.outputs, ...stage.frees]) {
      if (!(datum in graph.data)) throw bad(`names datum ${datum} of ${graph.data.length}`);
    }
    for (const datum of stage.inputs) {
      if (!made.has(datum)) throw bad(`reads datum ${datum}, which no earlier stage makes`);
      if (freed.has(datum)) throw bad(`reads datum ${datum}, which is freed before`);
    }
    for (const datum of stage.outputs) {
      if (made.has(datum)) throw bad(`makes datum ${datum} once more`);
      if (stage.isHost && !graph.data[datum].isMovable) throw bad(`makes datum ${datum}, bound to the host`);
      made.add(datum);
    }
    for (const datum of stage.frees) {
      if (!made.has(datum) || freed.has(datum)) throw bad(`frees datum ${datum}, which is not there`);
      freed.add(datum);
    }
  }
}

function isAmount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function badGraph(what: string): PlanError {
  return new PlanError('GRAPH', `the graph of the proof does not hold: ${what}`, 'report this as a bug');
}
