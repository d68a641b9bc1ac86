import type { LaneState } from './lane-policy.js';
import type { LaneRequest } from './shard-pool.js';

interface Occupation {
  readonly request: LaneRequest;
  readonly since: number;
  /** Since when nobody wants what it proves. */
  unwantedSince?: number;
  /** Ends listening whether it is wanted. */
  readonly over: AbortController;
}

/** What lanes are proving. Times are in seconds that do not go back. */
export class OccupiedLanes {
  private readonly lanes = new Map<string, Occupation>();

  constructor(private readonly now: () => number) {}

  /** A lane begins with a shard, which is not wanted any more once a signal aborts. */
  enter(lane: string, request: LaneRequest, signal?: AbortSignal): void {
    this.leave(lane);
    const over = new AbortController();
    const occupation: Occupation = { request, since: this.now(), over };
    this.lanes.set(lane, occupation);
    const onAbort = () => (occupation.unwantedSince ??= this.now());
    signal?.addEventListener('abort', onAbort, { once: true, signal: over.signal });
  }

  leave(lane: string): void {
    this.lanes.get(lane)?.over.abort();
    this.lanes.delete(lane);
  }

  has(lane: string): boolean {
    return this.lanes.has(lane);
  }

  get names(): readonly string[] {
    return [...this.lanes.keys()];
  }

  /** What a lane proves, as far as that is wanted. */
  describe(lane: string): Pick<LaneState, 'running' | 'leavingSeconds'> {
    const occupation = this.lanes.get(lane);
    if (!occupation) return {};
    const { request, since, unwantedSince } = occupation;
    if (unwantedSince !== undefined) return { leavingSeconds: this.now() - unwantedSince };
    const { runId = '', index } = request;
    return { running: { runId, index, elapsedSeconds: this.now() - since } };
  }
}
