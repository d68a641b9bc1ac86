import { Dispatcher, type StageRecord } from '../../dispatch/index.js';
import { RunReplay, type Device } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import {
  encodeRunProof,
  execute,
  MACHINE_CHIPS,
  proveRun,
  requireSuccess,
  SoloPool,
  type ProvenRun,
} from '../../vm/index.js';
import type { GuestRun } from './guest-runs.js';

const MAX_CYCLES = 2 ** 26;
const MAX_MEMORY_BYTES = 2 ** 30;
/** Rows that no run here needs. */
const PLENTY = 2 ** 24;

/** A guest executed without recording. */
export async function executeOnce({ elf, inputs }: GuestRun): Promise<{ seconds: number; cycles: number }> {
  const [bytes, buffers] = [elf(), inputs()];
  const started = performance.now();
  const { cycles } = requireSuccess(await execute(bytes, { inputs: buffers, maxCycles: MAX_CYCLES }));
  return { seconds: (performance.now() - started) / 1e3, cycles };
}

/** A guest proven and verified. */
export interface GuestProof {
  readonly proven: ProvenRun;
  /** Seconds, by the clock of `performance.now()`. */
  readonly start: number;
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly proofBytes: number;
  readonly peakDeviceBytes: number;
  readonly peakProcessBytes: number;
  readonly stages: readonly { readonly stage: string; readonly seconds: number }[];
}

/** @param shape index of the shape to cut to; without one each shard has its own */
export async function proveGuestOnce(
  device: Device,
  { elf, inputs }: GuestRun,
  parameters: StarkParameters,
  shape: number | undefined,
): Promise<GuestProof> {
  const dispatcher = new Dispatcher(device);
  const limits = { maxCycles: MAX_CYCLES, maxMemoryBytes: MAX_MEMORY_BYTES };
  const before = process.cpuUsage();
  const started = performance.now();
  const proven = await proveRun({
    ...{ elf: elf(), inputs: inputs(), parameters, pool: new SoloPool(dispatcher), shape },
    ...limits,
  });
  const seconds = (performance.now() - started) / 1e3;
  const { user, system } = process.cpuUsage(before);
  return {
    proven,
    start: started / 1e3,
    seconds,
    processorSeconds: (user + system) / 1e6,
    proofBytes: encodeRunProof(proven.run).length,
    peakDeviceBytes: dispatcher.peakBytes,
    peakProcessBytes: process.resourceUsage().maxRSS * 1024,
    stages: stagesOf(proven, dispatcher.timeline),
  };
}

/** Names of ops behind the stages that people ask for; whatever is left opens the commitments. */
const STAGES: readonly (readonly [stage: string, ops: RegExp])[] = [
  ['upload', /: upload$/],
  ['LDE', /: lde$/],
  ['commit', /^commit .*: commit$/],
  ['permutation', /^permutation: /],
  ['quotient', /^quotient: /],
  ['open', /./],
];

function stagesOf({ shards, scout }: ProvenRun, timeline: readonly StageRecord[]) {
  const sumOf = (member: 'cutSeconds' | 'replaySeconds' | 'fillSeconds' | 'verifySeconds') =>
    shards.reduce((sum, shard) => sum + shard[member], 0);
  const sums = new Map<string, number>(STAGES.map(([stage]) => [stage, 0]));
  for (const { stage: op, start, end } of timeline) {
    const [stage] = STAGES.find(([, ops]) => ops.test(op))!;
    sums.set(stage, sums.get(stage)! + end - start);
  }
  return [
    { stage: 'scout', seconds: scout.seconds },
    { stage: 'cut', seconds: sumOf('cutSeconds') },
    { stage: 'replay', seconds: sumOf('replaySeconds') },
    { stage: 'fill', seconds: sumOf('fillSeconds') },
    ...[...sums].map(([stage, seconds]) => ({ stage, seconds })),
    { stage: 'verify', seconds: sumOf('verifySeconds') },
  ];
}

/** The rows that a run needs as one shard. */
export async function rowsOf({ elf, inputs }: GuestRun) {
  const limits = { maxCycles: MAX_CYCLES, maxMemoryBytes: MAX_MEMORY_BYTES };
  const replay = await RunReplay.open({ elf: elf(), inputs: inputs(), ...limits });
  const rows = Object.fromEntries(MACHINE_CHIPS.map(({ name }) => [name, PLENTY]));
  const started = performance.now();
  const shard = await replay.nextShard({ steps: PLENTY, rows });
  return { rows: shard.rows, seconds: (performance.now() - started) / 1e3 };
}
