import { sum, type Assertions, type Expression } from '../../stark/air/index.js';

/**
 * Flags of which at most one is set.
 *
 * @param flags by the names of their columns
 * @returns their sum: whether the row is a step
 */
export function assertFlags(
  { assertBoolean }: Assertions,
  flags: Readonly<Record<string, Expression>>,
): Expression {
  for (const [name, flag] of Object.entries(flags)) assertBoolean(`${name} is boolean`, flag);
  const real = sum(Object.values(flags));
  assertBoolean('real is boolean', real);
  return real;
}

/** The sum of number · flag: of flags of which one is set, its number. */
export function numberOf(numbers: readonly (readonly [flag: Expression, number: number])[]): Expression {
  return sum(numbers.map(([flag, number]) => flag.mul(number)));
}
