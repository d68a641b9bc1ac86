/** Programs that mean harm. */
import { asm, call, halt, li, reg } from '../../vm/assembler.js';
import { DATA_ADDRESS, program } from '../../vm/elf-builder.js';

const { zero, t1, t2 } = reg;
const PAGE = 4096;
const ENTER_UNCONSTRAINED = 3;
const WRITE = 2;
const STANDARD_OUTPUT = 1;
const PUBLIC_VALUES = 13;
const HINT = 14;

/** The same words again and again. */
function forEver(words: readonly number[], before: readonly number[] = []): Uint8Array {
  return program([...before, ...words, asm.jal(zero, -4 * words.length)]);
}

function write(descriptor: number, bytes: number): number[] {
  return call(WRITE, descriptor, DATA_ADDRESS, bytes);
}

export const spins = forEver([asm.fence]);
/** Where nothing is proven, and cycles count all the same. */
export const spinsUnproven = forEver([asm.fence], call(ENTER_UNCONSTRAINED));
/** With calls, which take longer than instructions. */
export const callsForEver = forEver(write(STANDARD_OUTPUT, 1));

/** Writes a word into each page from the data on, until there is no more. */
export const touchesEverything = forEver(
  [asm.sw(t2, 0, t1), asm.add(t1, t1, t2)],
  [...li(t1, DATA_ADDRESS), ...li(t2, PAGE)],
);

/** Makes input after input for itself. */
export const hoardsInputs = forEver(write(HINT, PAGE));

/** Prints so many bytes at a time. */
export function prints(bytes: number): Uint8Array {
  return forEver(write(STANDARD_OUTPUT, bytes));
}

/** Has so many bytes of public values. */
export function publishes(bytes: number): Uint8Array {
  return program([...write(PUBLIC_VALUES, bytes), ...halt()]);
}

export const publishesForEver = forEver(write(PUBLIC_VALUES, PAGE));
