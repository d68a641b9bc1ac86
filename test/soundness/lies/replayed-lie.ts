import { koalaBear } from '../../../host/field/index.js';
import { RunReplay, type ReplayedShard, type ReplayLie } from '../../../host/runtime/index.js';
import { checkTables, type TableTrace } from '../../../host/stark/air/index.js';
import { opcodePreprocessed, tableChip, tablePreprocessed } from '../../../host/vm/chips/index.js';
import { MACHINE_CHIPS } from '../../../host/vm/machine.js';
import { heightsOf, roomFor } from '../../vm/replayed-tables.js';

const ROOM = roomFor(1 << 12);
const PREPROCESSED = new Map([
  ['table', tablePreprocessed()],
  ['opcode', opcodePreprocessed()],
]);

export interface LyingRun {
  readonly elf: Uint8Array;
  readonly inputs?: readonly Uint8Array[];
  readonly lies?: readonly ReplayLie[] | undefined;
}

/** A replay of a run that tells lies, if any. */
export function openLyingReplay({ elf, inputs = [], lies }: LyingRun): Promise<RunReplay> {
  return RunReplay.open({ elf, inputs, lies, maxCycles: 1 << 16, maxMemoryBytes: 1 << 24 });
}

/** The tables of a run's first shard, of the table of limbs the rows that are looked up alone. */
export async function lyingTables(run: LyingRun): Promise<TableTrace[]> {
  const [tables] = await lyingShards(run, 1);
  return tables;
}

/** The tables of its first shards, each of so many steps at most. */
export async function lyingShards(run: LyingRun, count: number, steps = ROOM.steps): Promise<TableTrace[][]> {
  const replay = await openLyingReplay(run);
  const shards: TableTrace[][] = [];
  for (let isLast = false; shards.length < count && !isLast;) {
    const shard = await replay.nextShard({ ...ROOM, steps });
    shards.push(await tablesOf(replay, shard));
    isLast = shard.isLast;
  }
  return shards;
}

async function tablesOf(replay: RunReplay, shard: ReplayedShard): Promise<TableTrace[]> {
  const words = await replay.fillShard(heightsOf(shard));
  return MACHINE_CHIPS.map((chip, i) => {
    const publicValues = chip.publicValueCount > 0 ? shard.publicValues : [];
    const preprocessed = PREPROCESSED.get(chip.name) ?? new Uint32Array(0);
    if (chip === tableChip) return lookedUp({ chip, trace: words[i], publicValues, preprocessed });
    const trace = words[i].map((word) => koalaBear.fromMontgomery(word));
    return { chip, trace, publicValues, preprocessed };
  });
}

/** The rows of a table without constraints between rows that say something, from Montgomery words. */
function lookedUp({ chip, trace, publicValues, preprocessed = new Uint32Array(0) }: TableTrace): TableTrace {
  const { width, preprocessedWidth } = chip;
  const rows: number[] = [];
  for (let row = 0; row < trace.length / width; row++) {
    if (trace.subarray(width * row, width * (row + 1)).some((count) => count !== 0)) rows.push(row);
  }
  const height = 2 ** Math.ceil(Math.log2(Math.max(1, rows.length)));
  const kept = {
    trace: new Uint32Array(height * width),
    preprocessed: new Uint32Array(height * preprocessedWidth),
  };
  rows.forEach((row, i) => {
    for (let j = 0; j < width; j++)
      kept.trace[width * i + j] = koalaBear.fromMontgomery(trace[width * row + j]);
    kept.preprocessed.set(
      preprocessed.subarray(preprocessedWidth * row, preprocessedWidth * (row + 1)),
      preprocessedWidth * i,
    );
  });
  return { chip, publicValues, ...kept };
}

/** What refuses tables: `CHIP: CONSTRAINT`, and buses that do not balance. */
export function refusalsOf(tables: readonly TableTrace[]): string[] {
  const failures = checkTables(tables, { maxFailures: 100 });
  return [
    ...new Set(
      failures.map((failure) => {
        if (failure.kind === 'constraint') return `${failure.chip}: ${failure.constraint}`;
        return failure.kind === 'balance' ? failure.bus : failure.kind;
      }),
    ),
  ];
}
