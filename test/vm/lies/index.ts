import * as rows from '../rows.js';
import { bitwiseLies } from './bitwise.js';
import { branchEqualLies, branchLessLies } from './branch.js';
import { compareLies } from './compare.js';
import { divideLies } from './divide.js';
import type { Lie } from './lie.js';
import { jumpRegisterLies, loadPartLies, storePartLies, wordLies } from './memory.js';
import { multiplyLies } from './multiply.js';
import { shiftLies } from './shift.js';
import { immediateLies, sumLies } from './sum.js';

/** By chip. */
export const LIES: Readonly<Record<string, readonly Lie[]>> = {
  immediate: immediateLies,
  add: sumLies(rows.addRow),
  compare: compareLies,
  bitwise: bitwiseLies,
  shift: shiftLies,
  multiply: multiplyLies,
  divide: divideLies,
  branch_equal: branchEqualLies,
  branch_less: branchLessLies,
  jump_register: jumpRegisterLies,
  load_word: wordLies(rows.loadWordRow),
  load_part: loadPartLies,
  store_word: wordLies(rows.storeWordRow),
  store_part: storePartLies,
};

export { commonLies } from './common.js';
export type { Lie } from './lie.js';
