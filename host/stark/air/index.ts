export { AirError, type AirErrorCode, type AirErrorSubject } from './air-error.js';
export type { Assertions, ChipBuilder, Condition, Constraint, When } from './chip-builder.js';
export { Chip, defineChip, type ChipDefinition, type NoCells } from './chip.js';
export { Expression, type Operand } from './expression.js';
export { fromBits, not, select, sum, xor } from './formulas.js';
export { array, cell, type ArrayShape, type Cell, type Cells, type Shape, type Struct } from './shape.js';
export type { ConstraintPoint, LookupPoint, LookupShape, VerifiableAir } from './verifiable-air.js';
export { canonicalForm, chipIdentity } from './canonical-form.js';
export {
  checkTrace,
  formatTraceFailure,
  type TraceCheckOptions,
  type TraceFailure,
  type TraceRead,
} from './check-trace.js';
export { compileProgram } from './compile-program.js';
export { baseArithmetic, type Arithmetic, type ConstraintInputs } from './evaluate.js';
export {
  decodeProgram,
  encodeProgram,
  Opcode,
  type ConstraintProgram,
  type Instruction,
} from './program-format.js';
export { interpretProgram } from './program-interpreter.js';
export { generateHeader } from './cpp-header.js';
export { generateDocumentation, unreadCells } from './documentation.js';
