import { KECCAK_PERMUTE } from './keccak.js';
import type { PrecompileSpec } from './precompile.js';
import { SHA_COMPRESS, SHA_EXTEND } from './sha256.js';
import { UINT256_MUL } from './uint256.js';

/** All precompiles. */
export const PRECOMPILES: readonly PrecompileSpec[] = [SHA_EXTEND, SHA_COMPRESS, KECCAK_PERMUTE, UINT256_MUL];
