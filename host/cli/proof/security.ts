import { SwitchyardError } from '../../runtime/index.js';
import {
  batchTables,
  checkSecurity,
  singleTable,
  type SecurityReport,
  type SecurityStatement,
} from '../../stark/security/index.js';
import type { LoadedProof } from './load-proof.js';

/** What the security of a proof depends on: its chips, its parameters and its heights. */
export function statementOf(loaded: LoadedProof): SecurityStatement {
  const { parameters } = loaded;
  if (loaded.kind === 'table') return singleTable(parameters, loaded.chip, loaded.proof.degreeBits);
  return { parameters, tables: batchTables(parameters, loaded.batch.chips, loaded.proof.degreeBits) };
}

/** @throws SwitchyardError SY_ERR_SECURITY where fewer bits are proven than demanded */
export function demandSecurity(statement: SecurityStatement, minBits: number): SecurityReport {
  const verdict = checkSecurity(statement, minBits);
  if (verdict.ok) return verdict.report;
  const enough = Math.floor(verdict.report.provenBits);
  throw new SwitchyardError('SY_ERR_SECURITY', verdict.message, {
    remedy: `Prove with stronger parameters, or accept this with --min-bits ${enough}.`,
  });
}
