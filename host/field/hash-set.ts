import type { Challenger } from './challenger.js';
import { DuplexChallenger } from './duplex-challenger.js';
import { KeccakChallenger } from './keccak-challenger.js';
import { KeccakMerkleHash } from './keccak-merkle-hash.js';
import type { MerkleHash } from './merkle-hash.js';
import { Poseidon2MerkleHash } from './poseidon2-merkle-hash.js';
import { poseidon2 } from './poseidon2.js';
import type { PrimeField } from './prime-field.js';

/**
 * The named combinations of leaf, node and challenger hash:
 *  - `p2-24-16`: leaves and challenger Poseidon2 of width 24, rate 16; nodes width 16;
 *  - `p2-16`: Poseidon2 of width 16 everywhere, rate 8;
 *  - `keccak`: Keccak-f sponge in the tree, Keccak-256 in the challenger.
 */
export const HASH_SET_NAMES = ['p2-24-16', 'p2-16', 'keccak'] as const;

export type HashSetName = (typeof HASH_SET_NAMES)[number];

/** Everything a proof system hashes with. */
export interface HashSet {
  readonly name: HashSetName;
  readonly field: PrimeField;
  readonly merkle: MerkleHash;
  /** A challenger that has observed nothing. */
  newChallenger(): Challenger;
}

/** Whether x names a hash set. */
export function isHashSetName(x: unknown): x is HashSetName {
  return HASH_SET_NAMES.some((name) => name === x);
}

/** The named hash set over a field. */
export function hashSet(name: HashSetName, field: PrimeField): HashSet {
  switch (name) {
    case 'p2-24-16':
      return poseidon2HashSet(name, field, 24);
    case 'p2-16':
      return poseidon2HashSet(name, field, 16);
    case 'keccak':
      return {
        name,
        field,
        merkle: new KeccakMerkleHash(field),
        newChallenger: () => new KeccakChallenger(field),
      };
  }
}

function poseidon2HashSet(name: HashSetName, field: PrimeField, leafWidth: 16 | 24): HashSet {
  const leaf = poseidon2(`${field.name}_w${leafWidth}`);
  return {
    name,
    field,
    merkle: new Poseidon2MerkleHash(leaf, poseidon2(`${field.name}_w16`)),
    newChallenger: () => new DuplexChallenger(leaf),
  };
}
