import type { Dispatcher } from '../../dispatch/index.js';
import { koalaBear } from '../../field/index.js';
import type { Matrix, TableName } from '../../runtime/index.js';
import type { Chip } from '../../stark/air/index.js';
import { fibonacciTrace, standardChip } from '../../stark/chips/index.js';
import { UsageError } from '../usage-error.js';

/** A trace on the device, what is proven about it, and what making it took. */
export interface MadeTrace {
  readonly trace: Matrix;
  readonly publicValues: readonly number[];
  /** From the inputs on the device, or in this process, to the trace on the device. */
  readonly seconds: number;
}

/** A table to prove, of a size. */
export interface TableWorkload {
  /** Short name of the chip. */
  readonly air: string;
  readonly chip: Chip;
  readonly logRows: number;
  /** What is counted, as in `unit` per second. */
  readonly unit: string;
  readonly count: number;
  makeTrace(dispatcher: Dispatcher): Promise<MadeTrace>;
}

/** What `bench prove` proves. */
export const BENCH_AIRS = ['poseidon2', 'keccak', 'fibonacci'] as const;
export type BenchAir = (typeof BENCH_AIRS)[number];

// The field has 2^24 roots of unity; a blowup of 2 leaves 2^23 rows.
const MAX_LOG_ROWS = 23;
const PERMUTATIONS_PER_ROW = 8;
const POSEIDON2_WIDTH = 16;
const ROWS_PER_KECCAK = 24;
/** 25 lanes of 64 bits. */
const KECCAK_WORDS = 50;
const INPUT_SEED = 1;

/** @throws UsageError for sizes that the table has not */
export function tableWorkload(air: BenchAir, logRows: number): TableWorkload {
  // Keccak's first permutation takes 24 rows.
  const least = air === 'keccak' ? 5 : 0;
  if (logRows < least || logRows > MAX_LOG_ROWS) {
    throw new UsageError(`--log-rows: ${air} takes ${least} to ${MAX_LOG_ROWS}`);
  }
  const chip = standardChip(air, koalaBear)!;
  const rows = 2 ** logRows;
  switch (air) {
    case 'poseidon2':
      return filledTable({ air, chip, logRows }, 'poseidon2', rows * PERMUTATIONS_PER_ROW, POSEIDON2_WIDTH);
    case 'keccak':
      return filledTable(
        { air, chip, logRows },
        'keccak-f',
        Math.floor(rows / ROWS_PER_KECCAK),
        KECCAK_WORDS,
      );
    case 'fibonacci':
      return {
        air,
        chip,
        logRows,
        unit: 'row',
        count: rows,
        makeTrace: (to) => uploadFibonacci(to, chip, rows),
      };
  }
}

/** A table whose device makes random states and fills the trace from them. */
function filledTable(
  table: Pick<TableWorkload, 'air' | 'chip' | 'logRows'>,
  fill: TableName,
  states: number,
  stateWords: number,
): TableWorkload {
  return {
    ...table,
    unit: 'perm',
    count: states,
    async makeTrace(dispatcher) {
      const random = dispatcher.segment();
      const shape = { field: table.chip.field.name, rows: states, columns: stateWords, seed: INPUT_SEED };
      const inputs = random.random(shape);
      await dispatcher.run('inputs', random);
      const started = performance.now();
      const segment = dispatcher.segment();
      const trace = segment.fill(inputs, fill, { rows: 2 ** table.logRows, columns: table.chip.width });
      segment.free(inputs);
      await dispatcher.run('trace', segment);
      return { trace, publicValues: [], seconds: (performance.now() - started) / 1e3 };
    },
  };
}

async function uploadFibonacci(dispatcher: Dispatcher, chip: Chip, rows: number): Promise<MadeTrace> {
  const started = performance.now();
  const made = fibonacciTrace(chip.field, rows, 0, 1);
  const segment = dispatcher.segment();
  const shape = { field: chip.field.name, rows, columns: chip.width, form: 'canonical' } as const;
  const trace = segment.upload(made.trace, shape);
  await dispatcher.run('trace', segment);
  return { trace, publicValues: made.publicValues, seconds: (performance.now() - started) / 1e3 };
}
