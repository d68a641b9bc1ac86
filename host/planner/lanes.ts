import type { DeviceModel } from './device-model.js';
import type { ProofGraph } from './graph.js';
import type { PlanOptions } from './plan.js';
import { PlanError } from './plan-error.js';
import { makeProblem, type Problem } from './problem.js';
import { replayDraft, searchPlan } from './search.js';

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

/**
 * Lanes that share no device and prove the most of a mix of kinds, given as the count of each.
 *
 * @param problems by kind, on all devices
 */
export function formLanes(
  problems: readonly Problem[],
  counts: readonly number[],
  options: PlanOptions,
): LaneDraft[] {
  const graphs = problems.map(({ graph }) => graph);
  const { devices } = problems[0];
  const free = problems.map(withoutHostTime);
  const alone = devices.map((device, place) => ({
    devices: [device],
    shards: free.map((problem) => planAlone(problem, place)),
  }));
  const rates = alone.map((lane) => rateOf(lane, counts));
  const pairs = promisingPairs(free, counts, rates).map(([a, b]) => {
    const lane = {
      devices: [devices[a], devices[b]],
      shards: graphs.map((graph, kind) => {
        const together = planOn(graph, [devices[a], devices[b]], options);
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
  const ids = devices.map(({ id }) => id);
  // An op that is pinned to a device of another lane cannot run in this one.
  const pins = [...(options.pins ?? [])].filter(([op]) => graph.stages.some((stage) => stage.op === op));
  if (pins.some(([, device]) => !ids.includes(device))) return undefined;
  const { host } = options;
  let problem;
  try {
    problem = makeProblem(graph, devices, { pins: new Map(pins), named: ids, ...(host ? { host } : {}) });
  } catch (error) {
    if (error instanceof PlanError && ['OP', 'BUDGET', 'PIN'].includes(error.code)) return undefined;
    throw error;
  }
  const free = withoutHostTime(problem);
  const draft = searchPlan(
    free,
    free.stages.map(({ places }) => places),
    'seconds',
    NARROW,
  );
  return draft && describe(free, draft.places, draft.seconds);
}

/** On one device there is nothing to decide but the order, and the graph's own is as good as another. */
function planAlone(problem: Problem, device: number): LaneShard | undefined {
  const places = problem.stages.map(({ isHost }) => (isHost ? problem.hostPlace : device));
  if (!problem.stages.every((stage, i) => stage.places.includes(places[i]))) return undefined;
  const schedule = replayDraft(problem, places, [...places.keys()]);
  return schedule && describe(problem, places, schedule.end);
}

function describe({ graph, devices }: Problem, places: readonly number[], seconds: number): LaneShard {
  const assignment = graph.stages.flatMap(({ key, isHost }, stage) =>
    isHost ? [] : [[key, devices[places[stage]].id] as const],
  );
  return { seconds, assignment: new Map(assignment) };
}

/** Host stages of other shards run while a lane proves: they are no part of its time for a shard. */
function withoutHostTime(problem: Problem): Problem {
  const stages = problem.stages.map((stage) =>
    stage.isHost ? { ...stage, seconds: stage.seconds.map((each) => (each < Infinity ? 0 : each)) } : stage,
  );
  return { ...problem, stages };
}

/** Pairs that could gain enough if nothing had to be moved, those with the most to gain first. */
function promisingPairs(
  problems: readonly Problem[],
  counts: readonly number[],
  rates: readonly number[],
): (readonly [number, number])[] {
  const found: { pair: readonly [number, number]; gain: number }[] = [];
  for (let a = 0; a < rates.length; a++) {
    for (let b = a + 1; b < rates.length; b++) {
      let seconds = 0;
      for (const [kind, problem] of problems.entries()) {
        seconds += counts[kind] * shortestPath(problem, a, b);
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
