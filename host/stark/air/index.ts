export {
  AUDIT_FINDINGS,
  auditChips,
  type AuditFinding,
  type AuditFindingKind,
  type AuditOptions,
} from './audit/index.js';
export { AirError, type AirErrorCode, type AirErrorSubject } from './air-error.js';
export type { Assertions, ChipBuilder, Condition, Constraint, When } from './chip-builder.js';
export { assignBuses, busPrefixes, weightsFit, type BusAssignment } from './bus-assignment.js';
export type { BusBuilder, Count, ExclusiveGroup, LocalGroup } from './bus-builder.js';
export { defineBus, type Bus, type BusKind, type Direction } from './bus.js';
export { Chip, defineChip, type ChipDefinition, type NoCells } from './chip.js';
export { Expression, type Operand } from './expression.js';
export { fromBits, not, select, sum, xor } from './formulas.js';
export type { Interaction, Message } from './interaction.js';
export { widestMessage, type Lookup, type Packing } from './lookup.js';
export { lookupConstraintCount } from './lookup-constraints.js';
export { array, cell, type ArrayShape, type Cell, type Cells, type Shape, type Struct } from './shape.js';
export type { ConstraintPoint, LookupPoint, LookupShape, VerifiableAir } from './verifiable-air.js';
export { canonicalForm, chipIdentity } from './canonical-form.js';
export {
  checkTables,
  formatTableFailure,
  type BalanceFailure,
  type ConstraintFailure,
  type CountFailure,
  type FlagFailure,
  type MessageUse,
  type TableFailure,
  type TablesCheckOptions,
} from './check-tables.js';
export type { TableTrace } from './table-messages.js';
export {
  checkTrace,
  formatTraceFailure,
  type TraceCheckOptions,
  type TraceFailure,
  type TraceRead,
} from './check-trace.js';
export { challengeWords, compilePermutationProgram, compileQuotientProgram } from './compile-lookups.js';
export { compileProgram } from './compile-program.js';
export { baseArithmetic, type Arithmetic, type ConstraintInputs } from './evaluate.js';
export {
  decodeProgram,
  encodeProgram,
  Opcode,
  type ConstraintProgram,
  type Instruction,
} from './program-format.js';
export { interpretProgram, type ProgramInputs } from './program-interpreter.js';
export { generateHeader } from './cpp-header.js';
export { generateDocumentation, unreadCells } from './documentation.js';
