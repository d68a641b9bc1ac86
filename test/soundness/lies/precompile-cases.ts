import { seededWords } from '../../field/random.js';
import { asm, call, reg } from '../../vm/assembler.js';
import { DATA_ADDRESS } from '../../vm/elf-builder.js';
import { PRECOMPILES } from '../../vm/precompiles/index.js';
import { range, type PrecompileSpec } from '../../vm/precompiles/precompile.js';
import { DATA, stepCase, SYSTEM, WRONG, type Accesses, type StepCase } from './step-case.js';

/** Calls of precompiles as steps that lies are told about. */

const WRITE = 2;
const DATA_WORDS = 0x800;

/** Where calls find their words: not at the beginning of a leaf. */
const A0 = DATA_ADDRESS + 12;
const A1 = DATA_ADDRESS + 0x1004;

/** A program that makes one call. */
export interface CallProgram {
  /** What comes before the call. */
  readonly before: readonly number[];
  readonly data: readonly number[];
  readonly pointers: Readonly<Record<'a0' | 'a1', number>>;
  /** The words of all ranges by their addresses, in the order of their access. */
  readonly words: readonly {
    readonly address: number;
    readonly value: number;
    readonly isWritten: boolean;
  }[];
}

export function callProgram({ number, ranges }: PrecompileSpec): CallProgram {
  const pointers = { a0: A0, a1: ranges.length === 1 ? 0 : A1 };
  const data = range(DATA_WORDS).map(seededWords(number));
  const words = ranges.flatMap(({ pointer, words: count, isWritten }) =>
    range(count).map((i) => {
      const address = pointers[pointer] / 4 + i;
      return { address, value: data[address - DATA_ADDRESS / 4], isWritten };
    }),
  );
  return { before: call(number, pointers.a0, pointers.a1).slice(0, -1), data, pointers, words };
}

/** Each call of a precompile. */
export function precompileCases(): StepCase[] {
  return PRECOMPILES.map((spec) => {
    const { before, data, words } = callProgram(spec);
    const written = words.filter(({ isWritten }) => isWritten).map(({ address }) => address);
    const some = [written[0], written[Math.floor(written.length / 2)], written[written.length - 1]];
    // Those that the same arguments are good for: a1 is 0 where there is no second one.
    const others = PRECOMPILES.filter(({ ranges }) => ranges.length >= spec.ranges.length)
      .map(({ number }) => number)
      .filter((number) => number !== spec.number);
    const accesses: Accesses = {
      found: [
        // Another call.
        ...[WRITE, ...others].map((other) => [SYSTEM, reg.t0, (other - spec.number) >>> 0] as const),
        // Another place, which is a place all the same: one word on, one leaf, and where there is no data yet.
        ...[4, 32, 0x10000].map((by) => [SYSTEM, reg.a0, by] as const),
        ...(spec.ranges.length > 1 ? [4, 0x10000].map((by) => [SYSTEM, reg.a1, by] as const) : []),
        ...words.flatMap(({ address }, i) => (i % 12 === 0 ? [[DATA, address, WRONG[i % 4]] as const] : [])),
      ],
      left: [
        ...[reg.t0, reg.a0].map((register) => [SYSTEM, register] as const),
        ...some.map((address) => [DATA, address] as const),
      ],
      // One word less is the call once more.
      next: [1, -1],
      executed: asm.addi(0, 0, 3),
    };
    return stepCase(spec.name, before, asm.ecall, accesses, { data, isThorough: true });
  });
}
