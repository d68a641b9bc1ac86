import type { Journal } from '../../dispatch/index.js';
import { fitsOf, PlanError, predictSeconds, type Fit } from '../../planner/index.js';
import { opCost, type DispatchOptions } from '../../dispatch/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import { FleetPool, lanePerMember, lanesOf, planRun, type ShardPool } from '../../vm/index.js';
import type { ProvingWatch } from '../live/proving-watch.js';
import { isChecked, type PlanningSession } from './session.js';

/** A segment may take so many times as long as predicted, and so many seconds, before its device counts as hung. */
const PATIENCE = 20;
const LEAST_SECONDS = 60;

/** What a proof is planned with. */
interface PoolRequest {
  readonly parameters: StarkParameters;
  readonly journal: Journal;
  readonly watch: ProvingWatch;
}

/** Where the shards of a run are proven, by a plan as soon as it is known what the run needs. */
export function openPool(session: PlanningSession, { parameters, journal, watch }: PoolRequest): ShardPool {
  const { fleet, cpu } = session.fleet;
  const alone = lanePerMember(fleet, session.planOptions.pins, session.ids);
  const plan = async ({ cycles, shapes }: { cycles: number; shapes: readonly number[] }) => {
    if (session.unmeasured.length > 0) return alone;
    const { devices, profiles, planOptions } = session;
    try {
      const run = { shapes, cycles, parameters, devices, profiles, options: planOptions };
      const planned = await planRun(run);
      watch.onPlan(planned);
      return lanesOf(planned);
    } catch (error) {
      // What was asked for must be refused; what is only not known yet is proven without a plan, and measured.
      if (!(error instanceof PlanError) || !isOfMissingNumbers(error)) throw error;
      watch.tell(`not planned: ${error.message}`);
      return alone;
    }
  };
  return new FleetPool(fleet, plan, {
    ...{ journal, threads: cpu.info.threads, deadline: deadlines(session) },
    check: isChecked(),
  });
}

function isOfMissingNumbers({ code }: PlanError): boolean {
  return code === 'OP' || code === 'HOST';
}

/** When a segment is overdue, from the profile. */
export function deadlines({ profiles }: PlanningSession): DispatchOptions['deadline'] {
  const fits = new Map<string, ReadonlyMap<string, Fit>>(
    Object.entries(profiles).map(([id, profile]) => [id, fitsOf(profile)]),
  );
  return (device, ops) => {
    const rates = fits.get(device.id);
    if (!rates) return undefined;
    let seconds = 0;
    for (const op of ops) {
      const cost = opCost(op);
      const predicted = cost && predictSeconds(rates, cost.costClass, cost.work);
      // Nobody knows how long it may take.
      if (cost && predicted === undefined) return undefined;
      seconds += predicted ?? 0;
    }
    return LEAST_SECONDS + PATIENCE * seconds;
  };
}
