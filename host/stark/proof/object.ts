import type { ProofSystem } from './parameters.js';
import { readStarkProof } from './read-proof.js';
import type { StarkProof } from './stark-proof.js';
import { starkShape, type TableLayout } from './stark-shape.js';
import { asRecord, TreeSource, type TreeDialect } from './tree-source.js';

const memory: TreeDialect = {
  property: (member) => member,
  digest: ({ hashes }, value) => (hashes.merkle.isDigest(value) ? value.slice() : undefined),
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
  const shape = starkShape(system, table, asRecord(proof)?.degreeBits, mostDegreeBits);
  return readStarkProof(new TreeSource(system, memory, proof, 'proof'), shape);
}
