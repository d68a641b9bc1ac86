/** Registers that calls use. */
export const REGISTER = { t0: 5, a0: 10, a1: 11 } as const;
