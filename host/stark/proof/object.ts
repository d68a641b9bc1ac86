import { copyWords, DIGEST_WORDS } from '../../field/index.js';
import type { BatchProof } from './batch-proof.js';
import { batchShape, type BatchTableLayout } from './batch-shape.js';
import type { ProofSystem } from './parameters.js';
import { readBatchProof } from './read-batch-proof.js';
import { readStarkProof } from './read-proof.js';
import type { StarkProof } from './stark-proof.js';
import { starkShape, type TableLayout } from './stark-shape.js';
import { TreeSource, type TreeDialect } from './tree-source.js';
import { readMember } from './untrusted.js';

const memory: TreeDialect = {
  property: (member) => member,
  digest: ({ hashes }, value) => {
    const digest = copyWords(value, DIGEST_WORDS);
    return digest && hashes.merkle.isDigest(digest) ? digest : undefined;
  },
};

/**
 * A copy of a proof in memory after the same checks that decoding makes.
 *
 * @throws ProofError
 */
export function copyStarkProof(
  system: ProofSystem,
  table: TableLayout,
  proof: unknown,
  mostDegreeBits = Infinity,
): StarkProof {
  const shape = starkShape(system, table, readMember(proof, 'degreeBits'), mostDegreeBits);
  return readStarkProof(new TreeSource(system, memory, proof, 'proof'), shape);
}

/**
 * {@link copyStarkProof} of a proof of several tables.
 *
 * @param heights - the only degree bits to accept, by table; by default all that are possible
 * @throws ProofError
 */
export function copyBatchProof(
  system: ProofSystem,
  tables: readonly BatchTableLayout[],
  proof: unknown,
  heights?: readonly number[],
): BatchProof {
  const shape = batchShape(system, tables, readMember(proof, 'degreeBits'), heights);
  return readBatchProof(new TreeSource(system, memory, proof, 'proof'), shape);
}
