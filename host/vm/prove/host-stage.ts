/** What is done for a run on the host's CPU beside proving its shards. */
export type HostStage = 'scout' | 'cut' | 'replay' | 'fill' | 'verify';

/** A stage on the host that has just ended. */
export interface HostWork {
  readonly stage: HostStage;
  /** The shard's index; scouting is of the whole run. */
  readonly shard?: number;
  readonly seconds: number;
}

export type OnHostWork = (work: HostWork) => void;
