import type { Chip } from '../stark/air/index.js';
import {
  addChip,
  bitwiseChip,
  branchEqualChip,
  branchLessChip,
  compareChip,
  divideChip,
  immediateChip,
  jumpRegisterChip,
  loadPartChip,
  loadWordChip,
  multiplyChip,
  shiftChip,
  storePartChip,
  storeWordChip,
} from './chips/index.js';

/** All chips of the machine in the order of a shard's tables; native/vm/chips.h has the same. */
export const MACHINE_CHIPS: readonly Chip[] = [
  immediateChip,
  addChip,
  compareChip,
  bitwiseChip,
  shiftChip,
  multiplyChip,
  divideChip,
  branchEqualChip,
  branchLessChip,
  jumpRegisterChip,
  loadWordChip,
  loadPartChip,
  storeWordChip,
  storePartChip,
];
