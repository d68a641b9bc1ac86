import type { StageRunner } from '../../dispatch/index.js';
import type { PrimeFieldName } from '../../field/index.js';
import type { Matrix } from '../../runtime/index.js';
import {
  machineTables,
  standardBatch,
  STANDARD_MACHINE,
  type StandardBatch,
} from '../../stark/chips/index.js';
import {
  batchShape,
  encodeBatchProof,
  proofSystem,
  statementDigest,
  type StarkParameters,
} from '../../stark/proof/index.js';
import {
  boundTranscript,
  commitBatchPreprocessed,
  freeBatchPreprocessed,
  preprocessedBatchKey,
  proveBatch,
} from '../../stark/prove/index.js';
import { batchTables } from '../../stark/security/index.js';
import { boundBatchStatement } from '../../stark/verify/index.js';
import { formatShape } from './shape.js';
import type { PreparedProof, Workload } from './workload.js';

const ARITHMETIC = 1;

/** A run of the standard machine of 2^logRows steps: four tables in one proof, bound to its statement. */
export function machineWorkload(logRows: number, parameters: StarkParameters): Workload {
  const system = proofSystem(parameters);
  // One set of chips for all runs: programs are compiled once for each chip.
  const batch = standardBatch('machine', system.field)!;
  const { chips, shapes } = batch;
  const heights = shapes[logRows];
  const { tables } = batchShape(system, chips, heights);
  return {
    ...{ air: 'machine', field: parameters.field, logRows },
    shape: formatShape({ rows: 2 ** logRows, columns: chips[ARITHMETIC].width }),
    unit: 'cell',
    count: tables.reduce(
      (cells, { layout, permutationWidth }, i) => cells + (layout.width + permutationWidth) * 2 ** heights[i],
      0,
    ),
    statement: { parameters, tables: batchTables(parameters, chips, heights) },
    prepare: (dispatcher) => prepareMachine(dispatcher, batch, logRows, parameters),
  };
}

async function prepareMachine(
  dispatcher: StageRunner,
  { name, chips, shapes, preprocessed: cells }: StandardBatch,
  logRows: number,
  parameters: StarkParameters,
): Promise<PreparedProof> {
  const system = proofSystem(parameters);
  const upload = (tables: readonly (Cells | undefined)[]) =>
    uploadCells(dispatcher, parameters.field, tables);
  const fixed = cells.map((words, i) => words && { words, columns: chips[i].preprocessedWidth });
  const preprocessed = await commitBatchPreprocessed(parameters, dispatcher, await upload(fixed));

  const started = performance.now();
  const { tables } = machineTables(system.field, STANDARD_MACHINE, 2 ** logRows);
  const traces = await upload(tables.map(({ chip, trace }) => ({ words: trace, columns: chip.width })));
  const traceSeconds = (performance.now() - started) / 1e3;

  const key = preprocessed && preprocessedBatchKey(preprocessed);
  const bound = boundBatchStatement({ parameters, chips, shapes, shapeId: logRows, preprocessed: key });
  const transcript = boundTranscript(parameters, statementDigest(bound));
  const publicValues = tables.map((table) => table.publicValues);
  return {
    traceSeconds,
    async prove() {
      const provable = chips.map((chip, i) => {
        return { chip, trace: traces[i]!, publicValues: publicValues[i] };
      });
      const made = await proveBatch({ tables: provable, parameters, dispatcher, preprocessed, transcript });
      return () => {
        const proof = encodeBatchProof(system, made);
        return { kind: 'batch', parameters, batchName: name, shapeId: logRows, publicValues, proof };
      };
    },
    release: async () => {
      if (preprocessed) await freeBatchPreprocessed(preprocessed, dispatcher);
    },
  };
}

/** Canonical cells of one table, row by row. */
interface Cells {
  readonly words: Uint32Array;
  readonly columns: number;
}

/** Uploads cells, table by table. */
async function uploadCells(
  dispatcher: StageRunner,
  field: PrimeFieldName,
  tables: readonly (Cells | undefined)[],
): Promise<(Matrix | undefined)[]> {
  const segment = dispatcher.segment();
  const matrices = tables.map((table) => {
    if (!table) return undefined;
    const { words, columns } = table;
    return segment.upload(words, { field, rows: words.length / columns, columns, form: 'canonical' });
  });
  await dispatcher.run('trace', segment);
  return matrices;
}
