/**
 * Writes the tables of shapes in docs/vm.md, between the comments that name this script; with --check fails where
 * they are stale. Run it when the list of shapes changes; `npx prettier --write docs/vm.md` aligns the columns.
 *
 * usage, at the root of the repository: node dist/scripts/shapes-table.js [--check]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { MACHINE_CHIPS, SHAPES } from '../host/vm/index.js';
import { cellsPerRow, shapeCells, shapeHeights } from '../host/vm/prove/choose-shape.js';

const PAGE = 'docs/vm.md';
const DEGREE = 4;
const FIXED = ['connector', 'table', 'opcode'];
const STATE = ['leaf', 'tree', 'compression'];

const names = MACHINE_CHIPS.map(({ name }) => name);
const always = names.slice(0, names.indexOf('connector'));
const precompiles = names.slice(names.indexOf('opcode') + 1);
/** Those that receive on the bus `step`, but not the connector. */
const stepChips = MACHINE_CHIPS.filter(({ name, interactions }) => {
  return name !== 'connector' && interactions.some(({ bus }) => bus?.name === 'step');
}).map(({ name }) => name);

function sum(shape: number, chips: readonly string[], weight: (chip: number) => number): number {
  const heights = shapeHeights(shape);
  return chips.reduce((total, name) => total + heights[name] * weight(names.indexOf(name)), 0);
}

const millions = (cells: number) => (cells / 1e6).toFixed(1);
const cellsIn = (shape: number, chips: readonly string[]) =>
  millions(sum(shape, chips, (chip) => cellsPerRow(MACHINE_CHIPS[chip], DEGREE)));

function rowOf(shape: number, chips: readonly string[], part: readonly string[]): string[] {
  const { name, logHeights } = SHAPES[shape];
  const steps = sum(shape, stepChips, () => 1);
  const weight = sum(shape, names, (chip) => MACHINE_CHIPS[chip].lookups.weight);
  return [
    name,
    ...chips.map((chip) => String(logHeights[names.indexOf(chip)] ?? '')),
    ...[steps.toLocaleString('en-US'), `2^${Math.log2(1 + 4 * steps).toFixed(1)}`],
    ...[`2^${Math.log2(weight).toFixed(1)}`, millions(shapeCells(shape, DEGREE)), cellsIn(shape, part)],
  ];
}
