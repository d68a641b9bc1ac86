import { stageKey } from '../../dispatch/index.js';
import {
  fitsOf,
  HOST_PROFILE,
  planProof,
  planStream,
  type DeviceModel,
  type HostModel,
  type Plan,
  type PlanOptions,
  type Profiles,
  type ProofGraph,
  type StreamPlan,
} from '../../planner/index.js';
import type { OpName } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import type { ProofLane } from './fleet-pool.js';
import { runOverhead, withHostStages } from './host-costs.js';
import { shardGraph } from './shard-graph.js';

/** A device as a plan is made for it. */
export interface PlannedDevice {
  readonly id: string;
  readonly budgetBytes: number;
  readonly isEmulated: boolean;
  readonly pricePerHour: number;
}

/** What is to be planned. */
export interface PlanRunRequest {
  /** The shapes that the run's shards are expected to have, by index. */
  readonly shapes: readonly number[];
  readonly cycles: number;
  readonly parameters: StarkParameters;
  readonly devices: readonly PlannedDevice[];
  readonly profiles: Profiles;
  readonly options?: Omit<PlanOptions, 'host'>;
}

/** How a run is to be proven, and how long that should take. */
export interface PlannedRun {
  /** Kinds of shards: their shape, how many there are, and the plan for one. */
  readonly kinds: readonly {
    readonly shape: number;
    readonly count: number;
    readonly graph: ProofGraph;
    readonly plan: Plan;
  }[];
  readonly stream: StreamPlan;
  /** For the whole run, what it takes beside its shards with it. */
  readonly seconds: number;
}

/**
 * Plans the proof of a run from what was measured.
 *
 * @throws PlanError, such as OP where a class of work was never measured
 */
export async function planRun(request: PlanRunRequest): Promise<PlannedRun> {
  const { shapes, cycles, parameters, devices, profiles, options = {} } = request;
  const { queryCount } = parameters;
  const models = devices.map((device) => modelOf(device, profiles));
  const host = hostModel(profiles);
  const all: PlanOptions = { ...options, host };
  const kinds = await Promise.all(
    [...new Set(shapes)].map(async (shape) => {
      const graph = await shardGraph(parameters, shape);
      const shard = { shape, cycles: cycles / shapes.length, queryCount };
      const count = shapes.filter((other) => other === shape).length;
      const whole = withHostStages(graph, shard);
      return { shape, count, graph: whole, plan: planProof(whole, models, all) };
    }),
  );
  const stream = planStream(kinds, models, all);
  const seconds = stream.seconds + runOverhead(host.rates, { cycles, shards: shapes.length });
  return { kinds, stream, seconds };
}

function modelOf({ id, ...device }: PlannedDevice, profiles: Profiles): DeviceModel {
  const profile = profiles[id];
  const rates = profile ? fitsOf(profile) : new Map();
  const link = (direction: 'upload' | 'download') => {
    const rate = rates.get(direction) as { latencySeconds: number; workPerSecond: number } | undefined;
    return { latencySeconds: rate?.latencySeconds ?? 0, bytesPerSecond: rate?.workPerSecond ?? Infinity };
  };
  return { id, ...device, rates, upload: link('upload'), download: link('download') };
}

function hostModel(profiles: Profiles): HostModel {
  const profile = profiles[HOST_PROFILE];
  return { rates: profile ? fitsOf(profile) : new Map(), sharedWith: 'cpu0' };
}

/** The lanes of a plan, as a pool of shards takes them. */
export function lanesOf({ kinds, stream }: PlannedRun): ProofLane[] {
  return stream.lanes.map(({ devices, shards }) => {
    const byShape = new Map(kinds.map(({ shape }, kind) => [shape, shards[kind]]));
    return {
      name: devices.join('+'),
      device: devices[0],
      seconds: new Map(
        [...byShape].flatMap(([shape, shard]) => (shard ? [[shape, shard.seconds] as const] : [])),
      ),
      assign: (shape: number, stage: string, op: OpName) => {
        // A shape that was not expected goes where its first device is.
        const assignment = byShape.get(shape)?.assignment;
        return assignment?.get(stageKey(stage, op, assignment)) ?? devices[0];
      },
    };
  });
}
