import { fitsOf, HOST_PROFILE, type Profiles, type Rate } from '../../planner/index.js';
import { SwitchyardError } from '../../runtime/index.js';
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
import { estimateRun } from './estimate-run.js';
import { OverheadTimes } from './run-overhead.js';
import { ShardTimes } from './shard-times.js';
import type { GuestWork, MadeProof, ProvingOrder, RunOverhead, RunSize, Workshop } from './workshop.js';

export interface FleetWorkshopParts {
  readonly pool: SharedPool;
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

  constructor(private readonly parts: FleetWorkshopParts) {
    this.times = new ShardTimes(parts.devices, parts.profiles);
    const host = parts.profiles[HOST_PROFILE];
    const rates = host ? fitsOf(host) : new Map<string, Rate>();
    this.overheads = new OverheadTimes(({ cycles, shapes }) =>
      runOverhead(rates, { cycles, shards: Math.max(1, shapes.length) }),
    );
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
    const { id, work, parameters, minBits, keeper, urgency, onSize, onShard, onProven, signal, pause } =
      order;
    const { allowExitCode } = work;
    const { shape, shardCycles } = this.parts;
    const { run, key, scout, shards } = await proveRun({
      ...{ ...work, parameters, shape, shardCycles, signal, pause, work: keeper },
      pool: this.parts.pool.forRun({
        ...{ id, parameters, urgency, onProven },
        onOutrun: (lane, shape, seconds) => this.times.recordAtLeast(lane, shape, parameters, seconds),
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
    return this.times.record(lane, index, parameters, proveSeconds);
  }
}
