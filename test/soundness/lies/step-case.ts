import type { ReplayLie } from '../../../host/runtime/index.js';
import { asm, halt } from '../../vm/assembler.js';
import { program, wordsToBytes } from '../../vm/elf-builder.js';

/** A program with one step that lies are told about. */
export interface StepCase {
  readonly title: string;
  readonly elf: Uint8Array;
  readonly inputs: readonly Uint8Array[];
  readonly lies: readonly TitledLie[];
}

export interface TitledLie {
  readonly title: string;
  readonly lie: ReplayLie;
}

export interface Accesses {
  /** Words that the step reads or overwrites, each with how far off it is found. */
  readonly found: readonly (readonly [space: number, address: number, by: number])[];
  /** Words that it writes, and whose values are not its choice. */
  readonly left: readonly (readonly [space: number, address: number])[];
  /** How far off the next pc is, in words. */
  readonly next: readonly number[];
  /** Another instruction. */
  readonly executed: number;
}

/** What a case may have beside its step. */
export interface CaseOptions {
  readonly inputs?: readonly Uint8Array[];
  /** Instructions behind the step and a few of nothing. */
  readonly after?: readonly number[];
  readonly data?: readonly number[];
  /** Lies about when it happens, and about words that nobody accesses. */
  readonly isThorough?: boolean;
}

export const [DATA, SYSTEM] = [0, 2];
/** What data holds unless a case says otherwise. */
export const HELD = [0x80ff7f01, 0xfedcba98, 0x12345678, 0];
const nop = asm.addi(0, 0, 0);
/** Off by one, by one in the upper limb, in the sign, in all bits. */
export const WRONG = [1, 0x10000, 0x80000000, 0xffffffff];

/** Later by as much as a step takes, by less, and by more than a register may rest. */
const WHEN = [4, 1, 2 ** 24];
/** Of the leaves of the system page that every call touches: x0, a register, exit code, halted, words of a hint done, a zero. */
const NOBODYS = [0, 1, 48, 49, 50, 51];

function accessesSystemWord(found: Accesses['found'], left: Accesses['left'], word: number): boolean {
  return [...found, ...left].some(([space, address]) => space === SYSTEM && address === word);
}

/** The program `before`, the instruction, and a few more; each word is a step. */
export function stepCase(
  title: string,
  before: readonly number[],
  instruction: number,
  { found, left, next, executed }: Accesses,
  { inputs = [], after = [], data = HELD, isThorough = false }: CaseOptions = {},
): StepCase {
  const step = before.length;
  const elf = program([...before, instruction, nop, nop, nop, ...after, ...halt()], wordsToBytes(data));
  const told = (kind: string, lie: ReplayLie): TitledLie => ({ title: `${title}: ${kind}`, lie });
  const lies = [
    ...found.map(([space, address, value]) =>
      told(`finds word ${address} of ${space} wrong`, { kind: 'found', step, space, address, value }),
    ),
    ...left.flatMap(([space, address]) =>
      WRONG.map((value) =>
        told(`leaves word ${address} of ${space} off by ${value}`, {
          kind: 'left',
          step,
          space,
          address,
          value,
        }),
      ),
    ),
    ...next.map((value) => told(`goes on ${value} words off`, { kind: 'next', step, value: value >>> 0 })),
    ...(isThorough ? WHEN : WHEN.slice(0, 1)).map((value) =>
      told(`happens ${value} later`, { kind: 'when', step, value }),
    ),
    ...(isThorough ? NOBODYS : [])
      .filter((address) => !accessesSystemWord(found, left, address))
      .map((address) =>
        told(`finds that nobody has changed word ${address}`, {
          ...{ kind: 'found', step, space: SYSTEM, address, value: 1 },
        }),
      ),
    told('executes another instruction', { kind: 'executed', step, value: executed }),
  ];
  return { title, elf, inputs, lies };
}
