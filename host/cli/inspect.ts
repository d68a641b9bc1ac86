import { Command } from 'commander';
import { encodeProofFile, toP3BatchDocument, toP3Document } from '../stark/proof/index.js';
import { standardBatchClaim } from '../stark/verify-worker/index.js';
import { decodeRunProof, isRunProof } from '../vm/index.js';
import { readInputFile, writeOutputFile } from './files.js';
import { inspectBatch } from './inspect/inspect-batch.js';
import { inspectRun } from './inspect/inspect-run.js';
import { inspectTable } from './inspect/inspect-table.js';
import { printBatch, printRun, printTable } from './inspect/print-inspection.js';
import { addLoadOptions } from './proof/load-options.js';
import { loadProof, type LoadedProof, type LoadOptions } from './proof/load-proof.js';
import { UsageError } from './usage-error.js';

interface Options extends LoadOptions {
  readonly json?: boolean;
  readonly exportFile?: string;
  readonly exportPostcard?: string;
  readonly exportJson?: string;
}

/** `switchyard inspect` */
export function inspectCommand(): Command {
  const command = new Command('inspect').description(
    'show what a proof consists of, and write it in other formats; does not verify it',
  );
  return addLoadOptions(command)
    .option('--json', 'machine-readable output (schema switchyard-inspect/1)')
    .option('--export-file <file>', 'write a proof file')
    .option('--export-postcard <file>', 'write the bare postcard bytes')
    .option('--export-json <file>', 'write p3-json: parameters, proof and public values')
    .action(inspect);
}

function inspect(file: string, options: Options): void {
  const bytes = readInputFile(file);
  if (isRunProof(bytes)) {
    inspectRunFile(bytes, options);
    return;
  }
  const loaded = loadProof(file, options);
  writeExports(loaded, options);
  if (loaded.kind === 'table') {
    const inspection = inspectTable(loaded);
    if (options.json) printJson(inspection);
    else printTable(inspection);
  } else {
    const inspection = inspectBatch(loaded);
    if (options.json) printJson(inspection);
    else printBatch(inspection);
  }
}

function inspectRunFile(bytes: Uint8Array, options: Options): void {
  const unused = [options.exportFile, options.exportPostcard, options.exportJson, options.format];
  if (unused.some((option) => option !== undefined)) {
    throw new UsageError('a proof of a run has one form only: --export-* and --format are for other proofs');
  }
  const inspection = inspectRun(decodeRunProof(bytes), bytes.length);
  if (options.json) printJson(inspection);
  else printRun(inspection);
}

function printJson(inspection: object): void {
  console.log(JSON.stringify({ schema: 'switchyard-inspect/1', ...inspection }, null, 2));
}

function writeExports(loaded: LoadedProof, { exportFile, exportPostcard, exportJson }: Options): void {
  if (exportFile !== undefined) writeOutputFile(exportFile, proofFileOf(loaded));
  if (exportPostcard !== undefined) writeOutputFile(exportPostcard, loaded.postcard);
  if (exportJson !== undefined) writeOutputFile(exportJson, `${JSON.stringify(documentOf(loaded))}\n`);
}

function proofFileOf(loaded: LoadedProof): Uint8Array {
  const { parameters, postcard: proof } = loaded;
  if (loaded.kind === 'table') {
    const { chip, publicValues } = loaded;
    return encodeProofFile({ kind: 'table', parameters, chipName: chip.name, publicValues, proof });
  }
  const { batch, shapeId, publicValues } = loaded;
  const batchName = batch.name;
  return encodeProofFile({ kind: 'batch', parameters, batchName, shapeId, publicValues, proof });
}

function documentOf(loaded: LoadedProof): unknown {
  const { parameters } = loaded;
  if (loaded.kind === 'table') return toP3Document(parameters, loaded.proof, loaded.publicValues, loaded.air);
  const { batch, shapeId, proof, publicValues } = loaded;
  const { preprocessed } = standardBatchClaim(batch, parameters, shapeId);
  return toP3BatchDocument(parameters, proof, publicValues, preprocessed?.cap ?? null);
}
