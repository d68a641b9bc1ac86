export { execute, type ExecuteOptions, type MemoryRange } from './execute.js';
export {
  requireSuccess,
  type Execution,
  type Faulted,
  type FoldedStack,
  type Halted,
  type Limited,
} from './execution.js';
export { parseSp1Stdin } from './sp1-stdin.js';
