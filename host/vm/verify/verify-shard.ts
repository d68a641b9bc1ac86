import type { MerkleHash } from '../../field/index.js';
import { bindStatement, proofSystem, type StarkParameters } from '../../stark/proof/index.js';
import { verifyBatch, type BatchVerificationResult } from '../../stark/verify/index.js';
import { fixedTablesKey } from '../fixed-tables.js';
import { chipsOf, heightsOf } from '../shape-tables.js';
import { shardStatementDigest } from '../shard-statement.js';
import type { ShardProof } from '../shard-proof.js';
import type { VerifyingKey } from '../verifying-key.js';

export interface ShardVerification {
  readonly parameters: StarkParameters;
  readonly key: VerifyingKey;
  /** Untrusted; its shape must be one of {@link SHAPES}. */
  readonly shard: ShardProof;
  /** Computes the same digests as the hash set of the parameters, faster. */
  readonly accelerator?: MerkleHash | undefined;
}

/**
 * Verifies the proof of one shard: from a state with the first root at the first pc, the program's steps lead to
 * the last root and pc. Where runs begin and end is the matter of `verifyRun`.
 *
 * @throws ParametersError; MachineError FIXED_TABLES
 */
export function verifyShard({
  parameters,
  key,
  shard,
  accelerator,
}: ShardVerification): BatchVerificationResult {
  const system = proofSystem(parameters);
  const challenger = system.hashes.newChallenger();
  bindStatement(challenger, system, shardStatementDigest(parameters, shard.shape, key));
  const airs = chipsOf(shard.shape);
  return verifyBatch({
    airs,
    parameters,
    proof: shard.proof,
    publicValues: airs.map(({ publicValueCount }) => (publicValueCount > 0 ? shard.publicValues : [])),
    preprocessed: fixedTablesKey(parameters),
    shape: heightsOf(shard.shape),
    challenger,
    accelerator,
  });
}
