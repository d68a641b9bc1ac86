import test from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import type { TableTrace } from '../../../host/stark/air/index.js';
import { tableChip, tablePreprocessed } from '../../../host/vm/chips/index.js';
import { seededWords } from '../../field/random.js';
import { call, halt } from '../../vm/assembler.js';
import { DATA_ADDRESS, program, wordsToBytes } from '../../vm/elf-builder.js';
import { PRECOMPILES } from '../../vm/precompiles/index.js';
import { range, type PrecompileCase, type PrecompileSpec } from '../../vm/precompiles/precompile.js';
import { recounted } from '../mutation/recounted.js';
import { lyingTables, refusalsOf } from './replayed-lie.js';

/**
 * Rows of precompiles that are consistent with memory, with one another and with all that is looked up, but not the one
 * set of rows that a call has: their chain's bus is the only one that refuses them (docs/vm.md, 8.3).
 */

const ADDRESS = DATA_ADDRESS + 12;
const OTHER_ADDRESS = DATA_ADDRESS + 0x500;
/** Cells of a time beside this one are looked up in parts of so many bits. */
const TIME_LIMIT = 2 ** 12;

const specOf = (name: string): PrecompileSpec => PRECOMPILES.find((spec) => spec.name === name)!;

/** Tables of a run, whose cells are canonical and can be set by the names of their columns. */
class Forgery {
  private constructor(private readonly tables: readonly TableTrace[]) {}

  static async of(calls: readonly (readonly [PrecompileSpec, a0: number])[]): Promise<Forgery> {
    const code = [...calls.flatMap(([{ number }, a0]) => call(number, a0, 0)), ...halt()];
    const elf = program(code, wordsToBytes(range(0x400).map(seededWords(7))));
    const tables = await lyingTables({ elf });
    // Rows that were not asked for may be, too.
    return new Forgery(
      tables.map((table) => {
        if (table.chip !== tableChip) return { ...table, trace: table.trace.slice() };
        const preprocessed = tablePreprocessed();
        const rows = preprocessed.length / tableChip.preprocessedWidth;
        return { ...table, trace: new Uint32Array(rows * tableChip.width), preprocessed };
      }),
    );
  }

  get(chip: string, row: number, column: string): number {
    return this.table(chip).trace[this.place(chip, row, column)];
  }

  set(chip: string, row: number, cells: Readonly<Record<string, number>>): void {
    for (const [column, value] of Object.entries(cells)) {
      this.table(chip).trace[this.place(chip, row, column)] = koalaBear.fromInteger(value);
    }
  }

  /** A word that a row has in two limbs. */
  word(chip: string, row: number, name: string): number {
    return this.get(chip, row, `${name}.lo`) + 2 ** 16 * this.get(chip, row, `${name}.hi`);
  }

  clear(chip: string, row: number): void {
    const { trace, chip: made } = this.table(chip);
    trace.fill(0, made.width * row, made.width * (row + 1));
  }

  /** Who refuses the tables, once everything that is looked up is counted again. */
  refusals(): string[] {
    return refusalsOf(recounted(this.tables));
  }

  private table(name: string): TableTrace {
    return this.tables.find(({ chip }) => chip.name === name)!;
  }

  private place(chip: string, row: number, column: string): number {
    const { width, main } = this.table(chip).chip;
    return width * row + main.names.indexOf(column);
  }
}

/** Adds rows of a schedule at a time without a call, which write what the call's own rows then find. */
function addGhosts(forgery: Forgery, spec: PrecompileSpec): void {
  const [, { parts, row }] = spec.chips;
  const words = range(48).map((i) => [Math.floor(i / 8), `held[${i % 8}]`] as const);
  const held = words.map(([part, name]) => forgery.word('sha_schedule', part, name));
  const window = range(16).map(seededWords(77));
  const callTime = forgery.get('sha_extend', 0, 'time');
  const time = callTime - 4;
  const ghost: PrecompileCase = {
    ...{ spec, pc: 0, time, t0Time: 0 },
    ...{ a0: { value: ADDRESS, time: 0 }, a1: { value: 0, time: 0 } },
    found: [...window, ...held].map((value) => ({ value, time: 0 })),
    left: spec.compute([...window, ...held]),
  };
  for (const part of range(parts)) forgery.set('sha_schedule', parts + part, row(ghost, part));
  words.forEach(([part, name], i) => {
    const value = ghost.left[16 + i];
    forgery.set('sha_schedule', part, {
      [`${name}.lo`]: value & 0xffff,
      [`${name}.hi`]: value >>> 16,
      [`${name}.time`]: time,
      [`${name}.low`]: (callTime - time - 1) % TIME_LIMIT,
    });
  });
}

test('a schedule without a call is refused, by its chain alone', async (t) => {
  const spec = specOf('SHA_EXTEND');
  const forgery = await Forgery.of([[spec, ADDRESS]]);
  t.deepEqual(forgery.refusals(), []);
  addGhosts(forgery, spec);
  t.deepEqual(forgery.refusals(), ['schedule']);
  for (const part of range(6)) forgery.set('sha_schedule', 6 + part, { isLast: 0 });
  t.true(forgery.refusals().includes('schedule'));
});

test('a schedule that ends early is refused', async (t) => {
  const forgery = await Forgery.of([[specOf('SHA_EXTEND'), ADDRESS]]);
  forgery.set('sha_schedule', 4, { isLast: 1 });
  forgery.clear('sha_schedule', 5);
  t.true(forgery.refusals().some((refusal) => refusal.startsWith('sha_schedule: ')));
  forgery.set('sha_schedule', 4, { left: 1 });
  t.true(forgery.refusals().includes('schedule'));
});

test('chains of two permutations that are exchanged half way are refused', async (t) => {
  const spec = specOf('KECCAK_PERMUTE');
  const forgery = await Forgery.of([
    [spec, ADDRESS],
    [spec, OTHER_ADDRESS],
  ]);
  t.deepEqual(forgery.refusals(), []);
  const [first, second] = [0, 1].map((row) => forgery.get('keccak_permute', row, 'time'));
  for (const round of range(24).slice(12)) {
    forgery.set('keccak_round', round, { time: second });
    forgery.set('keccak_round', 24 + round, { time: first });
  }
  t.deepEqual(forgery.refusals(), ['keccak']);
  // What the calls leave is exchanged with them.
  for (const word of range(50)) {
    for (const half of ['lo', 'hi']) {
      const column = `after[${word}].${half}`;
      const [one, other] = [0, 1].map((row) => forgery.get('keccak_permute', row, column));
      forgery.set('keccak_permute', 0, { [column]: other });
      forgery.set('keccak_permute', 1, { [column]: one });
    }
  }
  t.true(forgery.refusals().includes('keccak'));
});

test('a permutation of 23 rounds is refused', async (t) => {
  const forgery = await Forgery.of([[specOf('KECCAK_PERMUTE'), ADDRESS]]);
  for (const lane of range(25)) {
    for (const limb of range(4)) {
      const value = forgery.get('keccak_round', 23, `a[${Math.floor(lane / 5)}][${lane % 5}][${limb}]`);
      const half = limb % 2 === 0 ? 'lo' : 'hi';
      forgery.set('keccak_permute', 0, { [`after[${2 * lane + (limb >> 1)}].${half}`]: value });
    }
  }
  forgery.clear('keccak_round', 23);
  t.true(forgery.refusals().includes('keccak'));
});
