import type { PrecompileSpec } from './precompile.js';
import { SHA_COMPRESS, SHA_EXTEND } from './sha256.js';

/** All precompiles. */
export const PRECOMPILES: readonly PrecompileSpec[] = [SHA_EXTEND, SHA_COMPRESS];
