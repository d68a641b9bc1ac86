import { koalaBear } from '../../../host/field/index.js';
import type { TableTrace } from '../../../host/stark/air/index.js';
import { opcodePreprocessed, tablePreprocessed } from '../../../host/vm/chips/index.js';
import { MACHINE_CHIPS } from '../../../host/vm/machine.js';
import { littleEndian, readGuest } from '../../vm/guests.js';
import { openReplay, roomFor } from '../../vm/replayed-tables.js';
import { PRECOMPILES } from '../../vm/precompiles/index.js';
import { MACHINE_PROGRAM_INPUTS, machineProgram } from './machine-program.js';
import { precompileProgram } from './precompile-program.js';

/** Shards of real runs, filled as they are for proofs. */

export interface MachineShard {
  readonly name: string;
  /** In the machine's order; every table that is not fixed has padding. */
  readonly tables: readonly TableTrace[];
}

/** Tables of the same height in all shapes. */
const FIXED_HEIGHTS: Readonly<Record<string, number>> = { connector: 2 ** 4, table: 2 ** 16, opcode: 2 ** 6 };

const PREPROCESSED = new Map([
  ['table', tablePreprocessed()],
  ['opcode', opcodePreprocessed()],
]);

/** Chips that not all shapes have tables of. */
const PRECOMPILE_CHIPS = new Set(PRECOMPILES.flatMap(({ chips }) => chips.map(({ chip }) => chip.name)));

/**
 * A guest in C, cut within a HINT_READ, a program that calls all precompiles, and one that does all else that the machine
 * can.
 */
export async function machineShards(seed = 1): Promise<MachineShard[]> {
  const input = Uint8Array.from({ length: 100 }, (_, i) => 7 * i);
  const sha256 = [input, littleEndian(1)];
  return [
    ...(await shardsOf('sha256', readGuest('sha256'), sha256, { hint_word: 16 })),
    ...(await shardsOf('precompiles', precompileProgram(seed), [])),
    ...(await shardsOf('every instruction', machineProgram(seed, 12), MACHINE_PROGRAM_INPUTS, {
      decode: 1500,
    })),
  ];
}

/** All shards of a run, with as few rows as they need and padding. */
export async function shardsOf(
  name: string,
  elf: Uint8Array,
  inputs: readonly Uint8Array[],
  limits: Readonly<Record<string, number>> = {},
): Promise<MachineShard[]> {
  const replay = await openReplay(elf, inputs);
  const shards: MachineShard[] = [];
  for (;;) {
    const shard = await replay.nextShard(roomFor(2 ** 16, limits));
    const heights = Object.entries(shard.rows).map(([chip, rows]) => {
      return [chip, FIXED_HEIGHTS[chip] ?? Math.max(4, 2 ** Math.ceil(Math.log2(rows + 1)))] as const;
    });
    const words = await replay.fillShard(Object.fromEntries(heights));
    // As shapes have it: shards without precompiles have no tables of them.
    const hasPrecompiles = [...PRECOMPILE_CHIPS].some((chip) => shard.rows[chip] > 0);
    const tables = MACHINE_CHIPS.map((chip, i) => ({
      chip,
      trace: words[i].map((word) => koalaBear.fromMontgomery(word)),
      publicValues: chip.publicValueCount > 0 ? shard.publicValues : [],
      preprocessed: PREPROCESSED.get(chip.name) ?? new Uint32Array(0),
    })).filter(({ chip }) => hasPrecompiles || !PRECOMPILE_CHIPS.has(chip.name));
    shards.push({ name: `${name}, shard ${shards.length}`, tables });
    if (shard.isLast) return shards;
  }
}
