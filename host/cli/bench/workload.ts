import type { StageRunner } from '../../dispatch/index.js';
import type { PrimeFieldName } from '../../field/index.js';
import type { ProofFile } from '../../stark/proof/index.js';
import type { SecurityStatement } from '../../stark/security/index.js';

/** Something to prove under given parameters, of a size. */
export interface Workload {
  /** Short name of the chip or batch. */
  readonly air: string;
  /** The field of its traces. */
  readonly field: PrimeFieldName;
  readonly logRows: number;
  /** Rows and columns; of a batch those of the table that the size is about. */
  readonly shape: string;
  /** What is counted, as in `unit` per second. */
  readonly unit: string;
  readonly count: number;
  /** What the proven security depends on. */
  readonly statement: SecurityStatement;
  /** Makes traces on the device, and what else a proof starts from. */
  prepare(dispatcher: StageRunner): Promise<PreparedProof>;
}

/** Traces on the device, ready to be proven once. */
export interface PreparedProof {
  /** From the inputs on the device, or in this process, to the traces on the device. */
  readonly traceSeconds: number;
  /** Proves; the result encodes what was proven. */
  prove(): Promise<() => ProofFile>;
  /** Frees what a proof leaves on the device. */
  release(): Promise<void>;
}
