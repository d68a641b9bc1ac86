/** The layout of the machine's state, docs/vm.md section 4. */

/** Words of a leaf; each has two limbs. */
export const LEAF_WORDS = 8;

/** Levels of the roots of the three spaces; leaves are 0. */
export const ROOT_LEVEL = { data: 26, code: 26, system: 3 } as const;

/** The node of data and of code below which no leaf can be opened: addresses from 0x78000000 on. */
export const CLOSED_NODE = { level: 22, index: 15 } as const;

/** Words of the system page. */
export const SYSTEM_WORD = {
  /** Where instructions without a destination write. */
  sink: 32,
  /** The first of eight. */
  committed: 40,
  exitCode: 48,
  /** 1 after HALT. */
  halted: 49,
  /** Words done of an unfinished hint read. */
  hintDone: 50,
} as const;

/** Where HALT goes: no code can be there. */
export const HALTED_PC = 2 ** 29;
