import type { Digest, HashSetName, MerkleHash } from '../../field/index.js';

/** Counts the permutations that checking Merkle openings takes. */
export interface HashMeter {
  permutations: number;
}

/** Elements that one permutation absorbs, by hash set. */
const RATES = { 'p2-24-16': 16, 'p2-16': 8, keccak: 34 } as const;

/** A Merkle hash of a hash set with its permutations counted. */
export function meteredMerkleHash(name: HashSetName, merkle: MerkleHash, meter: HashMeter): MerkleHash {
  return {
    field: merkle.field,
    hashRow(elements: readonly number[]): Digest {
      meter.permutations += Math.ceil(elements.length / RATES[name]);
      return merkle.hashRow(elements);
    },
    compress(left: Digest, right: Digest): Digest {
      meter.permutations++;
      return merkle.compress(left, right);
    },
    equal: (a, b) => merkle.equal(a, b),
    isDigest: (x): x is Digest => merkle.isDigest(x),
  };
}
