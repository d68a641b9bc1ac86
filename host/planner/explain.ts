import type { Plan } from './plan.js';
import { secondsInWords } from './words.js';

/** A row of the table that `switchyard plan` prints, in words. */
export interface PlanRow {
  readonly stage: string;
  readonly device: string;
  readonly predicted: string;
  /** The next best device and when the proof would end with it; empty if there is none. */
  readonly runnerUp: string;
  readonly reason: string;
}

export function explainPlan({ choices }: Plan): PlanRow[] {
  return choices.map(({ stage, device, seconds, runnerUp, reason }) => ({
    stage,
    device,
    predicted: secondsInWords(seconds),
    runnerUp: runnerUp ? `${runnerUp.device}: ends at ${secondsInWords(runnerUp.finishSeconds)}` : '',
    reason,
  }));
}
