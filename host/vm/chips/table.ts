import { cell } from '../../stark/air/index.js';
import { alignBus, bytesBus, range11Bus, range16Bus, shiftBus, xorBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';

const ROWS = 2 ** 16;

/** The lookup tables over all limbs v, docs/vm.md 10.1. */
export const tableChip = defineMachineChip({
  name: 'table',
  description: 'All limbs, pairs of bytes, and what chips look up about them.',
  columns: {
    range16: cell('queries that the row answers: v is a limb'),
    range11: cell('v mod 2^11 is below 2^11'),
    align: cell('v and v mod 4'),
    bytes: cell('a and b are bytes'),
    exclusiveOr: cell('a, b and their exclusive or'),
    shiftLeft: cell('v as an amount of shifts to the left'),
    shiftRight: cell('v as an amount of shifts to the right'),
  },
  preprocessed: {
    v: cell('row number'),
    offset: cell('v mod 4'),
    a: cell('upper byte of v'),
    b: cell('lower byte of v'),
    exclusiveOr: cell('their exclusive or'),
    whole: cell('whole bytes of v as a shift amount'),
    left: cell('2^(v mod 8)'),
    right: cell('2^(8 - v mod 8)'),
    low: cell('v mod 2^11'),
  },
  constraints({ local, preprocessed, bus }) {
    const { v, offset, a, b, exclusiveOr, whole, left, right, low } = preprocessed;
    bus.provide(range16Bus, [v], local.range16);
    bus.provide(range11Bus, [low], local.range11);
    bus.provide(alignBus, [v, offset], local.align);
    bus.provide(bytesBus, [a, b], local.bytes);
    bus.provide(xorBus, [a, b, exclusiveOr], local.exclusiveOr);
    bus.provide(shiftBus, [0, v, whole, left], local.shiftLeft);
    bus.provide(shiftBus, [1, v, whole, right], local.shiftRight);
  },
});

/** The preprocessed columns of {@link tableChip}: 2^16 rows of 9, row-major. */
export function tablePreprocessed(): Uint32Array {
  const width = tableChip.preprocessedWidth;
  const cells = new Uint32Array(ROWS * width);
  for (let v = 0; v < ROWS; v++) {
    const [a, b, bits] = [v >> 8, v & 255, v & 7];
    cells.set([v, v & 3, a, b, a ^ b, (v >> 3) & 3, 1 << bits, 256 >> bits, v & 2047], v * width);
  }
  return cells;
}
