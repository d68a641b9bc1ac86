import { SwitchyardError } from '../../runtime/index.js';
import {
  decodeBatchProof,
  measureBatchProof,
  presetNameOf,
  proofSystem,
  type PartSize,
} from '../../stark/proof/index.js';
import { plonky3Inputs, plonky3Security, securityOf } from '../../stark/security/index.js';
import {
  cellsPerRow,
  chipsOf,
  heightsOf,
  MACHINE_CHIPS,
  runSecurity,
  shapeCells,
  shapeTables,
  SHAPES,
  shardEnds,
  type RunProof,
} from '../../vm/index.js';

/** What is shown of a proof of a run. */
export type RunInspection = ReturnType<typeof inspectRun>;

/**
 * What a proof of a run consists of. How many cycles the run had does not follow from it.
 *
 * @throws ProofError for shards of the wrong form; MachineError FIXED_TABLES; SwitchyardError SY_ERR_FILE for a run
 *   without shards
 */
export function inspectRun(run: RunProof, fileBytes: number) {
  const { parameters, exitCode, publicValues } = run;
  const security = runSecurity(run);
  if (security === undefined) {
    throw new SwitchyardError('SY_ERR_FILE', 'the proof has no shards', { remedy: 'Prove the run again.' });
  }
  const parts = run.shards.map((shard) => measureShard(run, shard));
  return {
    format: 'switchyard-run',
    fileBytes,
    parametersName: presetNameOf(parameters),
    parameters,
    exitCode,
    publicValues: Buffer.from(publicValues).toString('hex'),
    /** That of the weakest shard. */
    security: {
      ...securityOf(security),
      zeroKnowledge: false,
      plonky3: plonky3Security(plonky3Inputs(security)),
    },
    proofBytes: run.shards.reduce((sum, { proof }) => sum + proof.length, 0),
    /** Of all shards together. */
    parts: parts.reduce(addParts),
    ...cellsOf(run),
    shards: run.shards.map(({ shape, publicValues: values, proof }, index) => {
      const { firstPc, lastPc, rootBefore, rootAfter, halted } = shardEnds(values);
      return {
        ...{ index, shape: SHAPES[shape].name, proofBytes: proof.length },
        cells: shapeCells(shape, parameters.extensionDegree),
        ...{ firstPc: 4 * firstPc, lastPc: 4 * lastPc, rootBefore, rootAfter, isLast: halted === 1 },
      };
    }),
  };
}

/** Where the cells of all shards are: padding is among them, for a proof does not tell it from content. */
function cellsOf({ parameters: { extensionDegree }, shards }: RunProof) {
  const all = shards.flatMap(({ shape }) => shapeTables(shape));
  const chips = MACHINE_CHIPS.map((chip, index) => {
    const tables = all.filter((table) => table.index === index);
    const rows = tables.reduce((sum, { logHeight }) => sum + 2 ** logHeight, 0);
    const perRow = cellsPerRow(chip, extensionDegree);
    return {
      ...{ chip: chip.name, tables: tables.length, rows, columns: chip.width },
      ...{ permutationColumns: perRow - chip.width, cells: rows * perRow },
    };
  }).filter(({ tables }) => tables > 0);
  return { chips, cells: chips.reduce((sum, { cells }) => sum + cells, 0) };
}

function measureShard({ parameters }: RunProof, { shape, proof }: RunProof['shards'][number]): PartSize[] {
  const system = proofSystem(parameters);
  const decoded = decodeBatchProof(system, chipsOf(shape), proof, heightsOf(shape));
  return measureBatchProof(system, decoded);
}

function addParts(sum: PartSize[], parts: PartSize[]): PartSize[] {
  return sum.map(({ part, bytes }, i) => ({ part, bytes: bytes + parts[i].bytes }));
}
