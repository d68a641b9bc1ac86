import { HOST, PlanError, planProof } from '../../host/planner/index.js';
import { findBest } from './exhaustive.js';
import { randomInstance } from './proof-graphs.js';
import { ON_HOST, simulate, type Judgement } from './simulator.js';

/** One plan beside the best of all plans. */
export interface Quality {
  readonly seed: number;
  readonly predicted: number;
  /** What the simulator says about the plan. */
  readonly judged: Judgement | undefined;
  readonly best: number;
  readonly nodes: number;
  readonly planSeconds: number;
  /** By how much the plan ends later than the best, as a share. */
  readonly excess: number;
  readonly isSplit: boolean;
  readonly isWithinBudgets: boolean;
}

/** Undefined where the devices can make no plan at all. */
export function measureQuality(seed: number, splitGain?: number): Quality | undefined {
  const instance = randomInstance(seed);
  const { graph, devices, host } = instance;
  const began = performance.now();
  let plan;
  try {
    plan = planProof(graph, devices, { host, ...(splitGain === undefined ? {} : { splitGain }) });
  } catch (error) {
    if (
      error instanceof PlanError &&
      error.code !== 'GRAPH' &&
      findBest(instance, Infinity).finish === Infinity
    )
      return undefined;
    throw error;
  }
  const planSeconds = (performance.now() - began) / 1e3;
  const ids = devices.map(({ id }) => id);
  const assignment = graph.stages.map(({ key }) => ids.indexOf(plan.assignment.get(key) ?? HOST));
  const order = plan.order.map((key) => graph.stages.findIndex((stage) => stage.key === key));
  const judged = simulate(instance, assignment, order);
  const { finish: best, nodes } = findBest(instance, plan.seconds);
  return {
    seed,
    predicted: plan.seconds,
    judged,
    best,
    nodes,
    planSeconds,
    excess: plan.seconds / best - 1,
    isSplit: new Set(assignment.filter((device) => device !== ON_HOST)).size > 1,
    isWithinBudgets: judged?.peaks.every((peak, i) => peak <= devices[i].budgetBytes) ?? false,
  };
}

export interface Summary {
  readonly instances: number;
  readonly p95: number;
  readonly worst: number;
  readonly worstSeed: number;
  readonly optimal: number;
  readonly split: number;
  readonly planMedian: number;
  readonly planWorst: number;
}

/** Figures over many plans; `optimal` and `split` are shares, times are in seconds. */
export function summarize(results: readonly (Quality | undefined)[]): Summary {
  const plans = results.filter((result) => result !== undefined);
  const sorted = [...plans].sort((a, b) => a.excess - b.excess);
  const times = plans.map(({ planSeconds }) => planSeconds).sort((a, b) => a - b);
  const share = (is: (plan: Quality) => boolean): number => plans.filter(is).length / plans.length;
  return {
    instances: plans.length,
    p95: sorted[Math.ceil(0.95 * sorted.length) - 1].excess,
    worst: sorted[sorted.length - 1].excess,
    worstSeed: sorted[sorted.length - 1].seed,
    optimal: share(({ excess }) => excess < 1e-9),
    split: share(({ isSplit }) => isSplit),
    planMedian: times[times.length >> 1],
    planWorst: times[times.length - 1],
  };
}
