import type { Instance } from './proof-graphs.js';
import { ON_HOST, simulate } from './simulator.js';

/** The best of all plans, and how many partial ones were simulated on the way. */
export interface Best {
  readonly finish: number;
  readonly nodes: number;
}

/**
 * The soonest finish over all assignments and all orders of issue, each judged by the simulator. Leaves out only
 * what cannot be better: partial plans whose longest remaining path already ends too late, and those that
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
  const paths = graph.stages.map((_, stage) => Math.min(...seconds[stage]));
  for (let stage = graph.stages.length - 1; stage >= 0; stage--) {
    const rest = graph.stages.flatMap((_, later) => (needs[later].includes(stage) ? [paths[later]] : []));
    paths[stage] += Math.max(0, ...rest);
  }
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
      for (const device of graph.stages[stage].isHost ? [ON_HOST] : devices.keys()) {
        if (seconds[stage][Math.max(0, device)] === Infinity) continue;
        assignment[stage] = device;
        const longer = [...order, stage];
        const judged = simulate(instance, assignment, longer);
        nodes += 1;
        if (!judged) continue;
        const now = new Map(ends).set(stage, judged.stageEnds.get(stage)!);
        let bound = judged.finish;
        for (const later of graph.stages.keys()) {
          if (now.has(later)) continue;
          const ready = Math.max(0, ...needs[later].map((need) => now.get(need) ?? 0));
          bound = Math.max(bound, ready + paths[later]);
        }
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
