import { randomBytes } from 'node:crypto';
import { mkdirSync, openSync, closeSync, fsyncSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { SwitchyardError } from '../../runtime/index.js';
import type { ShardProof } from '../shard-proof.js';
import { decodeKeptShard, encodeKeptShard, type KeptClaim, type ShardKeeper } from './shard-keeper.js';

/** A folder that keeps the proofs of a run's shards, so that a run that was broken off goes on from there. */
export class WorkFolder implements ShardKeeper {
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
  find(index: number, claim: KeptClaim): ShardProof | undefined {
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(this.file(index));
    } catch {
      return undefined;
    }
    return decodeKeptShard(bytes, claim);
  }

  /** Keeps a proof: on disk before its name appears, so that a name always stands for a whole file. */
  keep(index: number, shard: ShardProof, statement: Uint8Array): void {
    const file = this.file(index);
    const unfinished = `${file}.${randomBytes(4).toString('hex')}`;
    try {
      const descriptor = openSync(unfinished, 'wx');
      try {
        writeSync(descriptor, encodeKeptShard(shard, statement));
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
