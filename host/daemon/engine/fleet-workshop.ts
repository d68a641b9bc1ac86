import { PlanError, type Profiles } from '../../planner/index.js';
import type { Fleet } from '../../dispatch/index.js';
import { parseDeviceId, SwitchyardError, type Device } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import {
  encodeRunProof,
  planRun,
  predictShapes,
  proveRun,
  scoutRun,
  SHAPES,
  verifyRunInWorker,
  type CutChoice,
  type PlannedDevice,
  type SharedPool,
  type ShardReport,
} from '../../vm/index.js';
import { DeviceWatch } from './device-watch.js';
import type { DeviceStatus, GuestWork, MadeProof, ProvingOrder, RunSize, Workshop } from './workshop.js';
import type { WorkshopListener, WorkshopListeners } from './workshop-listener.js';

export interface FleetWorkshopParts {
  readonly pool: SharedPool;
  readonly fleet: Fleet;
  /** What the fleet's journal and supervisors tell. */
  readonly listeners: WorkshopListeners;
  /** One lane each, in the lanes' order; their names are the devices' ids. */
  readonly devices: readonly PlannedDevice[];
  readonly profiles: Profiles;
  /** The shape that shards are cut to; undefined for a choice for each. */
  readonly shape: number | undefined;
  readonly shardCycles: number | undefined;
}

/** More than any shard has of steps. */
const ANY_STEPS = 2 ** 32 - 1;

/** What is taken for a run that was not counted: shards of this shape, each of so many cycles, which is fewer than fit. */
const USUAL_SHAPE = SHAPES.findIndex(({ name }) => name === 'G18');
const USUAL_CYCLES = 2 ** 18;

/** How much the latest shard counts of what a lane is taken to need. */
const LATEST_SHARE = 0.3;

/** The devices of a fleet as a workshop for many jobs. What shards took is remembered, and counts before profiles. */
export class FleetWorkshop implements Workshop {
  private readonly measured = new Map<string, number>();
  private readonly planned = new Map<string, Promise<number | undefined>>();
  /** What has come of plans. */
  private readonly profiled = new Map<string, number>();

  private readonly watch = new DeviceWatch();
  /** Models by device, which are known of those that are away, too. */
  private readonly models = new Map<string, string>();

  constructor(private readonly parts: FleetWorkshopParts) {
    parts.listeners.add(this.watch);
    this.devices();
  }

  devices(): readonly DeviceStatus[] {
    return this.parts.devices.map(({ id, isEmulated }) => {
      const member = this.parts.fleet.find(id);
      const device = member?.device;
      if (device) this.models.set(id, device.info.model);
      const { state, reason } = member?.status ?? { state: 'lost' };
      return {
        ...{ id, kind: parseDeviceId(id)?.backend ?? id, name: this.models.get(id) ?? id, isEmulated },
        ...{ state, reason, work: device && this.watch.workOf(id) },
        memory: device && memoryOf(device),
      };
    });
  }

  listen(listener: WorkshopListener): () => void {
    return this.parts.listeners.add(listener);
  }

  get lanes(): number {
    return this.parts.devices.length;
  }

  async size(work: GuestWork, parameters: StarkParameters, signal: AbortSignal): Promise<RunSize> {
    const scouted = await scoutRun({ ...work, signal });
    return { cycles: scouted.cycles, shapes: predictShapes(scouted, this.choiceFor(parameters)) };
  }

  estimate(cycles: number): RunSize {
    const shape = this.parts.shape ?? USUAL_SHAPE;
    const each = Math.min(USUAL_CYCLES, this.parts.shardCycles ?? Infinity);
    return { cycles, shapes: Array.from({ length: Math.ceil(cycles / each) }, () => shape) };
  }

  async shardSeconds(shape: number, parameters: StarkParameters): Promise<readonly number[] | undefined> {
    const seconds = await Promise.all(
      this.parts.devices.map(
        async (device) =>
          this.measured.get(keyOf(device.id, shape, parameters)) ??
          (await this.plannedSeconds(device, shape, parameters)),
      ),
    );
    if (seconds.every((one) => one === undefined)) return undefined;
    return seconds.map((one) => one ?? Infinity);
  }

  async prove(order: ProvingOrder): Promise<MadeProof> {
    const {
      work,
      parameters,
      minBits,
      keeper,
      urgency,
      onSize,
      onShard,
      signal,
      label,
      device: lane,
    } = order;
    const { allowExitCode } = work;
    const { shape, shardCycles } = this.parts;
    const { run, key } = await proveRun({
      ...{ ...work, parameters, shape, shardCycles, signal, work: keeper },
      pool: this.parts.pool.forRun({ parameters, urgency, label, lane }),
      onScout: onSize,
      onShard: (report) => {
        const { index, shape, cycles, isKept, attempts, lane: device, proveSeconds: seconds } = report;
        const predictedSeconds = isKept ? undefined : this.remember(report, parameters);
        onShard({ index, shape, cycles, isKept, device, attempts, seconds, predictedSeconds });
      },
    });
    const { result } = await verifyRunInWorker({ key, run, minBits, allowExitCode });
    if (!result.ok) {
      throw new SwitchyardError(
        'SY_ERR_PROOF',
        `the run does not verify: ${result.check}: ${result.message}`,
        {
          check: result.check,
          remedy: 'Run npm test on this machine, and report it.',
        },
      );
    }
    return { proof: encodeRunProof(run), publicValues: run.publicValues, exitCode: run.exitCode };
  }

  private choiceFor({ extensionDegree }: StarkParameters): CutChoice {
    const { shape, shardCycles = ANY_STEPS } = this.parts;
    return { extensionDegree, shape, shardCycles };
  }

  /** Returns what was known before. */
  private remember(report: ShardReport, parameters: StarkParameters): number | undefined {
    const shape = SHAPES.findIndex(({ name }) => name === report.shape);
    const key = keyOf(report.lane, shape, parameters);
    const measured = this.measured.get(key);
    const before = measured ?? report.proveSeconds;
    this.measured.set(key, before + LATEST_SHARE * (report.proveSeconds - before));
    return measured ?? this.profiled.get(key);
  }

  /** By the profile; undefined where the device, or an op on it, was never measured. */
  private plannedSeconds(
    device: PlannedDevice,
    shape: number,
    parameters: StarkParameters,
  ): Promise<number | undefined> {
    const key = keyOf(device.id, shape, parameters);
    let planned = this.planned.get(key);
    if (!planned) {
      planned = this.plan(device, shape, parameters);
      this.planned.set(key, planned);
    }
    return planned;
  }

  private async plan(
    device: PlannedDevice,
    shape: number,
    parameters: StarkParameters,
  ): Promise<number | undefined> {
    const { profiles } = this.parts;
    if (!profiles[device.id]) return undefined;
    try {
      const { kinds } = await planRun({
        ...{ shapes: [shape], cycles: USUAL_CYCLES, parameters, devices: [device], profiles },
        options: { objective: 'latency', named: [device.id] },
      });
      const { seconds } = kinds[0].plan;
      this.profiled.set(keyOf(device.id, shape, parameters), seconds);
      return seconds;
    } catch (error) {
      if (error instanceof PlanError) return undefined;
      throw error;
    }
  }
}

/** Undefined of a device that is being lost. */
function memoryOf(device: Device): DeviceStatus['memory'] {
  try {
    const { usedBytes, budgetBytes } = device.state();
    return { usedBytes, budgetBytes };
  } catch {
    return undefined;
  }
}

function keyOf(lane: string, shape: number, { hashSet, queryCount }: StarkParameters): string {
  return `${lane} ${shape} ${hashSet} ${queryCount}`;
}
