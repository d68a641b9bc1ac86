import { decodeKeptShard, encodeKeptShard, type ShardKeeper } from '../../vm/index.js';
import type { ArtifactFolder } from '../artifacts/index.js';
import { isStoreError, type JobStore } from '../store/index.js';

/**
 * Keeps the proofs of a job's shards as artifacts: on disk before the store names them, so that a job that is broken
 * off goes on from those that the store names.
 */
export async function keptShards(
  id: string,
  store: JobStore,
  artifacts: ArtifactFolder,
): Promise<ShardKeeper> {
  const known = new Map(
    (await store.order('shards', id)).map(({ position, artifact }) => [position, artifact]),
  );
  return {
    find: async (index, claim) => {
      const artifact = known.get(index);
      if (artifact === undefined) return undefined;
      try {
        return decodeKeptShard(await artifacts.get(artifact), claim);
      } catch (error) {
        // It is proven again.
        if (isStoreError(error, 'ARTIFACT')) return undefined;
        throw error;
      }
    },
    keep: async (index, shard, statement) => {
      const kept = await artifacts.put(encodeKeptShard(shard, statement));
      try {
        await store.order('keepShard', id, index, kept.id);
        known.set(index, kept.id);
      } finally {
        kept.release();
      }
    },
  };
}

/** Keeps nothing: for a proof that is made once more. */
export const NO_KEEPER: ShardKeeper = { find: () => undefined, keep: () => undefined };
