import { ProofError, type StarkParameters } from '../../stark/proof/index.js';
import { UsageError } from '../usage-error.js';
import { machineWorkload } from './machine-workload.js';
import { BENCH_TABLES, tableWorkload, type TraceOrigin } from './table-workload.js';
import type { Workload } from './workload.js';

/** What `bench prove` proves. */
export const BENCH_AIRS = [...BENCH_TABLES, 'machine'] as const;
export type BenchAir = (typeof BENCH_AIRS)[number];

// The field has 2^24 roots of unity; a blowup of 2 leaves 2^23 rows.
const MAX_LOG_ROWS = 23;
/** Keccak's first permutation takes 24 rows. */
const KECCAK_MIN_LOG_ROWS = 5;

/** @throws UsageError for sizes that the air or the parameters do not allow, and where it has no such origin */
export function workloadOf(
  air: BenchAir,
  logRows: number,
  parameters: StarkParameters,
  origin: TraceOrigin,
): Workload {
  const least = air === 'keccak' ? KECCAK_MIN_LOG_ROWS : 0;
  if (logRows < least || logRows > MAX_LOG_ROWS) {
    throw new UsageError(`--log-rows: ${air} takes ${least} to ${MAX_LOG_ROWS}`);
  }
  if (air !== 'machine') return tableWorkload(air, logRows, parameters, origin);
  if (origin === 'host') throw new UsageError('--upload: it is for single tables, not for the machine');
  try {
    return machineWorkload(logRows, parameters);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    throw new UsageError(`--log-rows: ${error.message}`);
  }
}
