/**
 * Chips of precompiles, of which programs here have no rows: `test/vm/precompiles` changes each of their cells, and holds
 * their rows to readings of its own.
 */
export const PRECOMPILE_CHIPS: readonly string[] = [
  ...['sha_extend', 'sha_schedule', 'sha_compress', 'sha_rounds'],
  ...['keccak_permute', 'keccak_round', 'uint256_mul'],
];
