import { koalaBear } from '../../host/field/index.js';
import { replayChips, RunReplay, type ReplayedShard, type RowLimits } from '../../host/runtime/index.js';
import { checkTables, formatTableFailure } from '../../host/stark/air/index.js';
import { opcodePreprocessed, tablePreprocessed } from '../../host/vm/chips/index.js';
import { MACHINE_CHIPS } from '../../host/vm/machine.js';

/** Runs as shards and tables, for tests. */

export interface ShardTables {
  readonly shard: ReplayedShard;
  readonly checkpoint: Uint8Array;
  /** Row-major Montgomery words, in the order of the machine's chips. */
  readonly words: readonly Uint32Array[];
}

/** Limits with the same room for every chip, except those that are given. */
export function roomFor(rows: number, { steps = 1 << 22, ...chips }: Record<string, number> = {}): RowLimits {
  return { steps, rows: { ...Object.fromEntries(replayChips().map(({ name }) => [name, rows])), ...chips } };
}

/** The smallest heights that hold a shard's rows, 16 at least. */
export function heightsOf({ rows }: ReplayedShard): Record<string, number> {
  const height = (count: number) => Math.max(16, 2 ** Math.ceil(Math.log2(count)));
  return Object.fromEntries(Object.entries(rows).map(([name, count]) => [name, height(count)]));
}

export function openReplay(elf: Uint8Array, inputs: readonly Uint8Array[] = []): Promise<RunReplay> {
  return RunReplay.open({ elf, inputs, maxCycles: 1 << 26, maxMemoryBytes: 1 << 26 });
}

/** Replays a run to its end. */
export async function replayAll(
  elf: Uint8Array,
  inputs: readonly Uint8Array[],
  limits: RowLimits,
): Promise<ShardTables[]> {
  const replay = await openReplay(elf, inputs);
  const shards: ShardTables[] = [];
  for (;;) {
    const shard = await replay.nextShard(limits);
    const words = await replay.fillShard(heightsOf(shard), 2);
    shards.push({ shard, words, checkpoint: replay.checkpoint() });
    if (shard.isLast) return shards;
  }
}

/** What is wrong with a shard's tables. */
export function failuresOf({ shard, words }: Pick<ShardTables, 'shard' | 'words'>): string[] {
  const tables = MACHINE_CHIPS.map((chip, i) => ({
    chip,
    trace: words[i].map((word) => koalaBear.fromMontgomery(word)),
    publicValues: chip.publicValueCount > 0 ? shard.publicValues : [],
    preprocessed: PREPROCESSED.get(chip.name) ?? new Uint32Array(0),
  }));
  return checkTables(tables).map(formatTableFailure);
}

const PREPROCESSED: ReadonlyMap<string, Uint32Array> = new Map([
  ['table', tablePreprocessed()],
  ['opcode', opcodePreprocessed()],
]);
