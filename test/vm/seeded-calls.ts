import type { CallCase } from './rows-of-calls.js';

/** A call with everything at some time before. */
export function caseOf(number: number, changes: Partial<CallCase> = {}): CallCase {
  const held = (value: number) => ({ value, time: 900_001 });
  return {
    ...{ number, pc: 4711, time: 900_005, t0Time: 900_004, length: 0, words: 0 },
    ...{ a0: held(0), a1: held(0), page: { value: 0, time: 0 }, flag: { value: 0, time: 0 } },
    ...changes,
  };
}

/** Arguments that the call with this number takes. */
export function seededCase(number: number, next: () => number): CallCase {
  const time = 2 ** 20 + (next() % 2 ** 20);
  const recent = (value: number) => ({ value: value >>> 0, time: time - 1 - (next() % 2 ** 16) });
  const longAgo = (value: number) => ({ value, time: next() % time });
  const call = caseOf(number, { time, pc: next() % 2 ** 29, t0Time: time - 2 ** 16, length: next() });
  const flag = longAgo(next() % 2);
  switch (number) {
    case 0x00:
      return { ...call, a0: recent(next()), page: longAgo(next()), flag };
    case 0x10:
      return { ...call, a0: recent(next() % 8), a1: recent(next()), page: longAgo(next()) };
    case 0xf1: {
      const length = next() % (next() % 2 === 0 ? 2 ** 27 : 40);
      const total = Math.ceil(length / 4);
      const before = total > 0 && next() % 2 === 0 ? next() % total : 0;
      const left = total - before;
      const words = next() % 2 === 0 ? left : next() % (left + 1);
      const a0 = recent(4 * (next() % 2 ** 29));
      return { ...call, a0, a1: recent(length), page: longAgo(before), words };
    }
    case 0x1a:
      return { ...call, a1: recent(0) };
    default:
      return call;
  }
}
