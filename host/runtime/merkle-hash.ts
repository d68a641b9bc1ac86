import type { Digest, HashSet, MerkleHash, PrimeField } from '../field/index.js';
import { Field, HashSet as HashSetNumber } from './abi.js';
import { loadAddon, type NativeMerkleHash } from './native.js';

/**
 * The Merkle hash of a hash set in native code: the opt-in accelerator of the verifier, which by itself uses the
 * plain one of the set. Both give the same digests.
 *
 * @throws SwitchyardError SY_ERR_ADDON
 */
export function nativeMerkleHash({ name, field, merkle }: HashSet): MerkleHash {
  const { NativeMerkleHash } = loadAddon();
  return new AcceleratedMerkleHash(merkle, new NativeMerkleHash(Field[field.name], HashSetNumber[name]));
}

class AcceleratedMerkleHash implements MerkleHash {
  readonly field: PrimeField;
  private row = new Uint32Array(64);

  constructor(
    private readonly plain: MerkleHash,
    private readonly native: NativeMerkleHash,
  ) {
    this.field = plain.field;
  }

  hashRow(elements: readonly number[]): Digest {
    const count = elements.length;
    if (this.row.length < count) this.row = new Uint32Array(2 * count);
    for (let i = 0; i < count; i++) this.row[i] = elements[i];
    return this.native.hashRow(this.row, count);
  }

  compress(left: Digest, right: Digest): Digest {
    return this.native.compress(left, right);
  }

  equal(a: Digest, b: Digest): boolean {
    return this.plain.equal(a, b);
  }

  isDigest(x: unknown): x is Digest {
    return this.plain.isDigest(x);
  }
}
