import { hashSet, koalaBear, type Digest, type MerkleHash } from '../../host/field/index.js';
import { loadVectors } from '../support/vectors.js';
import { hexToDigest } from './lanes.js';
import { lcgMatrix } from './random.js';
import type { Matrix } from './reference-tree.js';

/** One commitment of the vector files and its openings, in the verifier's types. */
export interface MerkleCase {
  readonly title: string;
  readonly hash: MerkleHash;
  readonly matrices: Matrix[];
  readonly capHeight: number;
  readonly cap: Digest[];
  readonly single: { index: number; rows: number[][]; siblings: Digest[] }[];
  readonly multi?: { indices: number[]; rows: number[][][]; siblings: Digest[] };
}

interface MultiVector<D> {
  indices: number[];
  opened_values: number[][][];
  sibling_hashes: D[];
}

interface Poseidon2File {
  seeds: Record<string, number>;
  cases: {
    matrices: string;
    cap_height: number;
    cap_leaf_w24r16: number[][];
    cap_leaf_w16r8: number[][];
    open_w24: { index: number; opened_values: number[][]; siblings: number[][] }[];
    open_multi_w24: MultiVector<number[]>;
  }[];
}

interface KeccakFile {
  seeds: Record<string, number>;
  merkle: { matrices: string; cap_height: number; cap: string[][]; open_multi: MultiVector<string[]> }[];
}

const digest = (words: readonly number[]): Digest => Uint32Array.from(words);

/** The cases of merkle.json under both Poseidon2 hash sets; openings exist for `p2-24-16` only. */
export function poseidon2Cases(): MerkleCase[] {
  const { seeds, cases } = loadVectors<Poseidon2File>('merkle');
  return cases.flatMap((vector) => {
    const common = { matrices: matricesOf(vector.matrices, seeds), capHeight: vector.cap_height };
    const label = `${vector.matrices}, cap height ${vector.cap_height}`;
    return [
      {
        ...common,
        title: `p2-24-16: ${label}`,
        hash: hashSet('p2-24-16', koalaBear).merkle,
        cap: vector.cap_leaf_w24r16.map(digest),
        single: vector.open_w24.map(({ index, opened_values, siblings }) => ({
          index,
          rows: opened_values,
          siblings: siblings.map(digest),
        })),
        multi: {
          indices: vector.open_multi_w24.indices,
          rows: vector.open_multi_w24.opened_values,
          siblings: vector.open_multi_w24.sibling_hashes.map(digest),
        },
      },
      {
        ...common,
        title: `p2-16: ${label}`,
        hash: hashSet('p2-16', koalaBear).merkle,
        cap: vector.cap_leaf_w16r8.map(digest),
        single: [],
      },
    ];
  });
}

/** The cases of keccak_config.json. */
export function keccakCases(): MerkleCase[] {
  const { seeds, merkle } = loadVectors<KeccakFile>('keccak_config');
  return merkle.map(({ matrices, cap_height, cap, open_multi }) => ({
    title: `keccak: ${matrices}, cap height ${cap_height}`,
    hash: hashSet('keccak', koalaBear).merkle,
    matrices: matricesOf(matrices, seeds),
    capHeight: cap_height,
    cap: cap.map(hexToDigest),
    single: [],
    multi: {
      indices: open_multi.indices,
      rows: open_multi.opened_values,
      siblings: open_multi.sibling_hashes.map(hexToDigest),
    },
  }));
}

function matricesOf(names: string, seeds: Readonly<Record<string, number>>): number[][][] {
  return names.split(',').map((name) => {
    const [height, width] = name.split('x').map(Number);
    return lcgMatrix(seeds[name], height, width);
  });
}
