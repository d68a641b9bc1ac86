/** What may follow each state of a job. A job changes in this direction only, and never leaves a final state. */
export const TRANSITIONS = {
  /** Written down, not looked at yet. */
  submitted: ['sizing', 'accepted', 'refused', 'failed', 'cancelled'],
  /** Being executed to count what it needs. */
  sizing: ['accepted', 'refused', 'failed', 'cancelled'],
  /** Predicted to be done in time; waits for its turn. */
  accepted: ['proving', 'failed', 'cancelled'],
  proving: ['done', 'failed', 'cancelled'],
  /** Predicted to be late. */
  refused: [],
  /** Its proof has verified, and is on disk. */
  done: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export type JobState = keyof typeof TRANSITIONS;

export const JOB_STATES = Object.keys(TRANSITIONS) as [JobState, ...JobState[]];

export const FINAL_STATES = JOB_STATES.filter((state) => TRANSITIONS[state].length === 0);

export function isFinal(state: JobState): boolean {
  return TRANSITIONS[state].length === 0;
}

export function mayFollow(from: JobState, to: JobState): boolean {
  return (TRANSITIONS[from] as readonly JobState[]).includes(to);
}
