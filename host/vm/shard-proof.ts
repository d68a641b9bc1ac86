/** A proof of one shard with what it claims. */
export interface ShardProof {
  /** Index among the shapes. */
  readonly shape: number;
  /** Canonical, in the order of {@link SHARD_PUBLIC_VALUES}. */
  readonly publicValues: readonly number[];
  /** Plonky3's postcard bytes of the batch proof. */
  readonly proof: Uint8Array;
}

/** Members of a shard's public values, docs/vm.md section 9.4. */
export interface ShardEnds {
  /** Word numbers. */
  readonly firstPc: number;
  readonly lastPc: number;
  readonly rootBefore: readonly number[];
  readonly rootAfter: readonly number[];
  /** 0 or 1: the halted word of the state after. */
  readonly halted: number;
}

/** How many public values a shard has. */
export const SHARD_PUBLIC_VALUES = 19;

/** The public values by name. */
export function shardEnds(publicValues: readonly number[]): ShardEnds {
  return {
    firstPc: publicValues[0],
    lastPc: publicValues[1],
    rootBefore: publicValues.slice(2, 10),
    rootAfter: publicValues.slice(10, 18),
    halted: publicValues[18],
  };
}
