import type { Problem } from './problem.js';

/**
 * The least time from a stage's start at a place to the end of the proof, by stage and place: the longest path
 * over what depends on it, each stage at the place that is best for its own path, transfers included, busy
 * units and links left out. No schedule ends sooner.
 */
export function outlook(problem: Problem): readonly (readonly number[])[] {
  const { stages, hostPlace, waiting } = problem;
  const least = stages.map(() => new Array<number>(hostPlace + 1).fill(Infinity));
  for (let stage = stages.length - 1; stage >= 0; stage--) {
    for (const place of stages[stage].places) {
      let rest = 0;
      for (const later of waiting[stage]) {
        let best = Infinity;
        for (const other of stages[later].places) {
          if (other !== place && stages[later].group === stages[stage].group) continue;
          best = Math.min(best, least[later][other] + handover(problem, stage, later, place, other));
        }
        rest = Math.max(rest, best);
      }
      least[stage][place] = stages[stage].seconds[place] + rest;
    }
  }
  return least;
}

/** The least time between the end of one stage and the start of another that reads what it makes. */
function handover(problem: Problem, stage: number, later: number, from: number, to: number): number {
  if (from === to) return 0;
  let down = 0;
  let up = 0;
  for (const { stage: made, datum } of problem.stages[later].makers) {
    if (made !== stage) continue;
    if (from < problem.hostPlace) down += problem.downloads[from][datum];
    if (to < problem.hostPlace) up = Math.max(up, problem.uploads[to][datum]);
  }
  return down + up;
}
