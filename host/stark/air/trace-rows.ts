import { AirError } from './air-error.js';
import type { Chip } from './chip.js';
import { checkPublicValues, type ConstraintInputs } from './evaluate.js';
import type { Layout } from './layout.js';

/** A chip's trace, checked, as what its expressions depend on row by row. The row after the last is the first. */
export class TraceRows {
  readonly height: number;
  private readonly chip: Chip;
  private readonly trace: Uint32Array;
  private readonly publicValues: readonly number[];
  private readonly preprocessed: Uint32Array;

  /**
   * @param trace row-major, canonical, `chip.width` columns, a power of two of rows
   * @param preprocessed likewise, `chip.preprocessedWidth` columns and as many rows
   * @throws AirError TRACE_WIDTH, TRACE_HEIGHT, TRACE_VALUE, PUBLIC_VALUE_COUNT, PUBLIC_VALUE
   */
  constructor(chip: Chip, trace: Uint32Array, publicValues: readonly number[], preprocessed: Uint32Array) {
    this.height = checkShape(chip, trace, preprocessed);
    checkValues(chip, chip.main, trace);
    checkValues(chip, chip.preprocessed, preprocessed);
    checkPublicValues(chip, publicValues);
    this.chip = chip;
    this.trace = trace;
    this.publicValues = publicValues;
    this.preprocessed = preprocessed;
  }

  inputs(row: number): ConstraintInputs<number> {
    const { height, trace, preprocessed } = this;
    const { width, preprocessedWidth } = this.chip;
    const next = (row + 1) % height;
    return {
      main: [rowOf(trace, width, row), rowOf(trace, width, next)],
      preprocessed: [
        rowOf(preprocessed, preprocessedWidth, row),
        rowOf(preprocessed, preprocessedWidth, next),
      ],
      publicValues: this.publicValues,
      isFirstRow: row === 0 ? 1 : 0,
      isLastRow: row === height - 1 ? 1 : 0,
      isTransition: row === height - 1 ? 0 : 1,
    };
  }
}

function rowOf(values: Uint32Array, width: number, row: number): Uint32Array {
  return values.subarray(width * row, width * (row + 1));
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
