/** The verifier of runs: plain TypeScript that runs in a browser, with all that it takes to call it. */
export { ElfError, type ElfCheck } from '../elf/index.js';
export { MACHINE_CHIPS } from '../machine.js';
export { MachineError, type MachineErrorCode } from '../machine-error.js';
export { decodeRunProof, encodeRunProof, isRunProof, type RunProof } from '../run-proof.js';
export { runSecurity } from '../run-security.js';
export { chipsOf, heightsOf, shapeTables } from '../shape-tables.js';
export { SHAPES, type ShardShape } from '../shapes.js';
export { shardEnds, type ShardEnds, type ShardProof } from '../shard-proof.js';
export type { SystemPageOpening } from '../state/index.js';
export {
  decodeVerifyingKey,
  encodeVerifyingKey,
  verifyingKeyDigest,
  verifyingKeyOf,
  type VerifyingKey,
} from '../verifying-key.js';
export {
  RUN_CHECKS,
  verifyRun,
  type RunCheck,
  type RunVerification,
  type RunVerificationResult,
} from './verify-run.js';
export { verifyShard, type ShardVerification } from './verify-shard.js';
