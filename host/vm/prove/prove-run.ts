import type { Dispatcher } from '../../dispatch/index.js';
import { RunReplay, SwitchyardError, type ReplayedShard } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import type { BatchPreprocessed } from '../../stark/prove/index.js';
import type { RunProof } from '../run-proof.js';
import { SHAPES } from '../shapes.js';
import { openSystemPage } from '../state/index.js';
import { shardStatementDigest } from '../shard-statement.js';
import type { ShardProof } from '../shard-proof.js';
import { verifyShardInWorker } from '../verify-worker/index.js';
import { verifyingKeyOf, type VerifyingKey } from '../verifying-key.js';
import { cheapestShape, shapeHeights } from './choose-shape.js';
import { commitFixedTables } from './fixed-tables.js';
import { proveShard } from './prove-shard.js';
import type { WorkFolder } from './work-folder.js';

/** A run to prove, and how. */
export interface ProveRunRequest {
  /** The bytes of an ELF file. */
  readonly elf: Uint8Array;
  /** One buffer for each input that the guest reads, in order. */
  readonly inputs: readonly Uint8Array[];
  readonly parameters: StarkParameters;
  readonly dispatcher: Dispatcher;
  /** Index of the shape that shards are cut to; each is then proven in the cheapest that has room. */
  readonly shape: number;
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
 * Proves that a program ran: executes it shard by shard, proves each, and verifies each proof before it counts.
 *
 * @throws SwitchyardError SY_ERR_ELF, SY_ERR_GUEST for a run that does not end well, SY_ERR_PROOF for a proof that
 *   does not verify, and what devices throw; ParametersError; MachineError FIXED_TABLES
 */
export async function proveRun(request: ProveRunRequest): Promise<ProvenRun> {
  const { elf, inputs, parameters, dispatcher, maxCycles, maxMemoryBytes, signal } = request;
  const key = verifyingKeyOf(elf);
  const replay = await RunReplay.open({ elf, inputs, maxCycles, maxMemoryBytes, signal });
  const fixedTables = await commitFixedTables(parameters, dispatcher);
  try {
    return await new RunProver(request, key, replay, fixedTables).prove();
  } finally {
    const { traces, commitment } = fixedTables;
    const segment = dispatcher.device.segment();
    segment.free(...traces, ...commitment.ldes, commitment.tree);
    await segment.submit();
  }
}

class RunProver {
  private readonly shards: ShardProof[] = [];
  private readonly reports: ShardReport[] = [];

  constructor(
    private readonly request: ProveRunRequest,
    private readonly key: VerifyingKey,
    private readonly replay: RunReplay,
    private readonly fixedTables: BatchPreprocessed,
  ) {}

  async prove(): Promise<ProvenRun> {
    const { parameters, shape, shardCycles = 2 ** 32 - 1 } = this.request;
    for (;;) {
      const [shard, replaySeconds] = await timed(() =>
        this.replay.nextShard({ steps: shardCycles, rows: shapeHeights(shape) }),
      );
      if (shard.isLast) this.checkEnd(shard);
      await this.add(shard, replaySeconds);
      if (!shard.isLast) continue;
      const { outcome, systemPage, pair } = shard.end!;
      const { publicValues, exitCode } = outcome;
      const end = openSystemPage(systemPage, pair);
      const run: RunProof = { parameters, publicValues, exitCode, shards: this.shards, end };
      return { run, key: this.key, shards: this.reports };
    }
  }

  private checkEnd({ end }: ReplayedShard): void {
    const { outcome } = end!;
    if (outcome.exitCode === 0 || this.request.allowExitCode) return;
    throw new SwitchyardError('SY_ERR_GUEST', `the program ended with exit code ${outcome.exitCode}`, {
      remedy: 'Mend the program or its input, or allow exit codes other than 0.',
    });
  }

  private async add(shard: ReplayedShard, replaySeconds: number): Promise<void> {
    const { parameters, work } = this.request;
    const index = this.shards.length;
    const shape = cheapestShape(shard.rows, parameters.extensionDegree)!;
    const statement = shardStatementDigest(parameters, shape, this.key);
    const claim = { shape, publicValues: shard.publicValues };
    const kept = work?.find(index, { ...claim, statement });
    const keptVerdict = kept && (await this.verify(kept));
    const usable = keptVerdict?.result.ok ? kept : undefined;
    const made = usable
      ? { proof: usable, fillSeconds: 0, proveSeconds: 0, verifySeconds: keptVerdict!.seconds }
      : await this.proveAndVerify(shape, shard, index);
    if (!usable) work?.keep(index, made.proof, statement);
    const { proof, ...seconds } = made;
    this.shards.push(proof);
    const { steps, cycles, isLast, rows } = shard;
    const report: ShardReport = {
      ...{ index, shape: SHAPES[shape].name, steps, cycles, isLast, rows },
      ...{ proofBytes: proof.proof.length, isKept: usable !== undefined },
      ...{ replaySeconds, ...seconds },
    };
    this.reports.push(report);
    this.request.onShard?.(report);
  }

  private async proveAndVerify(shape: number, { publicValues }: ReplayedShard, index: number) {
    const { parameters, dispatcher } = this.request;
    const [tables, fillSeconds] = await timed(() =>
      this.replay.fillShard(shapeHeights(shape), dispatcher.device.info.threads),
    );
    const prover = { parameters, key: this.key, dispatcher, fixedTables: this.fixedTables };
    const [proof, proveSeconds] = await timed(() => proveShard(prover, { shape, publicValues, tables }));
    const { result, seconds: verifySeconds } = await this.verify(proof);
    if (!result.ok) {
      throw new SwitchyardError(
        'SY_ERR_PROOF',
        `shard ${index} does not verify: ${result.check}: ${result.message}`,
        {
          device: dispatcher.device.id,
          remedy: 'Prove again with another --isa, run npm test on this machine, and report the difference.',
        },
      );
    }
    return { proof, fillSeconds, proveSeconds, verifySeconds };
  }

  private verify(shard: ShardProof) {
    return verifyShardInWorker({ parameters: this.request.parameters, key: this.key, shard });
  }
}

async function timed<T>(action: () => Promise<T>): Promise<[result: T, seconds: number]> {
  const started = performance.now();
  const result = await action();
  return [result, (performance.now() - started) / 1e3];
}
