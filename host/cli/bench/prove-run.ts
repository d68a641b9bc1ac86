import {
  describeDispatchEvent,
  Dispatcher,
  Journal,
  type DispatchEvent,
  type OpSample,
  type StageRecord,
} from '../../dispatch/index.js';
import { SwitchyardError, type LinkBytes } from '../../runtime/index.js';
import type { ProofFile } from '../../stark/proof/index.js';
import { verifyInWorker, type WorkerRequest } from '../../stark/verify-worker/index.js';
import type { BenchPlace } from './place.js';
import type { Workload } from './workload.js';

/** One proof that was made, verified and measured. */
export interface ProveRun {
  /** When proving began, in seconds of `performance.now()`. */
  readonly start: number;
  readonly seconds: number;
  readonly traceSeconds: number;
  readonly verifySeconds: number;
  /** Share of proving time in which the main thread was not idle. */
  readonly mainThreadShare: number;
  /** The most that the device held, trace generation included. */
  readonly peakDeviceBytes: number;
  /** Over the links of devices that have one, trace generation included. */
  readonly linkBytes: Readonly<Record<string, LinkBytes>>;
  /** The most that the process had held when the proof was done; earlier runs count, too. */
  readonly peakProcessBytes: number;
  /** The proof with what it proves. */
  readonly file: ProofFile;
  /** All that ran on the device, trace generation first. */
  readonly timeline: readonly StageRecord[];
  /** Those of {@link timeline} that belong to proving. */
  readonly provingStages: readonly StageRecord[];
}

/**
 * Makes traces, proves them and verifies the proof in a worker thread.
 *
 * @throws SwitchyardError SY_ERR_PROOF where the proof does not verify: such a run does not count
 */
export async function proveOnce(
  { device, where, assign }: Pick<BenchPlace, 'device' | 'where' | 'assign'>,
  workload: Workload,
  onSample: (sample: OpSample) => void = () => undefined,
): Promise<ProveRun> {
  const dispatcher = new Dispatcher(where, { assign, journal: new Journal({ onSample, onEvent: tell }) });
  const prepared = await workload.prepare(dispatcher);
  const before = dispatcher.timeline.length;

  const loop = performance.eventLoopUtilization();
  const started = performance.now();
  const encode = await prepared.prove();
  const milliseconds = performance.now() - started;
  const { active } = performance.eventLoopUtilization(loop);
  const peakProcessBytes = process.resourceUsage().maxRSS * 1024;

  await prepared.release();
  const file = encode();
  const verdict = await verifyInWorker(requestOf(workload, file));
  if (!verdict.result.ok) {
    const { check, message } = verdict.result;
    throw new SwitchyardError(
      'SY_ERR_PROOF',
      `a proof of ${workload.air} does not verify: ${check}: ${message}`,
      {
        device: device.id,
        remedy: 'Prove again with another --isa, run npm test on this machine, and report the difference.',
      },
    );
  }
  return {
    start: started / 1e3,
    seconds: milliseconds / 1e3,
    traceSeconds: prepared.traceSeconds,
    verifySeconds: verdict.seconds,
    mainThreadShare: active / milliseconds,
    peakDeviceBytes: dispatcher.peakBytes,
    linkBytes: Object.fromEntries(dispatcher.linkBytes),
    peakProcessBytes,
    file,
    timeline: [...dispatcher.timeline],
    provingStages: dispatcher.timeline.slice(before),
  };
}

/** What goes elsewhere than it was assigned to is not what was to be benched. */
function tell(event: DispatchEvent): void {
  console.error(`switchyard: ${describeDispatchEvent(event)}`);
}

function requestOf({ air }: Workload, file: ProofFile): WorkerRequest {
  const { parameters, proof } = file;
  if (file.kind === 'table') return { chip: air, parameters, proof, publicValues: file.publicValues };
  const { batchName, shapeId, publicValues } = file;
  return { batch: batchName, shapeId, parameters, proof, publicValues };
}

/** Seconds by stage, in the order in which stages first ran. */
export function sumStages(records: readonly StageRecord[]): { stage: string; seconds: number }[] {
  const sums = new Map<string, number>();
  for (const { stage, start, end } of records) sums.set(stage, (sums.get(stage) ?? 0) + end - start);
  return [...sums].map(([stage, seconds]) => ({ stage, seconds }));
}

/** Share of proving time in the permutation and quotient ops, without and with commitments to what they make. */
export interface LookupShare {
  readonly ops: number;
  readonly withCommitments: number;
}

/** Of a batch: what its buses and constraints cost; undefined of one table. */
export function lookupShare({ seconds, file, provingStages }: ProveRun): LookupShare | undefined {
  if (file.kind === 'table') return undefined;
  const shareOf = (pattern: RegExp): number =>
    provingStages
      .filter(({ stage }) => pattern.test(stage))
      .reduce((sum, { start, end }) => sum + end - start, 0) / seconds;
  return {
    ops: shareOf(/^(permutation|quotient): /),
    withCommitments: shareOf(/^(commit )?(permutation|quotient): /),
  };
}
