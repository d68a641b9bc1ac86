import { claim } from './inspect-rows.js';
import { limbs, quotient, type Cells } from './rows.js';

/** Calls once more for tests, from docs/vm.md section 8 alone. */

/** Names of the calls' flags, by number. */
export const CALL_FLAGS: Readonly<Record<number, string>> = {
  0x00: 'isHalt',
  0x02: 'isWrite',
  0x03: 'isEnter',
  0x04: 'isExit',
  0x10: 'isCommit',
  0x1a: 'isDeferred',
  0xf0: 'isHintLen',
  0xf1: 'isHintRead',
};

/** A word, and since when it is there. */
export interface Held {
  readonly value: number;
  readonly time: number;
}

/** A call, and what it finds. */
export interface CallCase {
  readonly number: number;
  readonly pc: number;
  readonly time: number;
  readonly t0Time: number;
  /** Of HINT_LEN: the length. */
  readonly length: number;
  readonly a0: Held;
  readonly a1: Held;
  /** The system word that the call changes, and the halted word. */
  readonly page: Held;
  readonly flag: Held;
  /** Of HINT_READ: words of this row. */
  readonly words: number;
}

/** What a call does. */
export interface CallEffect {
  readonly next: number;
  readonly t0: number;
  readonly pageAddress: number;
  readonly page: number;
  /** Of HINT_READ: words left, and whether none are. */
  readonly left: number;
  readonly done: number;
}

export function effectOf(call: CallCase): CallEffect {
  const { number, pc, a0, a1, page, words, length } = call;
  const nothing = { next: pc + 1, t0: number, pageAddress: 0, page: 0, left: 0, done: 0 };
  switch (number) {
    case 0x00:
      return { ...nothing, next: 2 ** 29, pageAddress: 48, page: a0.value };
    case 0x03:
    case 0x04:
      return { ...nothing, t0: 0 };
    case 0x10:
      return { ...nothing, pageAddress: 40 + a0.value, page: a1.value };
    case 0xf0:
      return { ...nothing, t0: length };
    case 0xf1: {
      const written = page.value + words;
      const left = Math.ceil(a1.value / 4) - written;
      const done = left === 0 ? 1 : 0;
      return { ...nothing, next: pc + done, pageAddress: 50, page: done ? 0 : written, left, done };
    }
    default:
      return nothing;
  }
}

const readsA0 = (number: number): boolean => [0x00, 0x10, 0xf1].includes(number);
const readsA1 = (number: number): boolean => [0x10, 0x1a, 0xf1].includes(number);

function longTime(name: string, since: number, at: number): Cells {
  return { [`${name}.time`]: since, [`${name}.low`]: (at - since - 1) % 2 ** 12 };
}

function held(name: string, { value, time }: Held): Cells {
  return { ...limbs(name, value), [`${name}.time`]: time };
}

/** An honest row; `effect` may lie. */
export function callRow(call: CallCase, effect: CallEffect = effectOf(call)): Cells {
  const { number, pc, time, t0Time, a0, a1, page, flag, words } = call;
  const tail = a1.value % 4;
  return {
    [CALL_FLAGS[number]]: 1,
    ...{ pc, time, next: effect.next },
    ...held('t0', { value: number, time: t0Time }),
    ...limbs('t0New', effect.t0),
    ...(readsA1(number) && held('a1', a1)),
    ...(readsA0(number) && {
      ...held('a0', a0),
      'page.address': effect.pageAddress,
      ...limbs('page.old', page.value),
      ...limbs('page.newWord', effect.page),
      ...longTime('page', page.time, time),
    }),
    ...(number === 0x00 && { ...limbs('flag.old', flag.value), ...longTime('flag', flag.time, time) }),
    ...(number === 0x10 && Object.fromEntries([0, 1, 2].map((i) => [`index[${i}]`, (a0.value >>> i) % 2]))),
    ...(number === 0xf1 && {
      ...{ words, done: effect.done, tail },
      tailInverse: quotient(1, tail),
      partial: tail > 0 ? 1 : 0,
      ...limbs('left', effect.left),
    }),
  };
}

/** What an honest row says to other tables, in order. */
export function callClaims(call: CallCase): string[] {
  const { number, pc, time, t0Time, a0, a1, page, flag, words } = call;
  const effect = effectOf(call);
  const access = (word: number, old: Held, value: number): string[] => [
    claim('receive', 'memory', [2, word, old.value & 0xffff, old.value >>> 16, old.time]),
    claim('send', 'memory', [2, word, value & 0xffff, value >>> 16, time]),
  ];
  const first = a0.value / 4 + page.value;
  return [
    claim('receive', 'step', [pc, time]),
    claim('send', 'step', [effect.next, time + 4]),
    claim('send', 'decode', [pc, 43, 0, 0, 0, 0, pc + 1]),
    ...access(5, { value: number, time: t0Time }, effect.t0),
    ...(readsA0(number) ? access(10, a0, a0.value) : []),
    ...(readsA1(number) ? access(11, a1, a1.value) : []),
    ...(readsA0(number) ? access(effect.pageAddress, page, effect.page) : []),
    ...(number === 0x00 ? access(49, flag, 1) : []),
    ...(number === 0xf1
      ? [claim('send', 'hint', [first, words, time]), claim('receive', 'hint', [first + words, 0, time])]
      : []),
  ];
}

/** A word that HINT_READ writes. */
export interface HintWordCase {
  readonly address: number;
  readonly left: number;
  readonly time: number;
  readonly value: number;
  readonly old: Held;
}

export function hintWordRow({ address, left, time, value, old }: HintWordCase): Cells {
  const words = { ...limbs('v', value), ...limbs('o', old.value) };
  return { real: 1, address, left, time, ...words, ...longTime('m', old.time, time) };
}
