import type { PreprocessedBatchKey, StarkParameters } from '../stark/proof/index.js';
import { FIXED_TABLE_CAPS } from './fixed-table-caps.js';
import { MachineError } from './machine-error.js';
import { shapeTables } from './shape-tables.js';

/**
 * The commitment to the preprocessed columns of `table` and `opcode`, which are the same in every proof. It is a
 * constant for each setting that decides it, and a test computes it anew.
 *
 * @throws MachineError FIXED_TABLES for a setting without a constant
 */
export function fixedTablesKey(parameters: StarkParameters): PreprocessedBatchKey {
  const setting = fixedTablesSetting(parameters);
  const cap = FIXED_TABLE_CAPS[setting] as readonly (readonly number[])[] | undefined;
  if (parameters.field !== 'koalabear' || !cap) {
    throw new MachineError('FIXED_TABLES', `there is no commitment to the fixed tables for ${setting}`);
  }
  return {
    cap: cap.map((digest) => Uint32Array.from(digest)),
    // All shapes have these, at the same height, and before the tables that only some have.
    tables: shapeTables(0).flatMap(
      ({ index: table, chip: { preprocessedWidth: width }, logHeight: degreeBits }) =>
        width > 0 ? [{ table, width, degreeBits }] : [],
    ),
  };
}

/** What decides the commitment, as the constants are listed by. */
export function fixedTablesSetting({ hashSet, logBlowup, capHeight }: StarkParameters): string {
  return `${hashSet}, blowup 2^${logBlowup}, cap 2^${capHeight}`;
}
