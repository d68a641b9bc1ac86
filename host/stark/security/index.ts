/** How secure a proof is, by what can be proven. docs/security.md explains the figures. */
export {
  checkSecurity,
  DEFAULT_MIN_BITS,
  describeSecurity,
  formatBits,
  type SecurityVerdict,
} from './check-security.js';
export { plonky3Inputs, plonky3Security, type Plonky3Inputs, type Plonky3Security } from './plonky3.js';
export { securityOf, type RegimeReport, type SecurityReport } from './report.js';
export { SecurityError } from './security-error.js';
export {
  batchTables,
  singleTable,
  type CountedTable,
  type LookupSize,
  type OpenedColumns,
  type SecurityStatement,
  type TableSize,
} from './statement.js';
export {
  TERM_TITLES,
  type ListCharges,
  type RegimeName,
  type SecurityTerm,
  type SourceId,
  type TermName,
} from './terms.js';
