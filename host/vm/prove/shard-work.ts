import type { StageRunner } from '../../dispatch/index.js';
import { CheckpointReplay, isCancelled, SwitchyardError } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import type { BatchVerificationResult } from '../../stark/verify/index.js';
import { SHAPES } from '../shapes.js';
import type { ShardProof } from '../shard-proof.js';
import { shardStatementDigest } from '../shard-statement.js';
import type { Verdict, VerifierThread } from '../verify-worker/index.js';
import type { VerifyingKey } from '../verifying-key.js';
import { shapeHeights } from './choose-shape.js';
import type { HostStage, OnHostWork } from './host-stage.js';
import { proveUploaded, uploadTables } from './prove-shard.js';
import type { CutShard } from './run-cutter.js';
import type { ShardLane, ShardPool } from './shard-pool.js';
import type { ShardKeeper } from './shard-keeper.js';
import type { Room } from './slots.js';

/** What became of a shard. */
export interface ShardReport {
  readonly index: number;
  readonly shape: string;
  readonly steps: number;
  readonly cycles: number;
  readonly isLast: boolean;
  readonly proofBytes: number;
  /** Whether the proof was found in the work folder. */
  readonly isKept: boolean;
  /** Where it was proven; empty for one that was found. */
  readonly lane: string;
  /** How often it was proven. */
  readonly attempts: number;
  readonly cutSeconds: number;
  readonly replaySeconds: number;
  readonly fillSeconds: number;
  readonly proveSeconds: number;
  readonly verifySeconds: number;
  /** The rows that it needs of each chip. */
  readonly rows: Readonly<Record<string, number>>;
}

export interface FinishedShard {
  readonly proof: ShardProof;
  readonly report: ShardReport;
}

/** What all shards of a run are worked on with. */
export interface ShardTools {
  readonly parameters: StarkParameters;
  readonly pool: ShardPool;
  readonly key: VerifyingKey;
  readonly verifier: VerifierThread;
  readonly work?: ShardKeeper | undefined;
  readonly onHostWork?: OnHostWork | undefined;
}

/** A shard's tables, and what making them took. */
interface Tables {
  readonly tables: readonly Uint32Array[];
  readonly replaySeconds: number;
  readonly fillSeconds: number;
}

interface Attempt {
  readonly proof: ShardProof;
  readonly lane: string;
  readonly proveSeconds: number;
}

interface Wanted {
  readonly signal: AbortSignal;
  readonly pause: AbortSignal | undefined;
}

/** Makes the proofs of shards from their checkpoints, and sees that they verify. */
export class ShardWork {
  constructor(private readonly tools: ShardTools) {}

  /**
   * A verified proof of a shard: the one of the work folder, or a new one.
   *
   * @param prepared who holds tables takes one of these
   * @param pause once it aborts, nothing begins any more; what a lane is proving is finished
   * @throws SwitchyardError SY_ERR_PROOF where no attempt gives a proof that verifies; what devices throw
   */
  async finish(
    cut: CutShard,
    prepared: Room,
    signal: AbortSignal,
    pause?: AbortSignal,
  ): Promise<FinishedShard> {
    const { parameters, key, work } = this.tools;
    const { index, shape, shard } = cut;
    const { publicValues } = shard;
    const statement = shardStatementDigest(parameters, shape, key);
    const kept = await work?.find(index, { shape, publicValues, statement });
    const verdict = kept && (await this.verify(index, kept));
    if (kept && verdict?.result.ok) return finished(cut, kept, verdict.seconds);
    const release = await prepared.take(pause ? AbortSignal.any([signal, pause]) : signal);
    try {
      return await this.prove(cut, statement, { signal, pause });
    } finally {
      release();
    }
  }

  private async prove(cut: CutShard, statement: Uint8Array, wanted: Wanted): Promise<FinishedShard> {
    const { pool, work } = this.tools;
    const { signal, pause } = wanted;
    const tables = await this.prepare(cut, signal);
    const verdicts = new Map<ShardProof, Promise<Verdict<BatchVerificationResult>>>();
    const verify = (proof: ShardProof) => {
      const verdict = verdicts.get(proof) ?? this.verify(cut.index, proof);
      verdicts.set(proof, verdict);
      return verdict;
    };
    for (let attempt = 0; ; attempt++) {
      const isLast = attempt + 1 >= pool.attempts;
      const accept = async ({ proof }: Attempt) => (await verify(proof)).result.ok;
      const made = await this.attempt(cut, tables, attempt, wanted, accept).catch((error: unknown) => {
        if (isLast || signal.aborted || error === pause?.reason || !mayBeOfData(error)) throw error;
        if (pool.mayRetry?.(error) === false) throw error;
        return error;
      });
      if (made instanceof Error) {
        this.retry(cut, attempt + 1, made.message);
        continue;
      }
      const { result, seconds: verifySeconds } = await verify(made.proof);
      if (result.ok) await work?.keep(cut.index, made.proof, statement);
      if (result.ok)
        return finished(cut, made.proof, verifySeconds, { ...tables, ...made, attempts: attempt + 1 });
      if (isLast) throw unverified(cut, made.lane, `${result.check}: ${result.message}`);
      this.retry(cut, attempt + 1, `the proof does not verify: ${result.check}: ${result.message}`);
    }
  }

  private retry({ index, shape, shard: { isLast } }: CutShard, attempt: number, reason: string): void {
    this.tools.pool.retrying?.({ index, shape, isLast, attempt }, reason);
  }

  private async prepare({ index, checkpoint, shape }: CutShard, signal: AbortSignal): Promise<Tables> {
    const [opened, replaySeconds] = await timed(() => CheckpointReplay.open(checkpoint, signal));
    await using replay = opened;
    this.tell('replay', index, replaySeconds);
    const [tables, fillSeconds] = await timed(() =>
      replay.fillForUpload(shapeHeights(shape), this.tools.pool.threads),
    );
    this.tell('fill', index, fillSeconds);
    return { tables, replaySeconds, fillSeconds };
  }

  private async attempt(
    { index, shape, shard: { publicValues, isLast } }: CutShard,
    { tables }: Tables,
    attempt: number,
    { signal, pause }: Wanted,
    accept: (made: Attempt) => Promise<boolean>,
  ): Promise<Attempt> {
    const { pool, parameters, key } = this.tools;
    const upload = (dispatcher: StageRunner) => uploadTables(dispatcher, { shape, tables });
    const request = { index, shape, isLast, attempt, signal, pause, upload };
    const task = async ({ dispatcher, fixedTables, name, takeTables }: ShardLane) => {
      requireGoing(signal);
      const prover = { parameters, key, dispatcher, fixedTables };
      const [proof, proveSeconds] = await timed(async () => {
        const traces = takeTables?.() ?? (await upload(dispatcher));
        return await proveUploaded(prover, { shape, publicValues }, traces);
      });
      return { proof, lane: name, proveSeconds };
    };
    return await pool.run(request, task, accept);
  }

  private async verify(index: number, shard: ShardProof): Promise<Verdict<BatchVerificationResult>> {
    const { verifier, key, parameters } = this.tools;
    const verdict = await verifier.verifyShard({ parameters, key, shard });
    this.tell('verify', index, verdict.seconds);
    return verdict;
  }

  private tell(stage: HostStage, shard: number, seconds: number): void {
    this.tools.onHostWork?.({ stage, shard, seconds });
  }
}

/** Whether wrong data, as a device may have given, could be behind an error. */
function mayBeOfData(error: unknown): error is Error {
  return error instanceof Error && !isCancelled(error);
}

function requireGoing(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new SwitchyardError('SY_ERR_CANCELLED', 'the proof of the run has ended before this shard', {
    remedy: 'Prove the run again if it is still wanted.',
  });
}

function unverified({ index }: CutShard, lane: string, reason: string): SwitchyardError {
  return new SwitchyardError('SY_ERR_PROOF', `shard ${index} does not verify: ${reason}`, {
    device: lane,
    remedy: 'Prove again with another --isa, run npm test on this machine, and report the difference.',
  });
}

function finished(
  { index, shape, shard, cutSeconds }: CutShard,
  proof: ShardProof,
  verifySeconds: number,
  made?: Omit<Tables, 'tables'> & Omit<Attempt, 'proof'> & { readonly attempts: number },
): FinishedShard {
  const { steps, cycles, isLast, rows } = shard;
  const { replaySeconds = 0, fillSeconds = 0, proveSeconds = 0, lane = '', attempts = 0 } = made ?? {};
  const report: ShardReport = {
    ...{ index, shape: SHAPES[shape].name, steps, cycles, isLast, rows },
    ...{ proofBytes: proof.proof.length, isKept: made === undefined, lane, attempts },
    ...{ cutSeconds, replaySeconds, fillSeconds, proveSeconds, verifySeconds },
  };
  return { proof, report };
}

async function timed<T>(action: () => Promise<T>): Promise<[result: T, seconds: number]> {
  const started = performance.now();
  const result = await action();
  return [result, (performance.now() - started) / 1e3];
}
