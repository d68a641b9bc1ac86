import { setMaxListeners } from 'node:events';
import { SwitchyardError, type ReplayedEnd } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import type { RunProof } from '../run-proof.js';
import { openSystemPage } from '../state/index.js';
import { VerifierThread } from '../verify-worker/index.js';
import { verifyingKeyOf, type VerifyingKey } from '../verifying-key.js';
import type { OnHostWork } from './host-stage.js';
import { RunCutter } from './run-cutter.js';
import { predictShapes, scoutRun, type CutChoice, type ScoutedRun, type ScoutReport } from './scout-run.js';
import type { ShardPool } from './shard-pool.js';
import { ShardWork, type FinishedShard, type ShardReport } from './shard-work.js';
import type { ShardKeeper } from './shard-keeper.js';
import { Slots, type Room } from './slots.js';

/** A run to prove, and how. */
export interface ProveRunRequest {
  /** The bytes of an ELF file. */
  readonly elf: Uint8Array;
  /** One buffer for each input that the guest reads, in order. */
  readonly inputs: readonly Uint8Array[];
  readonly parameters: StarkParameters;
  /** Where shards are proven. */
  readonly pool: ShardPool;
  /**
   * Index of the shape that shards are cut to; each is then proven in the cheapest that has room. Without one, each
   * shard is cut to the shape that promises the fewest cells.
   */
  readonly shape?: number | undefined;
  /** The most steps of a shard; by default as many as the shape has room for. */
  readonly shardCycles?: number | undefined;
  /** The most instructions to execute, those of unconstrained blocks included. */
  readonly maxCycles: number;
  readonly maxMemoryBytes: number;
  readonly maxPublicValueBytes?: number | undefined;
  /** Where proofs of shards are kept, and found again. */
  readonly work?: ShardKeeper | undefined;
  /** Proves a run that ends with another exit code than 0, too. */
  readonly allowExitCode?: boolean | undefined;
  /** Told once, before anything is proven. */
  readonly onScout?: ((run: ScoutReport) => void) | undefined;
  /** Told of each shard once its proof has verified, in their order. */
  readonly onShard?: ((report: ShardReport) => void) | undefined;
  /** Told of each of the host's stages as it ends. */
  readonly onHostWork?: OnHostWork | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Once it aborts, no shard begins any more; those that are being proven are finished and kept, and then its reason is
   * thrown.
   */
  readonly pause?: AbortSignal | undefined;
}

export interface ProvenRun {
  readonly run: RunProof;
  readonly key: VerifyingKey;
  readonly scout: ScoutReport;
  readonly shards: readonly ShardReport[];
}

/** Checkpoints that wait for a lane, beyond those that are being proven. */
const CUT_AHEAD = 4;

/** More than any shard has of steps. */
const ANY_STEPS = 2 ** 32 - 1;

/**
 * Proves that a program ran. First it is executed once to count, which refuses what cannot be proven; then a second
 * execution cuts it into shards and writes their checkpoints; from these, shards are replayed, filled, proven and
 * verified side by side. No proof counts before it has verified. Tables of as many shards as the pool has lanes, and
 * of one more, are held at a time.
 *
 * @throws SwitchyardError SY_ERR_ELF, SY_ERR_GUEST for a run that does not end well, SY_ERR_PROOF for a proof that
 *   does not verify, and what devices throw; ParametersError; MachineError FIXED_TABLES
 */
export async function proveRun(request: ProveRunRequest): Promise<ProvenRun> {
  const { elf, inputs, parameters, pool, maxCycles, maxMemoryBytes, signal } = request;
  const key = verifyingKeyOf(elf);
  const started = performance.now();
  const guest = { elf, inputs, maxCycles, maxMemoryBytes, signal };
  const { allowExitCode, maxPublicValueBytes } = request;
  const scouted = await scoutRun({ ...guest, allowExitCode, maxPublicValueBytes });
  const { extensionDegree } = parameters;
  const choice = { extensionDegree, shape: request.shape, shardCycles: request.shardCycles ?? ANY_STEPS };
  const scout = {
    cycles: scouted.cycles,
    shapes: predictShapes(scouted, choice),
    seconds: (performance.now() - started) / 1e3,
  };
  request.onHostWork?.({ stage: 'scout', seconds: scout.seconds });
  request.onScout?.(scout);
  const { shards, end } = await withPool(pool, async () => {
    await using cutter = await RunCutter.open(guest, scouted, choice);
    await pool.open(parameters, scout);
    await using verifier = new VerifierThread();
    const work = new ShardWork({ ...request, key, verifier });
    return await new RunPipeline(cutter, work, request).run();
  });
  const run = runProof(request, shards, end);
  return { run, key, scout, shards: shards.map(({ report }) => report) };
}

/** Closes the pool in the end. What went wrong first is told, not what went wrong with closing because of it. */
async function withPool<T>(pool: ShardPool, action: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await action();
  } catch (error) {
    await pool.close().catch(() => undefined);
    throw error;
  }
  await pool.close();
  return result;
}

function runProof(
  { parameters }: ProveRunRequest,
  shards: readonly FinishedShard[],
  { outcome, systemPage, pair }: ReplayedEnd,
): RunProof {
  const { publicValues, exitCode } = outcome;
  const end = openSystemPage(systemPage, pair);
  return { parameters, publicValues, exitCode, shards: shards.map(({ proof }) => proof), end };
}

/** Cuts shards and has them worked on, as many at a time as there is room for. */
class RunPipeline {
  private readonly failed = new AbortController();
  private readonly signal: AbortSignal;
  private readonly waiting: Slots;
  private readonly prepared: Room;

  constructor(
    private readonly cutter: RunCutter,
    private readonly work: ShardWork,
    private readonly request: ProveRunRequest,
  ) {
    const { pool, signal } = request;
    this.signal = signal ? AbortSignal.any([signal, this.failed.signal]) : this.failed.signal;
    // Each shard in progress listens.
    setMaxListeners(0, this.signal);
    this.waiting = new Slots(() => pool.lanes + 1 + CUT_AHEAD);
    this.prepared = pool.prepared ?? new Slots(() => pool.lanes + 1);
  }

  async run(): Promise<{ shards: FinishedShard[]; end: ReplayedEnd }> {
    const shards: Promise<FinishedShard>[] = [];
    let end: ReplayedEnd | undefined;
    // Shards are told of in their order.
    let told: Promise<unknown> = Promise.resolve();
    try {
      for (;;) {
        const release = await this.waiting.take();
        this.requireWanted();
        this.request.pause?.throwIfAborted();
        // What has failed is told at once, not after the rest of the run is cut.
        this.failed.signal.throwIfAborted();
        const cut = await this.cutter.next();
        if (!cut) break;
        end = cut.shard.end;
        this.request.onHostWork?.({ stage: 'cut', shard: cut.index, seconds: cut.cutSeconds });
        const { pause } = this.request;
        const finished = this.work.finish(cut, this.prepared, this.signal, pause).finally(release);
        finished.catch((error: unknown) => this.fail(error));
        shards.push(finished);
        told = Promise.all([told, finished]).then(([, { report }]) => {
          this.requireWanted();
          this.request.onShard?.(report);
        });
        told.catch((error: unknown) => this.fail(error));
      }
      await told;
      return { shards: await Promise.all(shards), end: end! };
    } catch (error) {
      this.fail(error);
      await Promise.allSettled([...shards, told]);
      this.requireWanted();
      if (!this.failed.signal.aborted) throw error;
      // The first failure; others are of what was cancelled because of it.
      throw this.failed.signal.reason;
    }
  }

  /** Ends all work, unless it is only to pause: then what is being proven is finished. */
  private fail(error: unknown): void {
    const { pause } = this.request;
    if (!pause?.aborted || error !== pause.reason) this.failed.abort(error);
  }

  private requireWanted(): void {
    if (!this.request.signal?.aborted) return;
    throw new SwitchyardError('SY_ERR_CANCELLED', 'the proof of the run was cancelled', {
      remedy: 'Prove the run again if it is still wanted; a work folder keeps the shards that are proven.',
    });
  }
}

export type { CutChoice, ScoutedRun, ScoutReport, ShardReport };
