export { cubeChip, cubeTrace } from './cube.js';
export { fibonacciChip, fibonacciTrace } from './fibonacci.js';
export { keccakFTrace } from './keccak-f-trace.js';
export { keccakFChip } from './keccak-f.js';
export { KECCAK_ROUNDS, LANE_BITS, ROTATIONS, ROUND_CONSTANTS } from './keccak-lanes.js';
export {
  seededMachine,
  type MachineInput,
  type MachineInstruction,
  type MachineOperation,
} from './machine-program.js';
export { machineTables, type MachineRun } from './machine-trace.js';
export { machineChips } from './machine.js';
export { poseidon2Trace } from './poseidon2-trace.js';
export { constrainPermutation, permutationColumns, poseidon2Chip } from './poseidon2.js';
export {
  standardBatch,
  STANDARD_BATCH_NAMES,
  STANDARD_MACHINE,
  type StandardBatch,
} from './standard-batch.js';
export { shortChipName, standardChip, STANDARD_CHIP_NAMES } from './standard.js';
