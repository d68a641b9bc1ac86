import type { DeviceModel, HostModel } from './device-model.js';
import type { ProofGraph } from './graph.js';
import type { PlanOptions } from './plan.js';
import { PlanError } from './plan-error.js';
import { makeProblem, type Problem } from './problem.js';
import { replayDraft, searchPlan, type Draft } from './search.js';

/** How a lane proves a shard of one kind. */
export interface LaneShard {
  /** On the lane's devices; host stages of other shards run meanwhile. */
  readonly seconds: number;
  /** Device by key of stage; host stages are not in it. */
  readonly assignment: ReadonlyMap<string, string>;
}

/** Devices that prove a shard together, and how, by kind; undefined where they cannot. */
export interface LaneDraft {
  readonly devices: readonly DeviceModel[];
  readonly shards: readonly (LaneShard | undefined)[];
}

/** A pair must prove this much more than its devices do alone. */
const PAIR_GAIN = 1.1;

/** Of the pairs that might gain enough, so many are planned. */
const MOST_PAIRS = 8;

const NARROW = 8;

/** Lanes that share no device and prove the most of a mix of kinds, given as the count of each. */
export function formLanes(
  graphs: readonly ProofGraph[],
  counts: readonly number[],
  devices: readonly DeviceModel[],
  options: PlanOptions,
): LaneDraft[] {
  const free = { ...options, ...(options.host ? { host: withoutCost(graphs, options.host) } : {}) };
  const alone = devices.map((device) => ({
    devices: [device],
    shards: graphs.map((graph) => planOn(graph, [device], free)),
  }));
  const rates = alone.map((lane) => rateOf(lane, counts));
  const pairs = promisingPairs(graphs, counts, devices, free, rates).map(([a, b]) => {
    const lane = {
      devices: [devices[a], devices[b]],
      shards: graphs.map((graph, kind) => {
        const together = planOn(graph, [devices[a], devices[b]], free);
        // On a shard of a kind, one of the two may be better off without the other.
        return [together, alone[a].shards[kind], alone[b].shards[kind]]
          .filter((shard) => shard !== undefined)
          .reduce<LaneShard | undefined>(
            (best, shard) => (best && best.seconds <= shard.seconds ? best : shard),
            undefined,
          );
      }),
    };
    return { a, b, lane, gain: rateOf(lane, counts) / (rates[a] + rates[b]) };
  });
  pairs.sort((x, y) => y.gain - x.gain);
  const taken = new Set<number>();
  const lanes: LaneDraft[] = [];
  for (const { a, b, lane, gain } of pairs) {
    if (!(gain >= PAIR_GAIN) || taken.has(a) || taken.has(b)) continue;
    taken.add(a).add(b);
    lanes.push(lane);
  }
  for (const [i, lane] of alone.entries()) {
    if (!taken.has(i) && lane.shards.some((shard) => shard !== undefined)) lanes.push(lane);
  }
  return lanes;
}

/** Mixes of all kinds a second; 0 for a lane that does not prove them all. */
function rateOf({ shards }: LaneDraft, counts: readonly number[]): number {
  return 1 / shards.reduce((sum, shard, kind) => sum + counts[kind] * (shard?.seconds ?? Infinity), 0);
}

/** The quickest plan on just these devices; undefined if they cannot. */
export function planOn(
  graph: ProofGraph,
  devices: readonly DeviceModel[],
  options: PlanOptions,
): LaneShard | undefined {
  const problem = problemOn(graph, devices, options);
  if (!problem) return undefined;
  const places = problem.stages.map((stage) => stage.places);
  const draft =
    devices.length > 1 ? searchPlan(problem, places, 'seconds', NARROW) : inGraphOrder(problem, places);
  if (!draft) return undefined;
  return {
    seconds: draft.seconds,
    assignment: new Map(
      graph.stages.flatMap(({ key, isHost }, stage) =>
        isHost ? [] : [[key, devices[draft.places[stage]].id] as const],
      ),
    ),
  };
}

/** On one device there is nothing to decide but the order, and the graph's own is as good as another. */
function inGraphOrder(
  problem: Problem,
  places: readonly (readonly number[])[],
): Pick<Draft, 'seconds' | 'places'> | undefined {
  const only = places.map(([place]) => place);
  const schedule = replayDraft(problem, only, [...only.keys()]);
  return schedule && { seconds: schedule.end, places: only };
}

function problemOn(
  graph: ProofGraph,
  devices: readonly DeviceModel[],
  options: PlanOptions,
): Problem | undefined {
  const ids = devices.map(({ id }) => id);
  // An op that is pinned to a device of another lane cannot run in this one.
  const pins = [...(options.pins ?? [])].filter(([op]) => graph.stages.some((stage) => stage.op === op));
  if (pins.some(([, device]) => !ids.includes(device))) return undefined;
  const { host } = options;
  try {
    return makeProblem(graph, devices, { pins: new Map(pins), named: ids, ...(host ? { host } : {}) });
  } catch (error) {
    if (error instanceof PlanError && ['OP', 'BUDGET', 'PIN'].includes(error.code)) return undefined;
    throw error;
  }
}

/** Pairs that could gain enough if nothing had to be moved, those with the most to gain first. */
function promisingPairs(
  graphs: readonly ProofGraph[],
  counts: readonly number[],
  devices: readonly DeviceModel[],
  options: PlanOptions,
  rates: readonly number[],
): (readonly [number, number])[] {
  // One problem with all devices has every stage's seconds on each of them.
  const problems = graphs.map((graph) => problemOn(graph, devices, options));
  if (problems.includes(undefined)) return [];
  const found: { pair: readonly [number, number]; gain: number }[] = [];
  for (let a = 0; a < devices.length; a++) {
    for (let b = a + 1; b < devices.length; b++) {
      let seconds = 0;
      for (const [kind, problem] of problems.entries()) {
        if (problem) seconds += counts[kind] * shortestPath(problem, a, b);
      }
      const gain = 1 / seconds / (rates[a] + rates[b]);
      if (gain >= PAIR_GAIN) found.push({ pair: [a, b], gain });
    }
  }
  found.sort((x, y) => y.gain - x.gain);
  return found.slice(0, MOST_PAIRS).map(({ pair }) => pair);
}

/** The longest path of a proof if each stage took the time of the faster of two devices. */
function shortestPath({ stages }: Problem, a: number, b: number): number {
  const ends: number[] = [];
  let last = 0;
  for (const { before, seconds, isHost } of stages) {
    let end = isHost ? 0 : Math.min(seconds[a], seconds[b]);
    let ready = 0;
    for (const earlier of before) ready = Math.max(ready, ends[earlier]);
    end += ready;
    ends.push(end);
    last = Math.max(last, end);
  }
  return last;
}

function withoutCost(graphs: readonly ProofGraph[], host: HostModel): HostModel {
  const classes = graphs.flatMap(({ stages }) =>
    stages.flatMap(({ parts }) => parts.map((part) => part.class)),
  );
  return {
    ...host,
    rates: new Map(classes.map((name) => [name, { latencySeconds: 0, workPerSecond: Infinity }])),
  };
}
