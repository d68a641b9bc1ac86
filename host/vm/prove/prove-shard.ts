import type { StageRunner } from '../../dispatch/index.js';
import { replayChips, SwitchyardError, Transcript, type Matrix } from '../../runtime/index.js';
import {
  boundDigestWords,
  encodeBatchProof,
  proofSystem,
  type StarkParameters,
} from '../../stark/proof/index.js';
import { proveBatch, type BatchPreprocessed } from '../../stark/prove/index.js';
import { chipsOf, shapeTables } from '../shape-tables.js';
import { shardStatementDigest } from '../shard-statement.js';
import type { ShardProof } from '../shard-proof.js';
import type { VerifyingKey } from '../verifying-key.js';
import { shapeHeights } from './choose-shape.js';

/** What a shard's proof is made from. */
export interface ShardToProve {
  /** Index among the shapes. */
  readonly shape: number;
  readonly publicValues: readonly number[];
  /**
   * The machine's tables in order, as high as the shape says, empty where it has none, as
   * `CheckpointReplay.fillForUpload` gives them: row-major Montgomery words.
   */
  readonly tables: readonly Uint32Array[];
}

/** Where and under what a shard is proven. */
export interface ShardProver {
  readonly parameters: StarkParameters;
  readonly key: VerifyingKey;
  readonly dispatcher: StageRunner;
  /** The fixed tables on the dispatcher's device, made by `commitFixedTables`. */
  readonly fixedTables: BatchPreprocessed;
}

/**
 * Proves one shard. Nothing is left on the device.
 *
 * @throws SwitchyardError; ParametersError; MachineError FIXED_TABLES
 */
export async function proveShard(prover: ShardProver, shard: ShardToProve): Promise<ShardProof> {
  const traces = await uploadTables(prover.dispatcher, shard);
  return await proveUploaded(prover, shard, traces);
}

/**
 * Puts those tables of a shard on a device that its shape has.
 *
 * @throws SwitchyardError SY_ERR_ARGUMENT for other heights than the shape's; what devices throw
 */
export async function uploadTables(
  dispatcher: StageRunner,
  shard: Pick<ShardToProve, 'shape' | 'tables'>,
): Promise<readonly Matrix[]> {
  const heights = shapeHeights(shard.shape);
  for (const [i, chip] of replayChips().entries()) {
    const rows = heights[chip.name];
    if (shard.tables[i].length === rows * chip.uploadWidth) continue;
    throw new SwitchyardError('SY_ERR_ARGUMENT', `${chip.name} has not the ${rows} rows of its shape`, {
      argument: 'shard.tables',
      remedy: 'Fill the tables to the heights of the shape.',
    });
  }
  return await uploadUnchecked(dispatcher, shard);
}

/** {@link proveShard} for tables of any lengths, whose sizes alone matter: of a dry run. */
export async function proveTables(prover: ShardProver, shard: ShardToProve): Promise<ShardProof> {
  const traces = await uploadUnchecked(prover.dispatcher, shard);
  return await proveUploaded(prover, shard, traces);
}

/** {@link proveShard} for tables that are on a device; they are consumed. */
export async function proveUploaded(
  prover: ShardProver,
  shard: Pick<ShardToProve, 'shape' | 'publicValues'>,
  traces: readonly Matrix[],
): Promise<ShardProof> {
  const { parameters, key, dispatcher, fixedTables } = prover;
  const system = proofSystem(parameters);
  const transcript = Transcript.create(parameters.field, parameters.hashSet);
  const digest = shardStatementDigest(parameters, shard.shape, key);
  transcript.observeDigests(boundDigestWords(system, digest));

  const tables = chipsOf(shard.shape).map((chip, i) => ({
    chip,
    trace: traces[i],
    publicValues: chip.publicValueCount > 0 ? shard.publicValues : [],
  }));
  const proof = await proveBatch({ tables, parameters, dispatcher, preprocessed: fixedTables, transcript });
  const { shape, publicValues } = shard;
  return { shape, publicValues, proof: encodeBatchProof(system, proof) };
}

async function uploadUnchecked(
  dispatcher: StageRunner,
  { shape, tables }: Pick<ShardToProve, 'shape' | 'tables'>,
): Promise<readonly Matrix[]> {
  const segment = dispatcher.segment();
  const present = shapeTables(shape);
  const widths = replayChips().map(({ uploadWidth }) => uploadWidth);
  const uploaded = present.map(({ index, chip, logHeight }) => {
    const field = chip.field.name;
    return segment.upload(tables[index], { field, rows: 2 ** logHeight, columns: widths[index] });
  });
  const traces = uploaded.map((matrix, i) => {
    const { rows } = matrix;
    const columns = present[i].chip.width;
    return matrix.columns === columns ? matrix : segment.fill(matrix, 'compression', { rows, columns });
  });
  segment.free(...uploaded.filter((matrix, i) => matrix !== traces[i]));
  await dispatcher.run('tables', segment);
  return traces;
}
