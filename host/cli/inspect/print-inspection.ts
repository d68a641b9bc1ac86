import { printSecurity } from '../proof/print-security.js';
import { formatBytes, formatDigits, formatShare } from '../quantity.js';
import { formatTable } from '../table.js';
import { hexOf, type CommonInspection } from './common.js';
import type { BatchInspection } from './inspect-batch.js';
import type { RunInspection } from './inspect-run.js';
import type { TableInspection } from './inspect-table.js';

type Fact = readonly [name: string, value: string];

/** Prints what a proof of one table consists of. */
export function printTable(inspection: TableInspection): void {
  const { shape, publicValues, commitments } = inspection;
  printFacts([
    formatFact(inspection),
    ['chip', `${inspection.chip}: ${shape.columns} columns, ${shape.constraints} constraints`],
    ['rows', `2^${shape.degreeBits}`],
    ['public values', publicValues.join(', ') || 'none'],
    ...parameterFacts(inspection),
    ['quotient chunks', String(shape.quotientChunks)],
    foldingFact(shape.logArities),
  ]);
  printCommon(inspection);
  printCap('trace', commitments.trace);
  printCap('quotient', commitments.quotientChunks);
}

/** Prints what a proof of several tables consists of. */
export function printBatch(inspection: BatchInspection): void {
  const { batch, shapeId, statementDigest, tables, commitments } = inspection;
  printFacts([
    formatFact(inspection),
    ['batch', `${batch}, shape ${shapeId}`],
    ['statement', statementDigest],
    ...parameterFacts(inspection),
    foldingFact(inspection.logArities),
  ]);
  const rows = tables.map((table) => [
    table.chip,
    `2^${table.degreeBits}`,
    String(table.columns),
    String(table.preprocessedColumns),
    String(table.permutationColumns),
    String(table.messages),
    String(table.constraints),
    String(table.quotientChunks),
    table.publicValues.join(', ') || 'none',
  ]);
  const numbers = ['rows', 'main', 'preprocessed', 'permutation', 'messages', 'constraints', 'chunks'];
  console.log(`\n${formatTable(['table', ...numbers, 'public values'], rows, new Set(numbers))}`);
  printCommon(inspection);
  printCap('main', commitments.main);
  printCap('permutation', commitments.permutation ?? []);
  printCap('quotient', commitments.quotientChunks);
}

/** Prints what a proof of a run consists of. */
export function printRun(inspection: RunInspection): void {
  const { publicValues, exitCode, shards } = inspection;
  printFacts([
    formatFact(inspection),
    ['exit code', String(exitCode)],
    ['public values', publicValues || 'none'],
    ...parameterFacts(inspection),
  ]);
  const rows = shards.map(({ index, shape, cells, firstPc, lastPc, rootAfter, proofBytes }) => [
    String(index),
    shape,
    formatMillions(cells),
    hexadecimal(firstPc),
    hexadecimal(lastPc),
    hexOf(Uint32Array.from(rootAfter)),
    formatBytes(proofBytes),
  ]);
  const header = ['shard', 'shape', 'cells', 'first pc', 'last pc', 'root after', 'size'];
  console.log(`\n${formatTable(header, rows, new Set(['shard', 'cells', 'size']))}`);
  printCells(inspection);
  printCommon(inspection);
}

/** Cells by chip, most first; what fewer than a thousandth of all cells are in is left to `--json`. */
function printCells({ chips, cells: all }: RunInspection): void {
  const shown = chips.filter(({ cells }) => cells >= all / 1000).sort((a, b) => b.cells - a.cells);
  const rows = shown.map(({ chip, rows, columns, permutationColumns, cells }) => [
    chip,
    String(rows),
    String(columns),
    String(permutationColumns),
    formatMillions(cells),
    formatShare(cells / all),
  ]);
  rows.push(['all', '', '', '', formatMillions(all), formatShare(1)]);
  const numbers = ['rows', 'main', 'permutation', 'cells', 'share'];
  console.log(`\n${formatTable(['chip', ...numbers], rows, new Set(numbers))}`);
}

function formatMillions(count: number): string {
  return `${formatDigits(count / 1e6, 3)} M`;
}

function hexadecimal(address: number): string {
  return `0x${address.toString(16).padStart(8, '0')}`;
}

type Described = Pick<
  CommonInspection,
  'fileBytes' | 'parametersName' | 'parameters' | 'security' | 'parts' | 'proofBytes'
> & { readonly format: string };

function formatFact({ format, fileBytes }: Described): Fact {
  return ['format', `${format}, ${formatBytes(fileBytes)}`];
}

function parameterFacts({ parametersName, parameters }: Described): Fact[] {
  const { field, extensionDegree, hashSet, logBlowup, queryCount, capHeight } = parameters;
  const { commitPowBits, queryPowBits } = parameters;
  return [
    ['parameters', parametersName],
    ['', `${field}, extension of degree ${extensionDegree}, ${hashSet}`],
    ['', `blowup ${2 ** logBlowup}, ${queryCount} queries, cap height ${capHeight}`],
    ['', `${commitPowBits} bits of work a folding round, ${queryPowBits} before the queries`],
  ];
}

function foldingFact(logArities: readonly number[]): Fact {
  return ['folding arities', logArities.map((log) => 2 ** log).join(', ') || 'none'];
}

function printFacts(facts: readonly Fact[]): void {
  for (const [name, value] of facts) console.log(`${name.padEnd(17)}${value}`);
}

function printCommon({ security, parts, proofBytes }: Described): void {
  console.log('');
  printSecurity(security, security.plonky3);
  const rows = parts.map(({ part, bytes }) => [part, formatBytes(bytes), formatShare(bytes / proofBytes)]);
  rows.push(['all', formatBytes(proofBytes), formatShare(1)]);
  console.log(`\n${formatTable(['part', 'size', 'share'], rows, new Set(['size', 'share']))}\n`);
}

function printCap(name: string, digests: readonly string[]): void {
  if (digests.length === 0) return;
  console.log(`${name} commitment\n${digests.map((digest) => `  ${digest}`).join('\n')}`);
}
