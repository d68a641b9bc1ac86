/** A lane as those see it who decide what it does. */
export interface LaneState {
  readonly name: string;
  /** Whether its device is there. */
  readonly isThere: boolean;
  /** The shard that it proves. */
  readonly running?: {
    readonly runId: string;
    readonly index: number;
    readonly elapsedSeconds: number;
  };
  /** How long it has been occupied with what nobody wants any more. */
  readonly leavingSeconds?: number;
}

/** What a lane that is free does: a shard of a run that waits, or a copy of one that another lane is proving. */
export type LaneOrder =
  | {
      readonly kind: 'begin';
      readonly runId: string;
      /** Of the shard that had best begin here, if one waits; otherwise the first does. */
      readonly shape?: number | undefined;
    }
  | { readonly kind: 'copy'; readonly runId: string; readonly index: number; readonly reason: string };

/** Decides what lanes do that several runs share. */
export interface LanePolicy {
  /**
   * What a lane that is free does now; undefined where it had better wait. It is asked again whenever something changes.
   *
   * @param ready the ids of runs with a shard that waits
   */
  choose(lane: string, ready: ReadonlySet<string>): LaneOrder | undefined;
}
