import type { Instance } from './proof-graphs.js';
import { ON_HOST, simulate } from './simulator.js';

/** The best of all plans, and how many partial ones were simulated on the way. */
export interface Best {
  readonly finish: number;
  readonly nodes: number;
}

/**
 * The soonest finish over all assignments and all orders of issue, each judged by the simulator. Leaves out only
 * what cannot be better: partial plans whose longest remaining path, moves included, ends too late, and those that
 * are in nothing ahead of another that has issued the same stages and has the same data in place.
 *
 * @param known a finish that some plan reaches; only better ones are looked for
 */
export function findBest(instance: Instance, known: number): Best {
  const { graph, devices } = instance;
  const seconds = graph.stages.map(({ parts, isHost }) =>
    (isHost ? [instance.host] : devices).map(({ rates }) =>
      parts.reduce((sum, { class: name, work, calls }) => {
        const rate = rates.get(name);
        return sum + (rate ? calls * rate.latencySeconds + work / rate.workPerSecond : Infinity);
      }, 0),
    ),
  );
  const needs = graph.stages.map(({ inputs, after }) => [
    ...after,
    ...graph.stages.flatMap(({ outputs }, i) => (outputs.some((datum) => inputs.includes(datum)) ? [i] : [])),
  ]);
  const placesOf = (stage: number): number[] =>
    graph.stages[stage].isHost
      ? [ON_HOST]
      : [...devices.keys()].filter((device) => seconds[stage][device] < Infinity);
  /** The least time that one stage's data take to another, or 0 if that reads none of them. */
  const moving = (stage: number, from: number, later: number, to: number): number => {
    if (from === to) return 0;
    let [down, up] = [0, 0];
    for (const datum of graph.stages[stage].outputs) {
      if (!graph.stages[later].inputs.includes(datum)) continue;
      const { bytes, isMovable } = graph.data[datum];
      if (!isMovable) return Infinity;
      if (from !== ON_HOST)
        down = Math.max(
          down,
          devices[from].download.latencySeconds + bytes / devices[from].download.bytesPerSecond,
        );
      if (to !== ON_HOST)
        up = Math.max(up, devices[to].upload.latencySeconds + bytes / devices[to].upload.bytesPerSecond);
    }
    return down + up;
  };
  const rests = new Map<string, number>();
  /** The least time from the end of a stage on a device to the end of all that needs it. */
  const rest = (stage: number, device: number): number => {
    const key = `${stage} ${device}`;
    const known = rests.get(key);
    if (known !== undefined) return known;
    let longest = 0;
    for (const later of graph.stages.keys()) {
      if (!needs[later].includes(stage)) continue;
      const ways = placesOf(later).map(
        (to) => moving(stage, device, later, to) + seconds[later][Math.max(0, to)] + rest(later, to),
      );
      longest = Math.max(longest, Math.min(...ways));
    }
    rests.set(key, longest);
    return longest;
  };
  const seen = new Map<string, ReadonlyMap<string, number>[]>();
  const assignment = graph.stages.map(() => ON_HOST);
  let best = known;
  let nodes = 0;

  const visit = (order: readonly number[], ends: ReadonlyMap<number, number>): void => {
    const next: {
      order: number[];
      stage: number;
      device: number;
      bound: number;
      ends: Map<number, number>;
    }[] = [];
    for (const stage of graph.stages.keys()) {
      if (ends.has(stage) || !needs[stage].every((need) => ends.has(need))) continue;
      for (const device of placesOf(stage)) {
        assignment[stage] = device;
        const longer = [...order, stage];
        const judged = simulate(instance, assignment, longer);
        nodes += 1;
        if (!judged) continue;
        const now = new Map(ends).set(stage, judged.stageEnds.get(stage)!);
        let bound = judged.finish;
        for (const [issued, end] of now) bound = Math.max(bound, end + rest(issued, assignment[issued]));
        if (bound >= best * (1 - 1e-12) || isDominated(judged.state, seen)) continue;
        if (longer.length === graph.stages.length) best = judged.finish;
        else next.push({ order: longer, stage, device, bound, ends: now });
      }
    }
    next.sort((a, b) => a.bound - b.bound);
    for (const { order: longer, stage, device, bound, ends: now } of next) {
      if (bound >= best * (1 - 1e-12)) continue;
      assignment[stage] = device;
      visit(longer, now);
    }
  };
  visit([], new Map());
  return { finish: best, nodes };
}

/** Whether a partial plan was seen that is alike and nowhere later; else remembers this one. */
function isDominated(
  state: ReadonlyMap<string, number>,
  seen: Map<string, ReadonlyMap<string, number>[]>,
): boolean {
  const kind = [...state.keys()].sort().join();
  const alike = seen.get(kind) ?? [];
  const isLater = (other: ReadonlyMap<string, number>): boolean =>
    [...other].every(([name, time]) => time <= state.get(name)!);
  if (alike.some(isLater)) return true;
  seen.set(kind, [...alike, state]);
  return false;
}
