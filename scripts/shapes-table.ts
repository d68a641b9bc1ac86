/**
 * Writes the table of shapes without precompiles in docs/vm.md, or with --check fails where it is stale. Run it when
 * the list of shapes changes.
 *
 * usage, at the root of the repository: node dist/scripts/shapes-table.js [--check]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { MACHINE_CHIPS, SHAPES } from '../host/vm/index.js';
import { cellsPerRow, shapeCells, shapeHeights } from '../host/vm/prove/choose-shape.js';

const PAGE = 'docs/vm.md';
const DEGREE = 4;
const STATE = ['decode', 'leaf', 'tree', 'compression'];

type Chip = (typeof MACHINE_CHIPS)[number];

const names = MACHINE_CHIPS.map(({ name }) => name);
const shown = names.slice(0, names.indexOf('connector'));
const precompiles = names.slice(names.indexOf('opcode') + 1);
const isStepChip = ({ name, interactions }: Chip) =>
  name !== 'connector' && interactions.some(({ bus }) => bus?.name === 'step');

/** The sum over all chips of their rows times something. */
function sumOver(shape: number, amount: (chip: Chip) => number): number {
  const heights = shapeHeights(shape);
  return MACHINE_CHIPS.reduce((sum, chip) => sum + heights[chip.name] * amount(chip), 0);
}

const millions = (cells: number) => (cells / 1e6).toFixed(1);
const power = (number: number) => `2^${Math.log2(number).toFixed(1)}`;

function cellsOfRow(shape: number): string[] {
  const { name, logHeights } = SHAPES[shape];
  const steps = sumOver(shape, (chip) => Number(isStepChip(chip)));
  const weight = sumOver(shape, ({ lookups }) => lookups.reduce((sum, lookup) => sum + lookup.weight, 0));
  const state = sumOver(shape, (chip) => (STATE.includes(chip.name) ? cellsPerRow(chip, DEGREE) : 0));
  return [
    ...[name, ...shown.map((chip) => String(logHeights[names.indexOf(chip)]))],
    ...[steps.toLocaleString('en-US'), power(1 + 4 * steps), power(weight)],
    ...[millions(shapeCells(shape, DEGREE)), millions(state)],
  ];
}

/** Columns aligned as prettier does it. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => row[column].length)));
  const lines = rows.map((row) => `| ${row.map((text, i) => text.padEnd(widths[i])).join(' | ')} |`);
  return [lines[0], `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.slice(1)];
}

const plain = SHAPES.map((_, shape) => shape).filter((shape) =>
  precompiles.every((chip) => shapeHeights(shape)[chip] === 0),
);
const head = [
  ...['shape', ...shown.map((chip) => `\`${chip}\``)],
  ...['steps', 'last time', 'Σ weight × height', 'cells, M', 'of state chips, M'],
];
const wanted = table([head, ...plain.map(cellsOfRow)]);

const page = readFileSync(PAGE, 'utf8').split('\n');
const first = page.findIndex((line) => line.startsWith('| shape ') && line.includes('`immediate`'));
const rows = page.slice(first).findIndex((line) => !line.startsWith('|'));
if (first < 0) throw new Error(`${PAGE} has no table of shapes`);
if (!process.argv.includes('--check')) {
  writeFileSync(PAGE, page.toSpliced(first, rows, ...wanted).join('\n'));
} else if (page.slice(first, first + rows).join('\n') !== wanted.join('\n')) {
  console.error(`shapes-table: ${PAGE} is stale; run node dist/scripts/shapes-table.js`);
  process.exitCode = 1;
}
