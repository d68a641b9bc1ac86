import type { Dispatcher } from '../../dispatch/index.js';
import { RunReplay, SwitchyardError, type ReplayedShard } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import { freeBatchPreprocessed, type BatchPreprocessed } from '../../stark/prove/index.js';
import type { BatchVerificationResult } from '../../stark/verify/index.js';
import type { RunProof } from '../run-proof.js';
import { SHAPES } from '../shapes.js';
import { openSystemPage } from '../state/index.js';
import { shardStatementDigest } from '../shard-statement.js';
import type { ShardProof } from '../shard-proof.js';
import { VerifierThread, type Verdict } from '../verify-worker/index.js';
import { verifyingKeyOf, type VerifyingKey } from '../verifying-key.js';
import { cheapestShape, shapeHeights } from './choose-shape.js';
import { commitFixedTables } from './fixed-tables.js';
import { proveShard } from './prove-shard.js';
import { RunForecast } from './run-forecast.js';
import type { WorkFolder } from './work-folder.js';

/** A run to prove, and how. */
export interface ProveRunRequest {
  /** The bytes of an ELF file. */
  readonly elf: Uint8Array;
  /** One buffer for each input that the guest reads, in order. */
  readonly inputs: readonly Uint8Array[];
  readonly parameters: StarkParameters;
  readonly dispatcher: Dispatcher;
  /**
   * Index of the shape that shards are cut to; each is then proven in the cheapest that has room. Without one, each
   * shard is cut to the shape that promises the fewest cells, by a replay that runs ahead.
   */
  readonly shape?: number | undefined;
  /** The most steps of a shard; by default as many as the shape has room for. */
  readonly shardCycles?: number | undefined;
  /** The most instructions to execute, those of unconstrained blocks included. */
  readonly maxCycles: number;
  readonly maxMemoryBytes: number;
  /** Where proofs of shards are kept, and found again. */
  readonly work?: WorkFolder | undefined;
  /** Proves a run that ends with another exit code than 0, too. */
  readonly allowExitCode?: boolean | undefined;
  readonly onShard?: ((report: ShardReport) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

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
  readonly replaySeconds: number;
  readonly fillSeconds: number;
  readonly proveSeconds: number;
  readonly verifySeconds: number;
  /** The rows that it needs of each chip. */
  readonly rows: Readonly<Record<string, number>>;
}

export interface ProvenRun {
  readonly run: RunProof;
  readonly key: VerifyingKey;
  readonly shards: readonly ShardReport[];
}

/**
 * Proves that a program ran: executes it shard by shard, proves each, and verifies each proof before it counts. While
 * a shard is proven the next one is replayed and filled and the last one is verified, so that the tables of two
 * shards are held at a time.
 *
 * @throws SwitchyardError SY_ERR_ELF, SY_ERR_GUEST for a run that does not end well, SY_ERR_PROOF for a proof that
 *   does not verify, and what devices throw; ParametersError; MachineError FIXED_TABLES
 */
export async function proveRun(request: ProveRunRequest): Promise<ProvenRun> {
  const { elf, inputs, parameters, dispatcher, maxCycles, maxMemoryBytes, signal, shape } = request;
  const key = verifyingKeyOf(elf);
  const run = { elf, inputs, maxCycles, maxMemoryBytes, signal };
  const replay = await RunReplay.open(run);
  const forecast = shape === undefined ? await RunForecast.open(run) : undefined;
  const fixedTables = await commitFixedTables(parameters, dispatcher);
  await using verifier = new VerifierThread();
  try {
    return await new RunProver(request, { key, replay, forecast, fixedTables, verifier }).prove();
  } finally {
    await freeBatchPreprocessed(fixedTables, dispatcher);
  }
}

/** What a run is proven with. */
interface Tools {
  readonly key: VerifyingKey;
  readonly replay: RunReplay;
  readonly forecast: RunForecast | undefined;
  readonly fixedTables: BatchPreprocessed;
  readonly verifier: VerifierThread;
}

/** A shard that can be proven while the replay goes on. */
interface PreparedShard {
  readonly shard: ReplayedShard;
  readonly index: number;
  readonly shape: number;
  readonly statement: Uint8Array;
  readonly replaySeconds: number;
  readonly fillSeconds: number;
  /** Its tables, or its proof from the work folder with what the verifier said. */
  readonly content: readonly Uint32Array[] | KeptShard;
}

interface KeptShard {
  readonly proof: ShardProof;
  readonly verdict: Verdict<BatchVerificationResult>;
}

class RunProver {
  private readonly shards: ShardProof[] = [];
  private readonly reports: ShardReport[] = [];
  /** Cycles of the shards that have been replayed. */
  private cycles = 0;

  constructor(
    private readonly request: ProveRunRequest,
    private readonly tools: Tools,
  ) {}

  async prove(): Promise<ProvenRun> {
    let next = this.prepare(0);
    let counted = Promise.resolve();
    try {
      for (let index = 0; ; index++) {
        const prepared = await next;
        const { isLast, end } = prepared.shard;
        if (!isLast) next = inBackground(this.prepare(index + 1));
        const proven = await this.proofOf(prepared);
        await counted;
        this.requireWanted();
        counted = inBackground(this.count(prepared, proven));
        if (!isLast) continue;
        await counted;
        return { run: this.runProof(end!), key: this.tools.key, shards: this.reports };
      }
    } finally {
      await Promise.allSettled([next, counted]);
    }
  }

  private runProof({ outcome, systemPage, pair }: NonNullable<ReplayedShard['end']>): RunProof {
    const { publicValues, exitCode } = outcome;
    const end = openSystemPage(systemPage, pair);
    return { parameters: this.request.parameters, publicValues, exitCode, shards: this.shards, end };
  }

  private async prepare(index: number): Promise<PreparedShard> {
    const { parameters, work, dispatcher } = this.request;
    const { replay, key } = this.tools;
    const [shard, replaySeconds] = await timed(() => this.replayNext());
    if (shard.isLast) this.checkEnd(shard);
    const shape = cheapestShape(shard.rows, parameters.extensionDegree)!;
    const statement = shardStatementDigest(parameters, shape, key);
    const replayed = { shard, index, shape, statement, replaySeconds };
    const kept = work?.find(index, { shape, publicValues: shard.publicValues, statement });
    const verdict = kept && (await this.verify(kept));
    if (verdict?.result.ok) return { ...replayed, fillSeconds: 0, content: { proof: kept!, verdict } };
    const [content, fillSeconds] = await timed(() =>
      replay.fillShard(shapeHeights(shape), dispatcher.device.info.threads),
    );
    return { ...replayed, fillSeconds, content };
  }

  private async replayNext(): Promise<ReplayedShard> {
    const { parameters, shardCycles = 2 ** 32 - 1, shape } = this.request;
    const { replay, forecast } = this.tools;
    const limit = shape ?? (await forecast!.shapeAt(this.cycles, shardCycles, parameters.extensionDegree));
    const shard = await replay.nextShard({ steps: shardCycles, rows: shapeHeights(limit) });
    this.cycles += shard.cycles;
    return shard;
  }

  /** Replays are cancelled by themselves; this ends a run whose last shard is replayed already. */
  private requireWanted(): void {
    if (!this.request.signal?.aborted) return;
    throw new SwitchyardError('SY_ERR_CANCELLED', 'the proof of the run was cancelled', {
      remedy: 'Prove the run again if it is still wanted; a work folder keeps the shards that are proven.',
    });
  }

  private checkEnd({ end }: ReplayedShard): void {
    const { outcome } = end!;
    if (outcome.exitCode === 0 || this.request.allowExitCode) return;
    throw new SwitchyardError('SY_ERR_GUEST', `the program ended with exit code ${outcome.exitCode}`, {
      remedy: 'Mend the program or its input, or allow exit codes other than 0.',
    });
  }

  /** Proves a shard that has not been, and keeps the proof. */
  private async proofOf({ shard, index, shape, statement, content }: PreparedShard) {
    if (!isTables(content)) return { proof: content.proof, proveSeconds: 0 };
    const { parameters, dispatcher, work } = this.request;
    const { key, fixedTables } = this.tools;
    const { publicValues } = shard;
    const prover = { parameters, key, dispatcher, fixedTables };
    const [proof, proveSeconds] = await timed(() =>
      proveShard(prover, { shape, publicValues, tables: content }),
    );
    work?.keep(index, proof, statement);
    return { proof, proveSeconds };
  }

  /** Verifies a proof, and only then lets it count. */
  private async count(
    { shard, index, shape, content, replaySeconds, fillSeconds }: PreparedShard,
    { proof, proveSeconds }: { readonly proof: ShardProof; readonly proveSeconds: number },
  ): Promise<void> {
    const isKept = !isTables(content);
    const { result, seconds: verifySeconds } = isKept ? content.verdict : await this.verify(proof);
    if (!result.ok) {
      throw new SwitchyardError(
        'SY_ERR_PROOF',
        `shard ${index} does not verify: ${result.check}: ${result.message}`,
        {
          device: this.request.dispatcher.device.id,
          remedy: 'Prove again with another --isa, run npm test on this machine, and report the difference.',
        },
      );
    }
    this.shards.push(proof);
    const { steps, cycles, isLast, rows } = shard;
    const report: ShardReport = {
      ...{ index, shape: SHAPES[shape].name, steps, cycles, isLast, rows },
      ...{ proofBytes: proof.proof.length, isKept },
      ...{ replaySeconds, fillSeconds, proveSeconds, verifySeconds },
    };
    this.reports.push(report);
    this.request.onShard?.(report);
  }

  private async verify(shard: ShardProof): Promise<Verdict<BatchVerificationResult>> {
    const { verifier, key } = this.tools;
    return await verifier.verifyShard({ parameters: this.request.parameters, key, shard });
  }
}

function isTables(content: PreparedShard['content']): content is readonly Uint32Array[] {
  return Array.isArray(content);
}

/** A promise that is awaited later, and whose failure is told then. */
function inBackground<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

async function timed<T>(action: () => Promise<T>): Promise<[result: T, seconds: number]> {
  const started = performance.now();
  const result = await action();
  return [result, (performance.now() - started) / 1e3];
}
