import type { Chip } from '../../host/stark/air/index.js';
import * as chips from '../../host/vm/chips/index.js';
import type { Instruction } from './instructions.js';
import * as rows from './rows.js';
import type { Step } from './steps.js';

/** An instruction chip, with what it proves and an honest row of it. */
export interface StepChip {
  readonly chip: Chip;
  readonly instructions: readonly Instruction[];
  readonly row: (step: Step) => rows.Cells;
}

export const STEP_CHIPS: readonly StepChip[] = [
  { chip: chips.immediateChip, instructions: ['immediate'], row: rows.immediateRow },
  { chip: chips.addChip, instructions: ['add'], row: rows.addRow },
  {
    chip: chips.compareChip,
    instructions: ['sub', 'slt', 'sltu', 'slti', 'sltiu'],
    row: (s) => rows.compareRow(s),
  },
  {
    chip: chips.bitwiseChip,
    instructions: ['xor', 'or', 'and', 'xori', 'ori', 'andi'],
    row: rows.bitwiseRow,
  },
  {
    chip: chips.shiftChip,
    instructions: ['sll', 'srl', 'sra', 'slli', 'srli', 'srai'],
    row: (s) => rows.shiftRow(s),
  },
  {
    chip: chips.multiplyChip,
    instructions: ['mul', 'mulh', 'mulhsu', 'mulhu'],
    row: (s) => rows.multiplyRow(s),
  },
  { chip: chips.divideChip, instructions: ['div', 'divu', 'rem', 'remu'], row: (s) => rows.divideRow(s) },
  { chip: chips.branchEqualChip, instructions: ['beq', 'bne'], row: rows.branchEqualRow },
  {
    chip: chips.branchLessChip,
    instructions: ['blt', 'bge', 'bltu', 'bgeu'],
    row: (s) => rows.branchLessRow(s),
  },
  { chip: chips.jumpRegisterChip, instructions: ['jalr'], row: rows.jumpRegisterRow },
  { chip: chips.loadWordChip, instructions: ['lw'], row: rows.loadWordRow },
  { chip: chips.loadPartChip, instructions: ['lb', 'lbu', 'lh', 'lhu'], row: (s) => rows.loadPartRow(s) },
  { chip: chips.storeWordChip, instructions: ['sw'], row: rows.storeWordRow },
  { chip: chips.storePartChip, instructions: ['sb', 'sh'], row: (s) => rows.storePartRow(s) },
];
