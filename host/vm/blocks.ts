import {
  cell,
  type Cell,
  type ChipBuilder,
  type Count,
  type Expression,
  type NoCells,
  type Operand,
} from '../stark/air/index.js';
import { decodeBus, memoryBus, range16Bus, stepBus } from './buses.js';

/** The columns and messages that chips have in common: docs/vm.md sections 5.2 and 7. */

/** What blocks need of a chip's builder. */
export type BlockBuilder = Pick<ChipBuilder<NoCells, NoCells, NoCells>, 'bus' | 'constant'>;

/** The spaces of words. */
export const SPACE = { data: 0, code: 1, system: 2 } as const;

/** From one step to the next. */
const STEP_TIME = 4;

/** A word of two limbs. */
export interface Word<T extends Operand = Operand> {
  readonly lo: T;
  readonly hi: T;
}

/** A word, and since when it has been there. */
export interface TimedWord extends Word<Expression> {
  readonly time: Expression;
}

/** Since when a word has held its value; of the time since then, the lower part. */
export interface LongTime {
  readonly time: Expression;
  readonly low: Expression;
}

/** Columns of a word. */
export function wordCells(meaning: string) {
  return { lo: cell(`${meaning}, lower limb`), hi: cell(`${meaning}, upper limb`) };
}

/** Columns of {@link read} and {@link write}. */
export function accessCells(meaning: string) {
  return { ...wordCells(meaning), time: cell(`since when it has been there`) };
}

/** Columns of {@link update}. */
export function longTimeCells(meaning: string): { readonly time: Cell; readonly low: Cell } {
  return {
    time: cell(`since when ${meaning} has been there`),
    low: cell('lower part of the time since then'),
  };
}

/** The columns that every step chip starts with, after its flags. */
export function stepCells() {
  return { pc: cell('where the instruction is, a word number'), time: cell('of the step') };
}

/** A decoded instruction, docs/vm.md 6.1; pc is that of the step. */
export interface Decoded {
  readonly op: Operand;
  readonly rd: Operand;
  readonly rs1: Operand;
  readonly x: Operand;
  readonly y: Operand;
  readonly z: Operand;
}

/** STEP: the instruction at pc takes the machine to `next`, of `real` rows. */
export function step(
  { bus }: BlockBuilder,
  real: Expression,
  { pc, time }: { readonly pc: Expression; readonly time: Expression },
  next: Expression,
  { op, rd, rs1, x, y, z }: Decoded,
): void {
  bus.receive(stepBus, [pc, time], real);
  bus.send(stepBus, [next, time.add(STEP_TIME)], real);
  bus.send(decodeBus, [pc, op, rd, rs1, x, y, z], real);
}

/** READ: the register holds x, at a time less than 2^16 after the access before. */
export function read(
  builder: BlockBuilder,
  x: TimedWord,
  register: Operand,
  at: Expression,
  count: Count,
): void {
  accessRegister(builder, x, x, register, at, count);
}

/** WRITE: the register gets a new value, at a time less than 2^16 after the access before. */
export function write(
  builder: BlockBuilder,
  value: Word,
  old: TimedWord,
  register: Operand,
  at: Expression,
  count: Count,
): void {
  accessRegister(builder, old, value, register, at, count);
}

function accessRegister(
  { bus }: BlockBuilder,
  old: TimedWord,
  value: Word,
  register: Operand,
  at: Expression,
  count: Count,
): void {
  bus.receive(memoryBus, [SPACE.system, register, old.lo, old.hi, old.time], count);
  bus.send(memoryBus, [SPACE.system, register, value.lo, value.hi, at], count);
  bus.send(range16Bus, [at.sub(old.time).sub(1)], count);
}

/** UPDATE: a word goes from one value to another, at a time less than 2^28 + 2^16 after the access before. */
export function update(
  { bus, constant }: BlockBuilder,
  { space, address }: { readonly space: Operand; readonly address: Operand },
  before: Word,
  after: Word,
  { time, low }: LongTime,
  at: Expression,
  count: Count,
): void {
  const high = at
    .sub(time)
    .sub(1)
    .sub(low)
    .mul(constant(1, 2 ** 12));
  bus.receive(memoryBus, [space, address, before.lo, before.hi, time], count);
  bus.send(memoryBus, [space, address, after.lo, after.hi, at], count);
  bus.send(range16Bus, [low], count);
  bus.send(range16Bus, [high], count);
}
