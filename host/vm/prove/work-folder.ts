import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, closeSync, fsyncSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { SwitchyardError } from '../../runtime/index.js';
import { ByteReader, ByteWriter, ProofError } from '../../stark/proof/index.js';
import type { ShardProof } from '../shard-proof.js';

const MAGIC = Uint8Array.from('SWYKEPT1', (letter) => letter.charCodeAt(0));

/** A folder that keeps the proofs of a run's shards, so that a run that was broken off goes on from there. */
export class WorkFolder {
  /** @throws SwitchyardError SY_ERR_FILE where the folder cannot be made */
  constructor(private readonly folder: string) {
    try {
      mkdirSync(folder, { recursive: true });
    } catch (cause) {
      throw new SwitchyardError('SY_ERR_FILE', `${folder} cannot be made`, {
        remedy: 'Pass a folder that can be written to.',
        cause,
      });
    }
  }

  /**
   * The kept proof of a shard with this statement, shape and public values, if there is one. Whatever else lies in
   * its place is left out of account, and proven anew. The proof has yet to be verified.
   */
  find(
    index: number,
    expected: Omit<ShardProof, 'proof'> & { readonly statement: Uint8Array },
  ): ShardProof | undefined {
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(this.file(index));
    } catch {
      return undefined;
    }
    try {
      const reader = new ByteReader(bytes);
      const header = encodeHeader(expected);
      const found = reader.take(header.length);
      if (!header.every((byte, i) => byte === found[i])) return undefined;
      const proof = reader.take(reader.varint()).slice();
      return reader.isAtEnd
        ? { shape: expected.shape, publicValues: expected.publicValues, proof }
        : undefined;
    } catch (error) {
      if (error instanceof ProofError) return undefined;
      throw error;
    }
  }

  /** Keeps a proof: on disk before its name appears, so that a name always stands for a whole file. */
  keep(index: number, shard: ShardProof, statement: Uint8Array): void {
    const writer = new ByteWriter();
    writer.append(encodeHeader({ ...shard, statement }));
    writer.varint(shard.proof.length);
    writer.append(shard.proof);
    const file = this.file(index);
    const unfinished = `${file}.${randomBytes(4).toString('hex')}`;
    try {
      const descriptor = openSync(unfinished, 'wx');
      try {
        writeSync(descriptor, writer.toBytes());
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(unfinished, file);
    } catch (cause) {
      throw new SwitchyardError('SY_ERR_FILE', `${file} cannot be written`, {
        remedy: 'See that the folder exists and has space.',
        cause,
      });
    }
  }

  private file(index: number): string {
    return path.join(this.folder, `shard-${String(index).padStart(5, '0')}`);
  }
}

function encodeHeader({
  shape,
  publicValues,
  statement,
}: Omit<ShardProof, 'proof'> & { readonly statement: Uint8Array }): Uint8Array {
  const writer = new ByteWriter();
  writer.append(MAGIC);
  writer.append(statement);
  writer.byte(shape);
  for (const value of publicValues) writer.word(value);
  return writer.toBytes();
}
