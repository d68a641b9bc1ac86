import { Command } from 'commander';
import type { Digest } from '../field/index.js';
import {
  encodeProofFile,
  measureStarkProof,
  presetNameOf,
  proofSystem,
  starkShape,
  toP3Document,
} from '../stark/proof/index.js';
import { plonky3Inputs, plonky3Security, securityOf } from '../stark/security/index.js';
import { writeOutputFile } from './files.js';
import { addLoadOptions } from './proof/load-options.js';
import { loadProof, type LoadedProof, type LoadOptions } from './proof/load-proof.js';
import { printSecurity } from './proof/print-security.js';
import { statementOf } from './proof/security.js';
import { formatBytes, formatShare } from './quantity.js';
import { formatTable } from './table.js';

interface Options extends LoadOptions {
  readonly json?: boolean;
  readonly exportFile?: string;
  readonly exportPostcard?: string;
  readonly exportJson?: string;
}

type Inspection = ReturnType<typeof inspectProof>;

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
  const loaded = loadProof(file, options);
  writeExports(loaded, options);
  const inspection = inspectProof(loaded);
  if (options.json) console.log(JSON.stringify({ schema: 'switchyard-inspect/1', ...inspection }, null, 2));
  else printInspection(inspection);
}

function writeExports(loaded: LoadedProof, { exportFile, exportPostcard, exportJson }: Options): void {
  const { air, chip, parameters, publicValues, proof, postcard } = loaded;
  if (exportFile !== undefined) {
    const content = { parameters, chipName: chip.name, publicValues, proof: postcard };
    writeOutputFile(exportFile, encodeProofFile(content));
  }
  if (exportPostcard !== undefined) writeOutputFile(exportPostcard, postcard);
  if (exportJson !== undefined) {
    const document = toP3Document(parameters, proof, publicValues, air);
    writeOutputFile(exportJson, `${JSON.stringify(document)}\n`);
  }
}

function inspectProof(loaded: LoadedProof) {
  const { format, chip, parameters, publicValues, proof, postcard, fileBytes } = loaded;
  const statement = statementOf(loaded);
  const system = proofSystem(parameters);
  const { fri, quotientChunkCount } = starkShape(system, chip, proof.degreeBits);
  return {
    format,
    fileBytes,
    chip: chip.name,
    parametersName: presetNameOf(parameters),
    parameters,
    publicValues,
    shape: {
      degreeBits: proof.degreeBits,
      columns: chip.width,
      preprocessedColumns: chip.preprocessedWidth,
      constraints: chip.constraintCount,
      maxConstraintDegree: chip.maxConstraintDegree,
      quotientChunks: quotientChunkCount,
      logArities: fri.logArities,
    },
    security: {
      ...securityOf(statement),
      zeroKnowledge: false,
      plonky3: plonky3Security(plonky3Inputs(statement)),
    },
    proofBytes: postcard.length,
    parts: measureStarkProof(system, proof),
    commitments: {
      trace: proof.commitments.trace.map(hexOf),
      quotientChunks: proof.commitments.quotientChunks.map(hexOf),
      folding: proof.openingProof.commitPhaseCommits.map((cap) => cap.map(hexOf)),
    },
  };
}

/** The words of a digest, least significant first, 8 digits each. */
function hexOf(digest: Digest): string {
  return Array.from(digest, (word) => word.toString(16).padStart(8, '0')).join('');
}

function printInspection(inspection: Inspection): void {
  const { parameters, shape, commitments, parts, proofBytes, publicValues } = inspection;
  const work = `${parameters.commitPowBits} bits of work a folding round, ${parameters.queryPowBits} before the queries`;
  const facts = [
    ['format', `${inspection.format}, ${formatBytes(inspection.fileBytes)}`],
    ['chip', `${inspection.chip}: ${shape.columns} columns, ${shape.constraints} constraints`],
    ['rows', `2^${shape.degreeBits}`],
    ['public values', publicValues.join(', ') || 'none'],
    ['parameters', inspection.parametersName],
    ['', `${parameters.field}, extension of degree ${parameters.extensionDegree}, ${parameters.hashSet}`],
    [
      '',
      `blowup ${2 ** parameters.logBlowup}, ${parameters.queryCount} queries, cap height ${parameters.capHeight}`,
    ],
    ['', work],
    ['quotient chunks', String(shape.quotientChunks)],
    ['folding arities', shape.logArities.map((log) => 2 ** log).join(', ') || 'none'],
  ];
  for (const [name, value] of facts) console.log(`${name.padEnd(17)}${value}`);
  console.log('');
  printSecurity(inspection.security, inspection.security.plonky3);
  const rows = parts.map(({ part, bytes }) => [part, formatBytes(bytes), formatShare(bytes / proofBytes)]);
  rows.push(['all', formatBytes(proofBytes), formatShare(1)]);
  console.log(`\n${formatTable(['part', 'size', 'share'], rows, new Set(['size', 'share']))}\n`);
  console.log(`trace commitment\n${indent(commitments.trace)}`);
  console.log(`quotient commitment\n${indent(commitments.quotientChunks)}`);
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
