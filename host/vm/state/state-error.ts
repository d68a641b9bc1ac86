/** Checks of the system page at the end of a run, each with what holds if it passes. */
export const STATE_CHECKS = {
  OPENING: 'the opening has the limbs and digests of the system page, all canonical',
  LIMB: 'every limb has 16 bits',
  ROOT: 'the opening belongs to the root',
  HALTED: 'the program has halted',
  HINT: 'no hint read is unfinished',
  RESERVED: 'words without a meaning are zero',
} as const;

export type StateCheck = keyof typeof STATE_CHECKS;

/** A system page that does not show the end of a run; `code` names the first check that failed. */
export class StateError extends Error {
  override readonly name = 'StateError';
  readonly code: StateCheck;

  constructor(code: StateCheck) {
    super(`failed: ${STATE_CHECKS[code]}`);
    this.code = code;
  }
}
