import { AirError } from './air-error.js';
import type { Constraint } from './chip-builder.js';
import type { Chip } from './chip.js';
import { baseArithmetic, evaluateNodes } from './evaluate.js';
import { NodeKind } from './expression-graph.js';
import { TraceRows } from './trace-rows.js';

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
  const table = new TraceRows(chip, trace, publicValues, preprocessed);
  const { height } = table;
  const { from, to } = rows ?? { from: 0, to: height };
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || from > to || to > height) {
    throw new AirError('TRACE_ROWS', `there are no rows ${from} to ${to} of ${height}`, { chip: chip.name });
  }

  const arithmetic = baseArithmetic(chip.field);
  const values = new Array<number>(chip.graph.size).fill(0);
  const failures: TraceFailure[] = [];
  for (let row = from; row < to && failures.length < maxFailures; row++) {
    evaluateNodes(chip.graph, chip.evaluationOrder, arithmetic, table.inputs(row), values);
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
