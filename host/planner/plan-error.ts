/** Why there is no plan. */
export type PlanErrorCode =
  // a pinned, excluded or named device that does not exist, or one that cannot do what it is pinned to
  | 'DEVICE'
  | 'PIN'
  // no device that may be used does an op
  | 'OP'
  // no device has the memory for a stage
  | 'BUDGET'
  // no plan ends before the deadline
  | 'DEADLINE'
  // the host's own rates are missing
  | 'HOST'
  // a graph that is no proof's, a device or a price that cannot be
  | 'GRAPH'
  | 'MODEL'
  | 'PRICES';

/** A plan that cannot be made: one sentence of what, and one of what to do. */
export class PlanError extends Error {
  override readonly name = 'PlanError';

  constructor(
    readonly code: PlanErrorCode,
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}
