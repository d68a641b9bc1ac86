/** Commitments to the fixed tables by setting, canonical words. Made by scripts/fixed-tables.ts; a test compares. */
export const FIXED_TABLE_CAPS: Readonly<Record<string, readonly (readonly number[])[]>> = {};
