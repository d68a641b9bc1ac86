import { outlook } from './outlook.js';
import type { Problem } from './problem.js';
import { Schedule } from './schedule.js';

/** Where every stage runs and in which order they are issued. */
export interface Draft {
  readonly places: readonly number[];
  readonly order: readonly number[];
  readonly seconds: number;
  readonly bottleneckSeconds: number;
}

/** What a search makes small, first `seconds` or first the bottleneck. */
export type Aim = 'seconds' | 'bottleneck';

/** A search that is not told how wide looks at about this many schedules in all. */
const EFFORT = 6_000;

interface Node {
  readonly schedule: Schedule;
  readonly places: readonly number[];
  readonly parent: Node | undefined;
  readonly stage: number;
  readonly score: number;
  readonly tie: number;
}

/**
 * Searches stage by stage: all ready stages at all places they may run, of which the most promising schedules are
 * kept, none of them worse than another in everything. Undefined if memory allows no schedule that was found.
 *
 * @param places by stage, where it may run; a part of the problem's own
 */
export function searchPlan(
  problem: Problem,
  places: readonly (readonly number[])[],
  aim: Aim,
  width = widthFor(problem),
): Draft | undefined {
  const least = outlook(problem);
  const fastest = problem.stages.map(({ seconds }) => Math.min(...seconds));
  const total = fastest.reduce((sum, seconds) => sum + seconds, 0);
  const isTight = problem.devices.some(({ budgetBytes }) => budgetBytes < totalBytes(problem));
  let beam: Node[] = [
    { schedule: Schedule.empty(problem), places: [], parent: undefined, stage: -1, score: 0, tie: 0 },
  ];
  for (let depth = 0, issued = [0]; depth < problem.stages.length; depth++) {
    const found: (Node & { readonly done: number })[] = [];
    for (const [i, node] of beam.entries()) {
      for (let stage = 0; stage < problem.stages.length; stage++) {
        if (!node.schedule.isReady(stage)) continue;
        const { group } = problem.stages[stage];
        const bound = node.places[group];
        for (const place of places[stage]) {
          if (bound !== undefined && bound >= 0 && bound !== place) continue;
          const schedule = node.schedule.copy();
          if (!schedule.issue(stage, place)) continue;
          const chosen = node.places.length > 0 ? [...node.places] : problem.stages.map(() => -1);
          chosen[stage] = place;
          chosen[group] = place;
          const done = issued[i] + fastest[stage];
          const { score, tie } = promise(problem, schedule, places, chosen, least, aim, total - done);
          found.push({ schedule, places: chosen, parent: node, stage, score, tie, done });
        }
      }
    }
    found.sort((a, b) => a.score - b.score || a.tie - b.tie);
    const kept = keepBest(found, width, aim, isTight);
    if (kept.length === 0) return undefined;
    issued = kept.map(({ done }) => done);
    beam = kept;
  }
  return draftOf(beam[0]);
}

/** The schedule of a draft's places and order, undefined if memory does not allow it. */
export function replayDraft(
  problem: Problem,
  places: readonly number[],
  order: readonly number[],
): Schedule | undefined {
  const schedule = Schedule.empty(problem);
  for (const stage of order) if (!schedule.issue(stage, places[stage])) return undefined;
  return schedule;
}

/** Whether the first of two is better by an aim; of equals, by the other aim. */
export function isBetter(a: Draft, b: Draft, aim: Aim): boolean {
  const [first, second] = aim === 'seconds' ? ([0, 1] as const) : ([1, 0] as const);
  const of = (draft: Draft): number[] => [draft.seconds, draft.bottleneckSeconds];
  const tolerance = 1e-12 * of(b)[first];
  if (Math.abs(of(a)[first] - of(b)[first]) > tolerance) return of(a)[first] < of(b)[first];
  return of(a)[second] < of(b)[second] - 1e-12 * of(b)[second];
}

/** Moves runs of neighbouring stages to other devices and single stages within the order while that helps. */
export function improveDraft(
  problem: Problem,
  start: Draft,
  places: readonly (readonly number[])[],
  aim: Aim,
): Draft {
  let best = start;
  for (let round = 0; round < 4; round++) {
    const before = best;
    for (const move of moves(problem, best, places)) {
      const schedule = replayDraft(problem, move.places, move.order);
      if (!schedule) continue;
      const draft = { ...move, seconds: schedule.end, bottleneckSeconds: schedule.bottleneck };
      if (isBetter(draft, best, aim)) best = draft;
    }
    if (best === before) break;
  }
  return best;
}

function* moves(
  problem: Problem,
  { places, order }: Draft,
  allowed: readonly (readonly number[])[],
): Generator<{ readonly places: readonly number[]; readonly order: readonly number[] }> {
  const count = order.length;
  const longest = count <= 16 ? count : 4;
  for (let device = 0; device < problem.hostPlace; device++) {
    for (let first = 0; first < count; first++) {
      for (let length = 1; length <= longest && first + length <= count; length++) {
        const run = order.slice(first, first + length).filter((stage) => !problem.stages[stage].isHost);
        const groups = new Set(run.map((stage) => problem.stages[stage].group));
        const moved = problem.stages.flatMap(({ group }, stage) => (groups.has(group) ? [stage] : []));
        if (moved.every((stage) => places[stage] === device)) continue;
        if (!moved.every((stage) => allowed[stage].includes(device))) continue;
        yield { places: places.map((place, stage) => (moved.includes(stage) ? device : place)), order };
      }
    }
  }
  for (let from = 0; from + 1 < count; from++) {
    if (problem.stages[order[from + 1]].before.includes(order[from])) continue;
    yield {
      places,
      order: [...order.slice(0, from), order[from + 1], order[from], ...order.slice(from + 2)],
    };
  }
}

/** A bound below which no completion of a schedule ends, and what tells equals apart. */
function promise(
  problem: Problem,
  schedule: Schedule,
  places: readonly (readonly number[])[],
  chosen: readonly number[],
  least: readonly (readonly number[])[],
  aim: Aim,
  remaining: number,
): { readonly score: number; readonly tie: number } {
  let end = schedule.end;
  let tie = 0;
  for (let stage = 0; stage < problem.stages.length; stage++) {
    if (!schedule.isReady(stage)) continue;
    const { before, group } = problem.stages[stage];
    let ready = 0;
    for (const earlier of before) ready = Math.max(ready, schedule.stageEnd(earlier));
    let best = Infinity;
    for (const place of places[stage]) {
      if (chosen[group] >= 0 && chosen[group] !== place) continue;
      let start = Math.max(ready, schedule.unitFree(place));
      for (const datum of problem.graph.stages[stage].inputs)
        start = Math.max(start, schedule.arrival(datum, place));
      best = Math.min(best, start + least[stage][place]);
    }
    end = Math.max(end, best);
    tie += best;
  }
  if (aim === 'seconds') return { score: end, tie };
  const units = new Set(problem.stages.flatMap(({ places: all }) => all.map((place) => problem.units[place])))
    .size;
  return { score: Math.max(schedule.bottleneck, (schedule.unitWork + remaining) / units), tie: end };
}

function keepBest<T extends Node>(sorted: readonly T[], width: number, aim: Aim, isTight: boolean): T[] {
  const kept: T[] = [];
  const alike = new Map<number, T[]>();
  for (const node of sorted) {
    if (kept.length === width) break;
    const key = node.schedule.signature(isTight);
    const others = alike.get(key) ?? [];
    if (others.some((other) => other.schedule.isNoWorse(node.schedule, isTight, aim === 'bottleneck')))
      continue;
    others.push(node);
    alike.set(key, others);
    kept.push(node);
  }
  return kept;
}

function draftOf(last: Node): Draft {
  const order: number[] = [];
  for (let node: Node | undefined = last; node && node.stage >= 0; node = node.parent)
    order.unshift(node.stage);
  return {
    places: last.places,
    order,
    seconds: last.schedule.end,
    bottleneckSeconds: last.schedule.bottleneck,
  };
}

function totalBytes({ graph }: Problem): number {
  return graph.data.reduce((sum, { bytes }) => sum + bytes, 0);
}

function widthFor(problem: Problem): number {
  const branches = problem.stages.reduce((sum, { places }) => sum + places.length, 0);
  return Math.max(4, Math.min(128, Math.round(EFFORT / Math.max(1, branches))));
}
