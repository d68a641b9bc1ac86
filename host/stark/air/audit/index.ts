export {
  AUDIT_FINDINGS,
  auditChips,
  type AuditFinding,
  type AuditFindingKind,
  type AuditOptions,
} from './audit-chips.js';
