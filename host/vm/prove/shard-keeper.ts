import { ByteReader, ByteWriter, ProofError } from '../../stark/proof/index.js';
import type { ShardProof } from '../shard-proof.js';

const MAGIC = Uint8Array.from('SWYKEPT1', (letter) => letter.charCodeAt(0));

/** What a proof of a shard that is kept must be about. */
export interface KeptClaim extends Omit<ShardProof, 'proof'> {
  /** The digest of the shard's statement. */
  readonly statement: Uint8Array;
}

/** Where proofs of a run's shards are kept, and found again by a run that was broken off. */
export interface ShardKeeper {
  /** The kept proof of a shard with this claim, if there is one. It has yet to be verified. */
  find(index: number, claim: KeptClaim): ShardProof | undefined | Promise<ShardProof | undefined>;
  /** Keeps a proof that has verified. */
  keep(index: number, shard: ShardProof, statement: Uint8Array): void | Promise<void>;
}

/** The form in which a proof is kept: its claim, then its bytes. */
export function encodeKeptShard(shard: ShardProof, statement: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  writer.append(encodeHeader({ ...shard, statement }));
  writer.varint(shard.proof.length);
  writer.append(shard.proof);
  return writer.toBytes();
}

/** The proof in what was kept; undefined for anything but a whole proof with this claim. */
export function decodeKeptShard(bytes: Uint8Array, claim: KeptClaim): ShardProof | undefined {
  try {
    const reader = new ByteReader(bytes);
    const header = encodeHeader(claim);
    const found = reader.take(header.length);
    if (!header.every((byte, i) => byte === found[i])) return undefined;
    const proof = reader.take(reader.varint()).slice();
    return reader.isAtEnd ? { shape: claim.shape, publicValues: claim.publicValues, proof } : undefined;
  } catch (error) {
    if (error instanceof ProofError) return undefined;
    throw error;
  }
}

function encodeHeader({ shape, publicValues, statement }: KeptClaim): Uint8Array {
  const writer = new ByteWriter();
  writer.append(MAGIC);
  writer.append(statement);
  writer.byte(shape);
  for (const value of publicValues) writer.word(value);
  return writer.toBytes();
}
