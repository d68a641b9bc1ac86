import { cell } from '../../stark/air/index.js';
import { opcodeBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { OPCODE_ROWS } from './opcode-rows.js';

const ROWS = 2 ** 6;

/** All instructions that there are, docs/vm.md 10.2. */
export const opcodeChip = defineMachineChip({
  name: 'opcode',
  description: 'Instructions by their major opcode and function fields.',
  columns: { count: cell('queries that the row answers') },
  preprocessed: {
    major: cell('bits 2 to 6 of the instruction'),
    usesF3: cell('whether it has the field funct3'),
    usesF7: cell('whether it has the field funct7'),
    f3: cell('funct3, or 0'),
    f7: cell('funct7, or 0'),
    op: cell('number of the decoded instruction, without immediates folded together'),
    decodeClass: cell('how operands are decoded'),
  },
  constraints({ local, preprocessed, bus }) {
    const { major, usesF3, usesF7, f3, f7, op, decodeClass } = preprocessed;
    bus.provide(opcodeBus, [major, usesF3, usesF7, f3, f7, op, decodeClass], local.count);
  },
});

/** The preprocessed columns of {@link opcodeChip}: 2^6 rows of 7, row-major. */
export function opcodePreprocessed(): Uint32Array {
  // Copies, since a row of zeros would be a statement about loads.
  const rows = Array.from({ length: ROWS }, (_, i) => OPCODE_ROWS[i < OPCODE_ROWS.length ? i : 0]);
  return Uint32Array.from(
    rows.flatMap(({ major, usesF3, usesF7, f3, f7, op, decodeClass }) => [
      major,
      Number(usesF3),
      Number(usesF7),
      f3,
      f7,
      op,
      decodeClass,
    ]),
  );
}
