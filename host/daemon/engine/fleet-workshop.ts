import type { Fleet } from '../../dispatch/index.js';
import { fitsOf, HOST_PROFILE, type Profiles, type Rate } from '../../planner/index.js';
import { parseDeviceId, SwitchyardError, type Device } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import {
  encodeRunProof,
  predictShapes,
  proveRun,
  runOverhead,
  scoutRun,
  SHAPES,
  verifyRunInWorker,
  type CutChoice,
  type LanePolicy,
  type LaneState,
  type PlannedDevice,
  type SharedPool,
  type ShardReport,
} from '../../vm/index.js';
import { DevicePace } from './device-pace.js';
import { DeviceWatch } from './device-watch.js';
import { estimateRun } from './estimate-run.js';
import { OverheadTimes } from './run-overhead.js';
import { ShardTimes } from './shard-times.js';
import type {
  DeviceStatus,
  GuestWork,
  MadeProof,
  ProvingOrder,
  RunOverhead,
  RunSize,
  Workshop,
} from './workshop.js';
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

/** The devices of a fleet as a workshop for many jobs. What shards took is remembered, and counts before profiles. */
export class FleetWorkshop implements Workshop {
  private readonly times: ShardTimes;
  private readonly overheads: OverheadTimes;
  private readonly pace = new DevicePace((device, ratio) =>
    this.parts.listeners.onEvent({ kind: 'slow', device, ratio }, {}),
  );
  private readonly watch = new DeviceWatch();
  /** Models by device, which are known of those that are away, too. */
  private readonly models = new Map<string, string>();

  constructor(private readonly parts: FleetWorkshopParts) {
    this.times = new ShardTimes(parts.devices, parts.profiles);
    const host = parts.profiles[HOST_PROFILE];
    const rates = host ? fitsOf(host) : new Map<string, Rate>();
    this.overheads = new OverheadTimes(({ cycles, shapes }) =>
      runOverhead(rates, { cycles, shards: Math.max(1, shapes.length) }),
    );
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
        ...{ state, reason, isIdle: this.parts.pool.isIdle(id), work: device && this.watch.workOf(id) },
        memory: device && memoryOf(device),
      };
    });
  }

  listen(listener: WorkshopListener): () => void {
    return this.parts.listeners.add(listener);
  }

  get laneStates(): readonly LaneState[] {
    return this.parts.pool.laneStates;
  }

  steer(policy: LanePolicy): void {
    this.parts.pool.steer(policy);
  }

  review(): void {
    this.parts.pool.review();
  }

  overhead(size: RunSize): RunOverhead {
    return this.overheads.predict(size);
  }

  async size(work: GuestWork, parameters: StarkParameters, signal: AbortSignal): Promise<RunSize> {
    const scouted = await scoutRun({ ...work, signal });
    return { cycles: scouted.cycles, shapes: predictShapes(scouted, this.choiceFor(parameters)) };
  }

  estimate(cycles: number): RunSize {
    return estimateRun(cycles, this.parts);
  }

  shardSeconds(shape: number, parameters: StarkParameters): Promise<readonly number[] | undefined> {
    return this.times.on(shape, parameters);
  }

  async prove(order: ProvingOrder): Promise<MadeProof> {
    const { id, work, parameters, minBits, keeper, label, device: lane } = order;
    const { urgency, onSize, onShard, onProven, signal, pause } = order;
    const { allowExitCode } = work;
    const { shape, shardCycles } = this.parts;
    const { run, key, scout, shards } = await proveRun({
      ...{ ...work, parameters, shape, shardCycles, signal, pause, work: keeper },
      pool: this.parts.pool.forRun({
        ...{ id, parameters, urgency, onProven, label, lane },
        onOutrun: (device, shard, seconds) => {
          this.times.recordAtLeast(device, shard, parameters, seconds);
          this.judge(device, shard, parameters);
        },
      }),
      onScout: onSize,
      onShard: (report) => {
        const { index, shape, cycles, isKept, attempts, lane: device, proveSeconds: seconds } = report;
        const predictedSeconds = isKept ? undefined : this.remember(report, parameters);
        onShard({ index, shape, cycles, isKept, device, attempts, seconds, predictedSeconds });
      },
    });
    const began = performance.now();
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
    const made = { proof: encodeRunProof(run), publicValues: run.publicValues, exitCode: run.exitCode };
    // What is proven to try a device is so small that it says nothing of jobs.
    if (lane !== undefined) return made;
    const first = shards[0];
    this.overheads.record(scout, {
      beforeSeconds: scout.seconds + first.cutSeconds + first.replaySeconds + first.fillSeconds,
      afterSeconds: shards.at(-1)!.verifySeconds + (performance.now() - began) / 1e3,
    });
    return made;
  }

  private choiceFor({ extensionDegree }: StarkParameters): CutChoice {
    const { shape, shardCycles = ANY_STEPS } = this.parts;
    return { extensionDegree, shape, shardCycles };
  }

  /** Returns what was known before. */
  private remember(
    { lane, shape, proveSeconds }: ShardReport,
    parameters: StarkParameters,
  ): number | undefined {
    const index = SHAPES.findIndex(({ name }) => name === shape);
    const before = this.times.record(lane, index, parameters, proveSeconds);
    this.judge(lane, index, parameters);
    return before;
  }

  private judge(device: string, shape: number, parameters: StarkParameters): void {
    const rate = this.times.rate(device, shape, parameters);
    if (rate !== undefined) this.pace.judge(device, rate);
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
