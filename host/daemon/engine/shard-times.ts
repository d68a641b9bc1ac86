import { PlanError, type Profiles } from '../../planner/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import { planRun, type PlannedDevice } from '../../vm/index.js';
import { USUAL_CYCLES } from './estimate-run.js';
import { LearnedMean } from './learned-mean.js';

/** What shards take on devices: as they were measured lately, or else as profiles have it. */
export class ShardTimes {
  private readonly measured = new Map<string, LearnedMean>();
  private readonly planned = new Map<string, Promise<number | undefined>>();
  /** What has come of plans. */
  private readonly profiled = new Map<string, number>();

  /** @param devices one lane each, in the lanes' order */
  constructor(
    private readonly devices: readonly PlannedDevice[],
    private readonly profiles: Profiles,
  ) {}

  /**
   * Seconds for a shard on each lane; undefined where nothing is known of any. Of a lane of which nothing is known it is
   * taken that it needs as long as the slowest of the others: so it is promised nothing for, and yet given work.
   */
  async on(shape: number, parameters: StarkParameters): Promise<readonly number[] | undefined> {
    const seconds = await Promise.all(
      this.devices.map(
        async (device) =>
          this.measured.get(keyOf(device.id, shape, parameters))?.value ??
          (await this.plannedSeconds(device, shape, parameters)),
      ),
    );
    const known = seconds.filter((one) => one !== undefined);
    if (known.length === 0) return undefined;
    return seconds.map((one) => one ?? Math.max(...known));
  }

  /** Learns from a shard; returns what was known before. */
  record(device: string, shape: number, parameters: StarkParameters, seconds: number): number | undefined {
    const key = keyOf(device, shape, parameters);
    const before = this.known(key);
    const measured = this.measured.get(key) ?? new LearnedMean();
    this.measured.set(key, measured);
    measured.add(seconds);
    return before;
  }

  /** Learns from a shard that was broken off: it would have taken longer than that. */
  recordAtLeast(device: string, shape: number, parameters: StarkParameters, seconds: number): void {
    const known = this.known(keyOf(device, shape, parameters));
    if (known === undefined || seconds > known) this.record(device, shape, parameters, seconds);
  }

  /** How quickly a device proves such shards, as a share of its profile's rate; undefined before two were measured. */
  rate(device: string, shape: number, parameters: StarkParameters): number | undefined {
    const key = keyOf(device, shape, parameters);
    const { value, count = 0 } = this.measured.get(key) ?? {};
    const profiled = this.profiled.get(key);
    // One shard alone says little.
    return profiled === undefined || value === undefined || count < 2 ? undefined : profiled / value;
  }

  private known(key: string): number | undefined {
    return this.measured.get(key)?.value ?? this.profiled.get(key);
  }

  private plannedSeconds(
    device: PlannedDevice,
    shape: number,
    parameters: StarkParameters,
  ): Promise<number | undefined> {
    const key = keyOf(device.id, shape, parameters);
    let planned = this.planned.get(key);
    if (!planned) {
      planned = this.plan(device, shape, parameters).then((seconds) => {
        if (seconds !== undefined) this.profiled.set(key, seconds);
        return seconds;
      });
      this.planned.set(key, planned);
    }
    return planned;
  }

  /** By the profile; undefined where the device, or an op on it, was never measured. */
  private async plan(
    device: PlannedDevice,
    shape: number,
    parameters: StarkParameters,
  ): Promise<number | undefined> {
    const { profiles } = this;
    if (!profiles[device.id]) return undefined;
    try {
      const { stream } = await planRun({
        ...{ shapes: [shape], cycles: USUAL_CYCLES, parameters, devices: [device], profiles },
        options: { objective: 'latency', named: [device.id] },
      });
      // On the device: the host's stages of one shard go on beside others.
      return stream.lanes[0].shards[0]!.seconds;
    } catch (error) {
      if (error instanceof PlanError) return undefined;
      throw error;
    }
  }
}

function keyOf(device: string, shape: number, { hashSet, queryCount }: StarkParameters): string {
  return `${device} ${shape} ${hashSet} ${queryCount}`;
}
