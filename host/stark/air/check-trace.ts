import { AirError } from './air-error.js';
import type { Constraint } from './chip-builder.js';
import type { Chip } from './chip.js';
import { baseArithmetic, checkPublicValues, evaluateNodes, type ConstraintInputs } from './evaluate.js';
import { NodeKind } from './expression-graph.js';
import type { Layout } from './layout.js';

const DEFAULT_MAX_FAILURES = 10;

/** A constraint that is not 0 on a row. */
export interface TraceFailure {
  readonly row: number;
  readonly constraint: string;
  /** What it is instead, canonical. */
  readonly value: number;
  /** All that the constraint depends on. */
  readonly reads: readonly TraceRead[];
}

export interface TraceRead {
  readonly source: 'local' | 'next' | 'preprocessed' | 'nextPreprocessed' | 'publicValues';
  readonly column: string;
  readonly value: number;
}

export interface TraceCheckOptions {
  /** The check ends when so many failures are found; 10 unless given. */
  readonly maxFailures?: number;
  /** Check only rows from <= row < to; what they read of the row after them is read all the same. */
  readonly rows?: { readonly from: number; readonly to: number };
}

/**
 * Evaluates every constraint on every row, as the proof would hold them: the row after the last is the first.
 *
 * @param trace row-major, canonical, `chip.width` columns, a power of two of rows
 * @param preprocessed likewise, `chip.preprocessedWidth` columns and as many rows
 * @returns failures by row, then by constraint, at most `maxFailures`; none for a good trace
 * @throws AirError TRACE_WIDTH, TRACE_HEIGHT, TRACE_VALUE, TRACE_ROWS, PUBLIC_VALUE_COUNT, PUBLIC_VALUE.
 */
export function checkTrace(
  chip: Chip,
  trace: Uint32Array,
  publicValues: readonly number[],
  preprocessed: Uint32Array = new Uint32Array(0),
  { maxFailures = DEFAULT_MAX_FAILURES, rows }: TraceCheckOptions = {},
): TraceFailure[] {
  const height = checkShape(chip, trace, preprocessed);
  checkValues(chip, chip.main, trace);
  checkValues(chip, chip.preprocessed, preprocessed);
  checkPublicValues(chip, publicValues);
  const { from, to } = rows ?? { from: 0, to: height };
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || from > to || to > height) {
    throw new AirError('TRACE_ROWS', `there are no rows ${from} to ${to} of ${height}`, { chip: chip.name });
  }

  const arithmetic = baseArithmetic(chip.field);
  const values = new Array<number>(chip.graph.size).fill(0);
  const failures: TraceFailure[] = [];
  for (let row = from; row < to && failures.length < maxFailures; row++) {
    const inputs = rowInputs(chip, trace, preprocessed, publicValues, height, row);
    evaluateNodes(chip.graph, chip.evaluationOrder, arithmetic, inputs, values);
    for (const constraint of chip.constraints) {
      const value = values[constraint.node];
      if (value === 0 || failures.length >= maxFailures) continue;
      failures.push({ row, constraint: constraint.name, value, reads: readsOf(chip, constraint, values) });
    }
  }
  return failures;
}

/** One line: the row, the constraint and what it reads. */
export function formatTraceFailure({ row, constraint, value, reads }: TraceFailure): string {
  const values = reads.map((read) => {
    const source = read.source === 'local' ? '' : `${read.source}.`;
    return `${source}${read.column} = ${read.value}`;
  });
  return `row ${row}: "${constraint}" is ${value} (${values.join(', ')})`;
}

function checkShape(chip: Chip, trace: Uint32Array, preprocessed: Uint32Array): number {
  const height = Math.floor(trace.length / chip.width);
  if (height * chip.width !== trace.length) {
    throw new AirError('TRACE_WIDTH', `${trace.length} values are no rows of ${chip.width} columns`, {
      chip: chip.name,
    });
  }
  if (height === 0 || !Number.isInteger(Math.log2(height))) {
    throw new AirError('TRACE_HEIGHT', `${height} rows are no power of two`, { chip: chip.name });
  }
  const expected = height * chip.preprocessedWidth;
  if (preprocessed.length !== expected) {
    throw new AirError(
      'TRACE_WIDTH',
      `${preprocessed.length} preprocessed values instead of ${height} rows of ${chip.preprocessedWidth} columns`,
      { chip: chip.name },
    );
  }
  return height;
}

function checkValues(chip: Chip, layout: Layout, values: Uint32Array): void {
  const { p } = chip.field;
  for (let at = 0; at < values.length; at++) {
    if (values[at] < p) continue;
    const column = layout.names[at % layout.width];
    const row = Math.floor(at / layout.width);
    throw new AirError('TRACE_VALUE', `${column} = ${values[at]} in row ${row} is not below ${p}`, {
      chip: chip.name,
      column,
      row,
    });
  }
}

function rowInputs(
  chip: Chip,
  trace: Uint32Array,
  preprocessed: Uint32Array,
  publicValues: readonly number[],
  height: number,
  row: number,
): ConstraintInputs<number> {
  const rowOf = (values: Uint32Array, width: number, index: number): Uint32Array =>
    values.subarray(width * index, width * (index + 1));
  const next = (row + 1) % height;
  const { width, preprocessedWidth } = chip;
  return {
    main: [rowOf(trace, width, row), rowOf(trace, width, next)],
    preprocessed: [rowOf(preprocessed, preprocessedWidth, row), rowOf(preprocessed, preprocessedWidth, next)],
    publicValues,
    isFirstRow: row === 0 ? 1 : 0,
    isLastRow: row === height - 1 ? 1 : 0,
    isTransition: row === height - 1 ? 0 : 1,
  };
}

function readsOf(chip: Chip, constraint: Constraint, values: readonly number[]): TraceRead[] {
  const { graph } = chip;
  return chip.leavesOf(constraint).flatMap((node): TraceRead[] => {
    const value = values[node];
    const a = graph.a(node);
    switch (graph.kind(node)) {
      case NodeKind.main:
        return [{ source: graph.b(node) ? 'next' : 'local', column: chip.main.names[a], value }];
      case NodeKind.preprocessed: {
        const source = graph.b(node) ? 'nextPreprocessed' : 'preprocessed';
        return [{ source, column: chip.preprocessed.names[a], value }];
      }
      case NodeKind.publicValue:
        return [{ source: 'publicValues', column: chip.publicValues.names[a], value }];
      default:
        return [];
    }
  });
}
