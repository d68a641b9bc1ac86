import { koalaBear } from '../../../host/field/index.js';
import { OPEN_WORDS } from '../../vm/steps.js';

/** What other rows can say at all, from docs/vm.md: a message that is none of these has no counterpart in any shard. */

const { p } = koalaBear;
const SYSTEM_WORDS = 64;
const HALTED_PC = 2 ** 29;
const SINK = 32;

const isLimb = (value: number): boolean => value < 2 ** 16;
const isTime = (value: number): boolean => value < 2 ** 26;

/** An element as the integer of smallest magnitude. */
export function signedElement(value: number): number {
  return value > p / 2 ? value - p : value;
}

/** @param message `DIRECTION BUS FIELDS` */
export function hasCounterpart(message: string): boolean {
  const [direction, bus, ...rest] = message.split(' ');
  const fields = rest.map(Number);
  switch (bus) {
    case 'step': {
      const [pc, time] = fields;
      // Only HALT goes to the pc behind all code, and only the connector takes it from there: nothing decodes at it.
      return isTime(time) && (pc < OPEN_WORDS || pc === HALTED_PC);
    }
    case 'memory': {
      const [space, address, lo, hi, time] = fields;
      const words = [OPEN_WORDS, OPEN_WORDS, SYSTEM_WORDS][space] ?? 0;
      return address < words && isLimb(lo) && isLimb(hi) && isTime(time);
    }
    // Position in the call, docs/vm.md 8.4 to 8.6: rows that go on from others would never come to an end.
    case 'schedule': {
      const [part, time, , left, ...words] = fields;
      return part < 2 && isTime(time) && left >= 1 && left <= 6 && words.every(isLimb);
    }
    case 'rounds': {
      const [time, , part, ...state] = fields;
      return isTime(time) && part <= 8 && state.every(isLimb);
    }
    case 'keccak': {
      const [time, round, plane, ...lanes] = fields;
      return isTime(time) && round <= 24 && plane < 5 && lanes.every(isLimb);
    }
    case 'decode':
      return direction === 'provide' || isDecodable(fields);
    default:
      return true;
  }
}

/** Whether some instruction word at this pc decodes to this: docs/vm.md 6.1. */
function isDecodable([pc, op, rd, rs1, x, y, z]: readonly number[]): boolean {
  const isRegister = (number: number): boolean => number < 32;
  const isDestination = rd >= 1 && rd <= SINK;
  const immediate = signedElement(z);
  const isShort = immediate >= -2048 && immediate <= 2047;
  const link = 4 * (pc + 1);
  if (pc >= OPEN_WORDS || !isRegister(rs1)) return false;
  if (op === 1) return isDestination && isLimb(x) && isLimb(y);
  if ([6, 7, 11, 12, 13].includes(op)) {
    const isExtended = y === 0 ? x < 2 ** 11 : y === 2 ** 16 - 1 && isLimb(x) && x >= 2 ** 16 - 2 ** 11;
    return isDestination && isExtended && z === pc + 1;
  }
  if (op <= 27) return op > 1 && isDestination && isRegister(x) && y === 0 && z === pc + 1;
  if (op <= 33) return rd === 0 && isRegister(x) && y === 0;
  if (op <= 38) return isDestination && x === 0 && y === 0 && isShort;
  if (op <= 41) return rd === 0 && isRegister(x) && y === 0 && isShort;
  if (op === 42)
    return isDestination && x === link % 2 ** 16 && y === Math.floor(link / 2 ** 16) % 2 ** 16 && isShort;
  return op === 43 && [rd, rs1, x, y].every((field) => field === 0) && z === pc + 1;
}
