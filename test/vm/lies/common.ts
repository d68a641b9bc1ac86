import { INSTRUCTIONS, isTaken, resultOf, type Instruction } from '../instructions.js';
import { familyOf } from '../steps.js';
import type { Lie, Random, Row } from './lie.js';

const hasSecond = ({ op }: { readonly op: number }): boolean =>
  ['register', 'branch', 'store'].includes(familyOf(op));
const hasDestination = ({ op }: { readonly op: number }): boolean =>
  !['branch', 'store'].includes(familyOf(op));
const hasData = ({ op }: { readonly op: number }): boolean => ['load', 'store'].includes(familyOf(op));

/** What can be said of any chip: another instruction, other registers, times in the wrong order. */
export function commonLies(row: Row, instructions: readonly Instruction[]): Lie[] {
  const late = (at: number, random: Random): number => at + (random(2) === 0 ? 0 : random(2 ** 25));
  const any = (has: (step: { readonly op: number }) => boolean, lies: readonly Lie[]): readonly Lie[] =>
    instructions.some((name) => has({ op: INSTRUCTIONS[name] })) ? lies : [];
  return [
    { title: 'at another pc', tell: (s, random) => row({ ...s, pc: s.pc ^ (1 + random(2 ** 20)) }) },
    { title: 'from another register', tell: (s, random) => row({ ...s, rs1: s.rs1 ^ (1 + random(63)) }) },
    {
      title: 'a read before it was written',
      tell: (s, random) => row({ ...s, aTime: late(s.time, random) }),
    },
    ...(instructions.length > 1 ? [asAnotherInstruction(row, instructions)] : []),
    ...any(hasSecond, [
      {
        title: 'from another second register',
        tell: (s, random) => (hasSecond(s) ? row({ ...s, x: s.x ^ (1 + random(63)) }) : undefined),
      },
      {
        title: 'a second read before it was written',
        tell: (s, random) => (hasSecond(s) ? row({ ...s, bTime: late(s.time + 1, random) }) : undefined),
      },
    ]),
    ...any(hasDestination, [
      { title: 'to another register', tell: (s, random) => row({ ...s, rd: s.rd ^ (1 + random(63)) }) },
      {
        title: 'overwritten before it was written',
        tell: (s, random) => row({ ...s, oldTime: late(s.time + 2, random) }),
      },
    ]),
    ...any(hasData, [
      {
        title: 'memory before it was written',
        tell: (s, random) => {
          const low = random(2) === 0 ? random(2 ** 16) : (2 ** 12 - 1) & -random(3);
          return { ...row(s), 'm.time': late(s.time, random), 'm.low': low };
        },
      },
      {
        title: 'memory before it was written, with a lower part that is none',
        tell: (s, random) => {
          const time = late(s.time, random);
          return { ...row(s), 'm.time': time, 'm.low': s.time - time - 1 - 2 ** 12 * random(2 ** 16) };
        },
      },
    ]),
  ];
}

function asAnotherInstruction(row: Row, instructions: readonly Instruction[]): Lie {
  return {
    title: 'as another instruction',
    tell: (s, random) => {
      const others = instructions.filter((name) => INSTRUCTIONS[name] !== s.op);
      const name = others[random(others.length)];
      const step = { ...s, op: INSTRUCTIONS[name] };
      switch (familyOf(step.op)) {
        case 'register':
        case 'immediate':
          return row({ ...step, result: resultOf(name, s) });
        case 'branch':
          return row({ ...step, next: isTaken(name, s) ? s.target : s.pc + 1 });
        default:
          return row(step);
      }
    },
  };
}
