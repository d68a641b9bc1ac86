import { koalaBear } from '../../host/field/index.js';
import { RunReplay, replayChips, type ReplayedShard, type RowLimits } from '../../host/runtime/index.js';

/** Whole runs as shards and tables, for tests. */

export interface ShardTables {
  readonly shard: ReplayedShard;
  /** Canonical, row-major, by chip. */
  readonly tables: ReadonlyMap<string, Uint32Array>;
}

/** Limits with the same room for every chip. */
export function roomFor(rows: number, changes: Partial<RowLimits> = {}): RowLimits {
  return {
    steps: changes.steps ?? 1 << 22,
    rows: { ...Object.fromEntries(replayChips().map(({ name }) => [name, rows])), ...changes.rows },
  };
}

/** The smallest heights that hold a shard's rows. */
export function heightsOf({ rows }: ReplayedShard): Record<string, number> {
  const height = (count: number) => Math.max(16, 2 ** Math.ceil(Math.log2(Math.max(1, count))));
  return Object.fromEntries(Object.entries(rows).map(([name, count]) => [name, height(count)]));
}

/** Replays a run to its end. */
export async function replayAll(
  elf: Uint8Array,
  inputs: readonly Uint8Array[],
  limits: RowLimits,
  threads = 1,
): Promise<ShardTables[]> {
  const replay = await RunReplay.open({ elf, inputs, maxCycles: 1 << 28, maxMemoryBytes: 1 << 28 });
  const shards: ShardTables[] = [];
  for (;;) {
    const shard = await replay.nextShard(limits);
    const words = await replay.fillShard(heightsOf(shard), threads);
    const tables = new Map(
      replayChips().map(({ name }, i) => [name, words[i].map((word) => koalaBear.fromMontgomery(word))]),
    );
    shards.push({ shard, tables });
    if (shard.isLast) return shards;
  }
}
