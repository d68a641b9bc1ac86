import { INSTRUCTIONS, resultOf } from '../instructions.js';
import { familyOf, type Step } from '../steps.js';
import { nameOf, otherWord, type Lie, type Row } from './lie.js';

export const hasImmediate = ({ op }: Step): boolean =>
  familyOf(op) === 'immediate' && op !== INSTRUCTIONS.immediate;

/** An immediate other than the instruction's, with its result. */
export function otherImmediate(row: Row): Lie {
  return {
    title: 'with another immediate',
    tell: (s, random) => {
      if (!hasImmediate(s)) return undefined;
      const name = nameOf(s);
      const b = otherWord(s.b, random);
      return row({ ...s, b, result: resultOf(name, { a: s.a, b }) });
    },
  };
}
