import type { HostModel } from './device-model.js';

/** `latency`: one proof, soonest. `throughput`: many proofs, paced by the busiest part. `cost`: the cheapest. */
export type Objective = 'latency' | 'throughput' | 'cost';

export interface PlanOptions {
  readonly objective?: Objective;
  /** For `cost`: the plan must end by then. */
  readonly deadlineSeconds?: number;
  /** The device that an op must run on, by op. */
  readonly pins?: ReadonlyMap<string, string>;
  /** Devices that must not be used. */
  readonly exclude?: readonly string[];
  /** Devices asked for by name; an emulated device that is not among them, or pinned to, is left out. */
  readonly named?: readonly string[];
  /** Needed where the graph has host stages. */
  readonly host?: HostModel;
  /** By what share a plan over several devices must be faster than the best on one; default 0.1. */
  readonly splitGain?: number;
}

/** Where a stage or a transfer stands in time, in seconds. */
export interface PlannedSpan {
  readonly what: 'stage' | 'transfer';
  /** The stage's key; of a transfer, that of the stage that it is made for. */
  readonly stage: string;
  /** Of a transfer. */
  readonly datum?: number;
  readonly direction?: 'upload' | 'download';
  /** `host` for a host stage. */
  readonly device: string;
  readonly start: number;
  readonly end: number;
}

/** Why a stage runs where it runs. */
export interface Choice {
  readonly stage: string;
  readonly op: string;
  readonly device: string;
  /** Without transfers. */
  readonly seconds: number;
  /** The next best device for this stage, and when the proof would end then. */
  readonly runnerUp?: { readonly device: string; readonly finishSeconds: number };
  readonly reason: string;
}

export interface Plan {
  readonly objective: Objective;
  /** Device by key of stage; host stages are not in it. */
  readonly assignment: ReadonlyMap<string, string>;
  /** Keys in the order in which stages are issued; devices and links work in that order. */
  readonly order: readonly string[];
  readonly timeline: readonly PlannedSpan[];
  /** From the first stage's start to the last one's end. */
  readonly seconds: number;
  /** How long the busiest device, link or host computes: the pace of many such proofs. */
  readonly bottleneckSeconds: number;
  /** Every device that is used is paid for from start to end. */
  readonly cost: number;
  readonly choices: readonly Choice[];
}

/** The name of the host's CPU in plans. */
export const HOST = 'host';
