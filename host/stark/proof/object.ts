import { copyWords, DIGEST_WORDS } from '../../field/index.js';
import type { ProofSystem } from './parameters.js';
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
