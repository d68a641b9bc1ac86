import { bytesOf, exampleElf, GUEST_RUNS, type GuestRun } from './guest-runs.js';

/** The kernels of the guest `kernels` in the order of their numbers, and rounds that take 1 to 2 million cycles. */
export const KERNEL_ROUNDS = {
  ...{ crc32: 120, blake2s: 13, sha512: 3, sha3: 5, chacha20: 40, aes128: 9 },
  ...{ base64: 42, utf8: 13, text_search: 50, decimal: 100, edit_distance: 14 },
  ...{
    secp256k1_field: 300,
    long_division: 160,
    integer_roots: 8000,
    number_transform: 9,
    lattice_product: 20,
  },
  ...{ matrix: 11, dot_product: 50, inference: 22 },
  ...{ hash_table: 30_000, priority_queue: 5000, search_tree: 15_000, linked_list: 75 },
  ...{ quicksort: 26, copying: 400, sieve: 4, queens: 6, life: 11, compressor: 1, stack_machine: 45 },
} as const;

export type KernelName = keyof typeof KERNEL_ROUNDS;

/** A run of one of the kernels. */
function kernelRun([name, rounds]: [string, number], kernel: number): GuestRun {
  return { name, elf: () => exampleElf('kernels'), inputs: () => [bytesOf(kernel), bytesOf(rounds)] };
}

/** Runs that shapes are chosen by: those that are measured, and one of each kernel. */
export const RECORDED_RUNS: readonly GuestRun[] = [
  ...GUEST_RUNS,
  ...Object.entries(KERNEL_ROUNDS).map(kernelRun),
];
