import {
  HOST_PROFILE,
  predictSeconds,
  type DeviceIdentity,
  type ProfileSample,
  type ProofGraph,
  type Rate,
  type StageNode,
} from '../../planner/index.js';
import { shapeTables } from '../shape-tables.js';
import { SHAPES } from '../shapes.js';
import { HOST_STAGES, type HostStage } from './host-stage.js';
import type { ShardReport } from './shard-work.js';

/** Cells of the main columns of a shape's tables. */
function filledCells(shape: number): number {
  return shapeTables(shape).reduce((sum, { chip, logHeight }) => sum + 2 ** logHeight * chip.width, 0);
}

/** Work of the host's stages for a shard: cycles to cut and to replay, cells to fill, a proof to verify. */
function workOf(stage: HostStage, shape: number, cycles: number): number {
  if (stage === 'fill') return filledCells(shape);
  return stage === 'verify' ? 1 : Math.max(1, cycles);
}

/** Verifying takes the longer the more queries there are. */
function classOf(stage: HostStage, queryCount: number): string {
  return stage === 'verify' ? `verify/${queryCount}` : stage;
}

/**
 * The graph of a shard's proof with what the host does for it: cutting, replaying and filling before, verifying
 * afterwards.
 *
 * @param cycles of the shard, as far as they are known
 */
export function withHostStages(
  { stages, data }: ProofGraph,
  shard: { readonly shape: number; readonly cycles: number; readonly queryCount: number },
): ProofGraph {
  const node = (stage: HostStage, after: readonly number[]): StageNode => ({
    ...{ key: stage, op: stage, inputs: [], outputs: [], after, frees: [], isHost: true },
    parts: [
      { class: classOf(stage, shard.queryCount), work: workOf(stage, shard.shape, shard.cycles), calls: 1 },
    ],
  });
  const before = [node('cut', []), node('replay', [0]), node('fill', [1])];
  const shift = before.length;
  const moved = stages.map((stage) => ({
    ...stage,
    after: [...stage.after.map((index) => index + shift), shift - 1],
  }));
  const last = node('verify', [shift + stages.length - 1]);
  return { stages: [...before, ...moved, last], data };
}

/** The host's own work as a device, if it has so many threads. */
export function hostWork(threads: number): DeviceIdentity {
  return { device: HOST_PROFILE, identity: `${HOST_PROFILE}/${threads}` };
}

/**
 * What the host's stages of shards took, for its profile. A stage of one thread leaves the others to whoever proves on
 * the same cores: its seconds count by its share of them.
 */
export function hostSamples(
  reports: readonly ShardReport[],
  { threads, queryCount, runSeconds }: { threads: number; queryCount: number; runSeconds: number },
): ProfileSample[] {
  const ofShards = reports.flatMap((report) => {
    if (report.isKept) return [];
    const shape = SHAPES.findIndex(({ name }) => name === report.shape);
    return HOST_STAGES.map((stage): ProfileSample => ({
      ...{ ...hostWork(threads), costClass: classOf(stage, queryCount) },
      work: workOf(stage, shape, report.cycles),
      seconds: report[`${stage}Seconds`] / (stage === 'fill' ? 1 : threads),
    }));
  });
  return [...ofShards, ...runSamples(reports, threads, runSeconds)];
}

/** Class of what a run takes beside the proofs of its shards; in the cycles of a shard. */
const RUN_CLASS = 'run';

/** Seconds for a run beside its shards: to begin, to prepare the first shard, and to verify the last one. */
export function runOverhead(
  rates: ReadonlyMap<string, Rate>,
  run: { readonly cycles: number; readonly shards: number },
): number {
  return predictSeconds(rates, RUN_CLASS, run.cycles / run.shards) ?? 0;
}

/** Where one lane proved all shards, what is left of the run's time is what it took beside them. */
function runSamples(reports: readonly ShardReport[], threads: number, runSeconds: number): ProfileSample[] {
  const lanes = new Set(reports.map(({ lane }) => lane));
  if (reports.length === 0 || lanes.size > 1 || reports.some(({ isKept }) => isKept)) return [];
  const sum = (of: (report: ShardReport) => number) => reports.reduce((all, report) => all + of(report), 0);
  const seconds = runSeconds - sum(({ proveSeconds }) => proveSeconds);
  const work = sum(({ cycles }) => cycles) / reports.length;
  return [{ ...hostWork(threads), costClass: RUN_CLASS, work, seconds }];
}
