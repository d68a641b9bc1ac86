import { HOST, type Choice, type PlannedSpan, type PlanOptions } from './plan.js';
import type { Problem } from './problem.js';
import { replayDraft, type Draft } from './search.js';
import { secondsInWords, shareInWords } from './words.js';

/** What else a plan was held against. */
export interface Alternatives {
  /** The best plan on one device, and by what share the best over several is faster. */
  readonly home: Draft | undefined;
  readonly gain: number;
  /** Whether the plan stays on one device because the gain is too small. */
  readonly isKeptTogether: boolean;
}

/** Why each stage runs where it runs, in the order of the graph. */
export function explainChoices(
  problem: Problem,
  draft: Draft,
  timeline: readonly PlannedSpan[],
  alternatives: Alternatives,
  { pins }: PlanOptions,
): Choice[] {
  return problem.graph.stages.map(({ key, op }, stage): Choice => {
    const { seconds, isHost } = problem.stages[stage];
    const place = draft.places[stage];
    const common = { stage: key, op, seconds: seconds[place] };
    if (isHost) return { ...common, device: HOST, reason: "runs on the host's CPU" };
    const device = problem.devices[place].id;
    const rival = findRival(problem, draft, stage);
    const runnerUp = rival && {
      runnerUp: { device: problem.devices[rival.place].id, finishSeconds: rival.finish },
    };
    const transfer = timeline
      .filter((span) => span.what === 'transfer' && span.stage === key)
      .reduce((sum, { start, end }) => sum + end - start, 0);
    const reason =
      pins?.get(op) === device
        ? `pinned to ${device} on request`
        : giveReason(problem, draft, stage, rival, transfer, alternatives);
    return { ...common, device, ...runnerUp, reason };
  });
}

interface Rival {
  readonly place: number;
  /** When the proof would end with the stage there, and all other stages as they are. */
  readonly finish: number;
}

/** The next best device for a stage and for those that share a tree with it. */
function findRival(problem: Problem, draft: Draft, stage: number): Rival | undefined {
  const { group, places } = problem.stages[stage];
  const rivals = places.flatMap((place): Rival[] => {
    if (place === draft.places[stage]) return [];
    const moved = draft.places.map((own, other) => (problem.stages[other].group === group ? place : own));
    const schedule = replayDraft(problem, moved, draft.order);
    return schedule ? [{ place, finish: schedule.end }] : [];
  });
  return rivals.sort((a, b) => a.finish - b.finish || a.place - b.place)[0];
}

function giveReason(
  problem: Problem,
  draft: Draft,
  stage: number,
  rival: Rival | undefined,
  transfer: number,
  { gain, isKeptTogether }: Alternatives,
): string {
  const { op } = problem.graph.stages[stage];
  const { group, places, seconds } = problem.stages[stage];
  const place = draft.places[stage];
  const isAlone = problem.stages.filter((other) => other.group === group).length === 1;
  if (places.length === 1)
    return isAlone
      ? `the only device that does ${op} with the memory for it`
      : `the only device that does ${op} and what shares its tree, with the memory for it`;
  const here = `${secondsInWords(seconds[place])} here`;
  if (!rival) return `${here}; with it elsewhere, the memory of a device would not do`;
  const there = `${secondsInWords(seconds[rival.place])} on ${problem.devices[rival.place].id}`;
  const moved = transfer > 0 ? `, even with ${secondsInWords(transfer)} of transfer` : '';
  if (seconds[place] < seconds[rival.place]) {
    const fastest = seconds[place] <= Math.min(...places.map((other) => seconds[other]));
    return `${fastest ? 'fastest' : 'faster'} for ${op}: ${here}, ${there}${moved}`;
  }
  if (isKeptTogether && rival.finish < draft.seconds)
    return `kept with the others: a proof over several devices would be ${shareInWords(gain)} faster, too little to split it`;
  if (!isAlone) return `shares a tree with stages that run here: ${here}, ${there}`;
  const later = rival.finish - draft.seconds;
  return later > 1e-12 * draft.seconds
    ? `${here} and ${there}, but moving it and its data there ends the proof ${secondsInWords(later)} later`
    : `${here} and ${there}: the proof ends at the same time`;
}
