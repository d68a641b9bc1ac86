import type { StageRunner } from '../../dispatch/index.js';
import { koalaBear } from '../../field/index.js';
import type { Matrix, TableName } from '../../runtime/index.js';
import type { Chip } from '../../stark/air/index.js';
import { fibonacciTrace, standardChip } from '../../stark/chips/index.js';
import { encodeStarkProof, proofSystem, type StarkParameters } from '../../stark/proof/index.js';
import { proveStark } from '../../stark/prove/index.js';
import { singleTable } from '../../stark/security/index.js';
import { formatShape } from './shape.js';
import type { Workload } from './workload.js';

/** A trace on the device, what is proven about it, and what making it took. */
interface MadeTrace {
  readonly trace: Matrix;
  readonly publicValues: readonly number[];
  readonly seconds: number;
}

/** How a table's trace is made. */
interface TraceMaker {
  readonly unit: string;
  readonly count: number;
  readonly make: (dispatcher: StageRunner) => Promise<MadeTrace>;
}

/** Tables that are proven on their own. */
export const BENCH_TABLES = ['poseidon2', 'keccak', 'fibonacci'] as const;
export type BenchTable = (typeof BENCH_TABLES)[number];

const PERMUTATIONS_PER_ROW = 8;
const POSEIDON2_WIDTH = 16;
const ROWS_PER_KECCAK = 24;
/** 25 lanes of 64 bits. */
const KECCAK_WORDS = 50;
const INPUT_SEED = 1;

/** Where traces are before they are proven; getting them from the host to the device is part of proving. */
export type TraceOrigin = 'device' | 'host';

/** A proof of one table of 2^logRows rows. */
export function tableWorkload(
  air: BenchTable,
  logRows: number,
  parameters: StarkParameters,
  origin: TraceOrigin,
): Workload {
  const chip = standardChip(air, koalaBear)!;
  const rows = 2 ** logRows;
  const { unit, count, make } = traceMaker(air, chip, rows);
  return {
    ...{ air, field: chip.field.name, logRows, unit, count },
    shape: formatShape({ rows, columns: chip.width }),
    statement: singleTable(parameters, chip, logRows),
    async prepare(dispatcher) {
      const { trace: made, publicValues, seconds } = await make(dispatcher);
      const getTrace = origin === 'host' ? await toHost(dispatcher, made) : () => Promise.resolve(made);
      return {
        traceSeconds: seconds,
        async prove() {
          const trace = await getTrace();
          const made = await proveStark({ chip, parameters, dispatcher, trace, publicValues });
          return () => {
            const proof = encodeStarkProof(proofSystem(parameters), made);
            return { kind: 'table', parameters, chipName: chip.name, publicValues, proof };
          };
        },
        // The trace is consumed.
        release: () => Promise.resolve(),
      };
    },
  };
}

function traceMaker(air: BenchTable, chip: Chip, rows: number): TraceMaker {
  switch (air) {
    case 'poseidon2':
      return filledTrace(chip, rows, 'poseidon2', rows * PERMUTATIONS_PER_ROW, POSEIDON2_WIDTH);
    case 'keccak':
      return filledTrace(chip, rows, 'keccak-f', Math.floor(rows / ROWS_PER_KECCAK), KECCAK_WORDS);
    case 'fibonacci':
      return { unit: 'row', count: rows, make: (dispatcher) => uploadFibonacci(dispatcher, chip, rows) };
  }
}

/** Takes a matrix from the device. @returns what puts it back */
async function toHost(dispatcher: StageRunner, matrix: Matrix): Promise<() => Promise<Matrix>> {
  const { field, rows, columns } = matrix;
  const download = dispatcher.segment();
  const words = download.download(matrix, { form: 'montgomery' });
  download.free(matrix);
  const taken = (await dispatcher.run('trace', download)).get(words);
  return async () => {
    const upload = dispatcher.segment();
    const put = upload.upload(taken, { field, rows, columns, form: 'montgomery' });
    await dispatcher.run('upload', upload);
    return put;
  };
}

/** The device makes random states and fills the trace from them. */
function filledTrace(
  chip: Chip,
  rows: number,
  fill: TableName,
  states: number,
  stateWords: number,
): TraceMaker {
  return {
    unit: 'perm',
    count: states,
    async make(dispatcher) {
      const random = dispatcher.segment();
      const shape = { field: chip.field.name, rows: states, columns: stateWords, seed: INPUT_SEED };
      const inputs = random.random(shape);
      await dispatcher.run('inputs', random);
      const started = performance.now();
      const segment = dispatcher.segment();
      const trace = segment.fill(inputs, fill, { rows, columns: chip.width });
      segment.free(inputs);
      await dispatcher.run('trace', segment);
      return { trace, publicValues: [], seconds: (performance.now() - started) / 1e3 };
    },
  };
}

async function uploadFibonacci(dispatcher: StageRunner, chip: Chip, rows: number): Promise<MadeTrace> {
  const started = performance.now();
  const made = fibonacciTrace(chip.field, rows, 0, 1);
  const segment = dispatcher.segment();
  const shape = { field: chip.field.name, rows, columns: chip.width, form: 'canonical' } as const;
  const trace = segment.upload(made.trace, shape);
  await dispatcher.run('trace', segment);
  return { trace, publicValues: made.publicValues, seconds: (performance.now() - started) / 1e3 };
}
