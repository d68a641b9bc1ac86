import { Dispatcher, type StageRecord } from '../../dispatch/index.js';
import { SwitchyardError, type Device } from '../../runtime/index.js';
import { encodeStarkProof, proofSystem, type StarkParameters } from '../../stark/proof/index.js';
import { proveStark } from '../../stark/prove/index.js';
import { verifyInWorker } from '../../stark/verify-worker/index.js';
import type { TableWorkload } from './table-workload.js';

/** One proof that was made, verified and measured. */
export interface ProveRun {
  readonly seconds: number;
  readonly traceSeconds: number;
  readonly verifySeconds: number;
  /** Share of proving time in which the main thread was not idle. */
  readonly mainThreadShare: number;
  /** The most that the device held, trace generation included. */
  readonly peakDeviceBytes: number;
  /** The most that the process had held when the proof was done; earlier runs count, too. */
  readonly peakProcessBytes: number;
  /** Postcard bytes. */
  readonly proof: Uint8Array;
  readonly publicValues: readonly number[];
  /** All that ran on the device, trace generation first. */
  readonly timeline: readonly StageRecord[];
  /** Those of {@link timeline} that belong to proving. */
  readonly provingStages: readonly StageRecord[];
}

/**
 * Makes a trace, proves it and verifies the proof in a worker thread.
 *
 * @throws SwitchyardError SY_ERR_PROOF where the proof does not verify: such a run does not count
 */
export async function proveOnce(
  device: Device,
  table: TableWorkload,
  parameters: StarkParameters,
): Promise<ProveRun> {
  const dispatcher = new Dispatcher(device);
  const { trace, publicValues, seconds: traceSeconds } = await table.makeTrace(dispatcher);
  const before = dispatcher.timeline.length;

  const loop = performance.eventLoopUtilization();
  const started = performance.now();
  const made = await proveStark({ chip: table.chip, parameters, dispatcher, trace, publicValues });
  const milliseconds = performance.now() - started;
  const { active } = performance.eventLoopUtilization(loop);
  const peakProcessBytes = process.resourceUsage().maxRSS * 1024;

  const proof = encodeStarkProof(proofSystem(parameters), made);
  const verdict = await verifyInWorker({ chip: table.air, parameters, proof, publicValues });
  if (!verdict.result.ok) {
    const { check, message } = verdict.result;
    throw new SwitchyardError(
      'SY_ERR_PROOF',
      `a proof of ${table.chip.name} does not verify: ${check}: ${message}`,
      {
        device: device.id,
        remedy: 'Prove again with another --isa, run npm test on this machine, and report the difference.',
      },
    );
  }
  return {
    seconds: milliseconds / 1e3,
    traceSeconds,
    verifySeconds: verdict.seconds,
    mainThreadShare: active / milliseconds,
    peakDeviceBytes: dispatcher.peakBytes,
    peakProcessBytes,
    proof,
    publicValues,
    timeline: [...dispatcher.timeline],
    provingStages: dispatcher.timeline.slice(before),
  };
}

/** Seconds by stage, in the order in which stages first ran. */
export function sumStages(records: readonly StageRecord[]): { stage: string; seconds: number }[] {
  const sums = new Map<string, number>();
  for (const { stage, start, end } of records) sums.set(stage, (sums.get(stage) ?? 0) + end - start);
  return [...sums].map(([stage, seconds]) => ({ stage, seconds }));
}
