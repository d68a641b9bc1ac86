import type { DeviceModel } from './device-model.js';
import type { ProofGraph } from './graph.js';
import { HOST, type Objective, type Plan, type PlannedSpan, type PlanOptions } from './plan.js';
import { PlanError } from './plan-error.js';
import { makeProblem, type Problem } from './problem.js';
import { explainChoices, type Alternatives } from './reasons.js';
import { Schedule } from './schedule.js';
import { improveDraft, isBetter, searchPlan, type Aim, type Draft } from './search.js';
import { secondsInWords } from './words.js';

/** A plan over several devices must be faster than the best on one by this share. */
const SPLIT_GAIN = 0.1;

/** One proof is searched on at most this many devices, those that would serve it best. */
const MOST_DEVICES = 5;

/** How many schedules are kept where most stages have one place. */
const NARROW = 8;

/** Decides what runs where in one proof, and predicts it. Throws PlanErrors. */
export function planProof(
  graph: ProofGraph,
  devices: readonly DeviceModel[],
  options: PlanOptions = {},
): Plan {
  const objective = options.objective ?? 'latency';
  const problem = makeProblem(graph, devices, options);
  const places = fewDevices(problem);
  const found =
    objective === 'cost'
      ? cheapest(problem, places, options)
      : fastest(problem, places, objective === 'latency' ? 'seconds' : 'bottleneck', options);
  return describe(problem, found.draft, found, objective, options);
}

interface Found extends Alternatives {
  readonly draft: Draft;
}

/** The best plan by an aim, over several devices only where that gains enough. */
function fastest(
  problem: Problem,
  places: readonly (readonly number[])[],
  aim: Aim,
  { splitGain = SPLIT_GAIN }: PlanOptions,
): Found {
  let home: Draft | undefined;
  for (const device of new Set(places.flat())) {
    if (device === problem.hostPlace) continue;
    const draft = searchPlan(problem, homePlaces(places, device), aim, NARROW);
    if (draft && (!home || isBetter(draft, home, aim))) home = draft;
  }
  const searched = searchPlan(problem, places, aim);
  const starts = [searched, home].filter((draft) => draft !== undefined);
  if (starts.length === 0) throw noRoom(problem);
  let split = improveDraft(problem, starts[0], places, aim);
  if (home && !isBetter(split, home, aim)) split = home;
  if (!home) return { draft: split, home, gain: 0, isKeptTogether: false };
  const of = (draft: Draft): number => (aim === 'seconds' ? draft.seconds : draft.bottleneckSeconds);
  const gain = of(split) > 0 ? of(home) / of(split) - 1 : 0;
  const isKeptTogether = split !== home && gain < splitGain;
  return { draft: isKeptTogether ? home : split, home, gain, isKeptTogether };
}

/** Every set of devices costs its time; the cheapest that ends before the deadline is taken. */
function cheapest(problem: Problem, places: readonly (readonly number[])[], options: PlanOptions): Found {
  const { deadlineSeconds = Infinity } = options;
  const used = [...new Set(places.flat())].filter((place) => place !== problem.hostPlace);
  let best: Found | undefined;
  let soonest = Infinity;
  for (let set = 1; set < 1 << used.length; set++) {
    const within = used.filter((_, i) => (set >> i) & 1);
    const some = places.map((all) =>
      all.filter((place) => place === problem.hostPlace || within.includes(place)),
    );
    if (some.some(({ length }) => length === 0)) continue;
    const searched = searchPlan(problem, some, 'seconds');
    if (!searched) continue;
    const draft = improveDraft(problem, searched, some, 'seconds');
    soonest = Math.min(soonest, draft.seconds);
    if (draft.seconds > deadlineSeconds) continue;
    const isCheaper = best && costOf(problem, draft) < costOf(problem, best.draft) * (1 - 1e-12);
    const isAsCheap = best && costOf(problem, draft) <= costOf(problem, best.draft) * (1 + 1e-12);
    if (!best || isCheaper || (isAsCheap && draft.seconds < best.draft.seconds))
      best = { draft, home: undefined, gain: 0, isKeptTogether: false };
  }
  if (best) return best;
  if (soonest === Infinity) throw noRoom(problem);
  throw new PlanError(
    'DEADLINE',
    `no plan ends within ${secondsInWords(deadlineSeconds)}: the fastest takes ${secondsInWords(soonest)}`,
    'allow more time or more devices',
  );
}

/** Every stage on one device where that may be, elsewhere only where it must be. */
function homePlaces(places: readonly (readonly number[])[], device: number): (readonly number[])[] {
  return places.map((all) => (all.includes(device) ? [device] : all));
}

/** Leaves the devices that would serve a proof best alone, and for each stage the fastest. */
function fewDevices(problem: Problem): (readonly number[])[] {
  const all = problem.stages.map(({ places }) => places);
  if (problem.devices.length <= MOST_DEVICES) return all;
  const alone = problem.devices.map((_, device) =>
    problem.stages.reduce((sum, { places, seconds }) => {
      const place = places.includes(device) ? device : places[0];
      return sum + seconds[place] + (place === device ? 0 : Math.max(...seconds.filter(Number.isFinite)));
    }, 0),
  );
  const ranked = [...alone.keys()].sort((a, b) => alone[a] - alone[b] || a - b);
  const kept = new Set(ranked.slice(0, 2));
  const wins = problem.devices.map(() => 0);
  for (const { places, seconds, isHost } of problem.stages) {
    if (isHost) continue;
    const best = [...places].sort((a, b) => seconds[a] - seconds[b] || alone[a] - alone[b] || a - b)[0];
    wins[best] += seconds[best];
  }
  for (const device of [...wins.keys()].sort((a, b) => wins[b] - wins[a] || a - b)) {
    if (kept.size < MOST_DEVICES && wins[device] > 0) kept.add(device);
  }
  for (const device of ranked) if (kept.size < MOST_DEVICES) kept.add(device);
  return problem.stages.map(({ places, isHost }) => {
    if (isHost) return places;
    const few = places.filter((place) => kept.has(place));
    // All stages of a group have the same places, so they fall back to the same one.
    return few.length > 0 ? few : places.slice(0, 1);
  });
}

function describe(
  problem: Problem,
  draft: Draft,
  alternatives: Alternatives,
  objective: Objective,
  options: PlanOptions,
): Plan {
  const { graph, devices } = problem;
  const timeline: PlannedSpan[] = [];
  const schedule = Schedule.empty(problem);
  const sink = {
    stage: (stage: number, place: number, start: number, end: number): void => {
      timeline.push({
        what: 'stage',
        stage: graph.stages[stage].key,
        device: nameOf(problem, place),
        start,
        end,
      });
    },
    transfer: (
      stage: number,
      datum: number,
      device: number,
      direction: 'upload' | 'download',
      start: number,
      end: number,
    ): void => {
      const { key } = graph.stages[stage];
      timeline.push({
        what: 'transfer',
        stage: key,
        datum,
        direction,
        device: devices[device].id,
        start,
        end,
      });
    },
  };
  for (const stage of draft.order) schedule.issue(stage, draft.places[stage], sink);
  const spans = [...timeline].sort((a, b) => a.start - b.start || a.end - b.end);
  return {
    objective,
    assignment: new Map(
      graph.stages.flatMap(({ key, isHost }, stage) =>
        isHost ? [] : [[key, devices[draft.places[stage]].id] as const],
      ),
    ),
    order: draft.order.map((stage) => graph.stages[stage].key),
    timeline: spans,
    seconds: schedule.end,
    bottleneckSeconds: schedule.bottleneck,
    cost: costOf(problem, draft),
    choices: explainChoices(problem, draft, timeline, alternatives, options),
  };
}

function costOf({ devices }: Problem, { places, seconds }: Draft): number {
  return devices.reduce(
    (sum, { pricePerHour }, device) => sum + (places.includes(device) ? (pricePerHour * seconds) / 3600 : 0),
    0,
  );
}

function nameOf({ devices, hostPlace }: Problem, place: number): string {
  return place === hostPlace ? HOST : devices[place].id;
}

function noRoom({ devices }: Problem): PlanError {
  return new PlanError(
    'BUDGET',
    `each stage fits a device, but no plan was found that keeps what later stages need within the budgets: ${devices.map(({ id, budgetBytes }) => `${id} has ${budgetBytes} bytes`).join(', ')}`,
    'raise a budget, or prove smaller shards',
  );
}
