import type { Assertions, Expression } from '../../stark/air/index.js';

/** Holds `next` to the target of a taken branch, and to pc + 1 otherwise. */
export function assertBranch(
  { assertEqual }: Assertions,
  { pc, target, next }: { readonly pc: Expression; readonly target: Expression; readonly next: Expression },
  real: Expression,
  taken: Expression,
): void {
  const following = pc.add(1);
  assertEqual('next', next, real.mul(following).add(taken.mul(target.sub(following))));
}
