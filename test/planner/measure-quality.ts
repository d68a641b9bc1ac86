import { HOST, PlanError, planProof, type Plan } from '../../host/planner/index.js';
import { findBest } from './exhaustive.js';
import { randomInstance, type Instance } from './proof-graphs.js';
import { ON_HOST, simulate } from './simulator.js';

/** A plan beside the best of all plans. */
export interface Quality {
  readonly predicted: number;
  /** When the simulator says that the plan ends; undefined if it says that it cannot be carried out. */
  readonly judged: number | undefined;
  readonly isWithinBudgets: boolean;
  /** By how much the plan ends later than the best, as a share. */
  readonly excess: number;
  readonly isSplit: boolean;
  readonly planSeconds: number;
}

/** What the planner makes of an instance. */
export interface Measurement {
  readonly seed: number;
  /** Partial plans that the exhaustive search simulated. */
  readonly nodes: number;
  /** Split over devices wherever that is faster. */
  readonly free: Quality;
  /** Split only where the planner's rule allows it. */
  readonly ruled: Quality;
}

/** Undefined where the devices can make no plan at all. */
export function measureQuality(seed: number): Measurement | undefined {
  const instance = randomInstance(seed);
  let free, ruled;
  try {
    free = timePlan(instance, 0);
    ruled = timePlan(instance);
  } catch (error) {
    if (
      error instanceof PlanError &&
      error.code !== 'GRAPH' &&
      findBest(instance, Infinity).finish === Infinity
    )
      return undefined;
    throw error;
  }
  const { finish, nodes } = findBest(instance, Math.min(free.plan.seconds, ruled.plan.seconds));
  return { seed, nodes, free: hold(instance, free, finish), ruled: hold(instance, ruled, finish) };
}

interface Timed {
  readonly plan: Plan;
  readonly planSeconds: number;
}

function timePlan({ graph, devices, host }: Instance, splitGain?: number): Timed {
  const began = performance.now();
  const plan = planProof(graph, devices, { host, ...(splitGain === undefined ? {} : { splitGain }) });
  return { plan, planSeconds: (performance.now() - began) / 1e3 };
}

function hold(instance: Instance, { plan, planSeconds }: Timed, best: number): Quality {
  const { graph, devices } = instance;
  const ids = devices.map(({ id }) => id);
  const assignment = graph.stages.map(({ key }) => ids.indexOf(plan.assignment.get(key) ?? HOST));
  const order = plan.order.map((key) => graph.stages.findIndex((stage) => stage.key === key));
  const judged = simulate(instance, assignment, order);
  return {
    predicted: plan.seconds,
    judged: judged?.finish,
    isWithinBudgets: judged?.peaks.every((peak, i) => peak <= devices[i].budgetBytes) ?? false,
    excess: plan.seconds / best - 1,
    isSplit: new Set(assignment.filter((device) => device !== ON_HOST)).size > 1,
    planSeconds,
  };
}

export interface Summary {
  readonly p95: number;
  readonly worst: number;
  /** Shares of plans. */
  readonly optimal: number;
  readonly split: number;
  readonly planMedian: number;
  readonly planWorst: number;
}

/** Figures over many plans; times are in seconds. */
export function summarize(plans: readonly Quality[]): Summary {
  const excesses = plans.map(({ excess }) => excess).sort((a, b) => a - b);
  const times = plans.map(({ planSeconds }) => planSeconds).sort((a, b) => a - b);
  const share = (is: (plan: Quality) => boolean): number => plans.filter(is).length / plans.length;
  return {
    p95: excesses[Math.ceil(0.95 * excesses.length) - 1],
    worst: excesses[excesses.length - 1],
    optimal: share(({ excess }) => excess < 1e-9),
    split: share(({ isSplit }) => isSplit),
    planMedian: times[times.length >> 1],
    planWorst: times[times.length - 1],
  };
}
