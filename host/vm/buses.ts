import { defineBus } from '../stark/air/index.js';

/** The buses between the machine's chips, docs/vm.md section 3. */

/** The machine is at pc, a word number, at that time. */
export const stepBus = defineBus({ name: 'step', kind: 'permutation', fields: ['pc', 'time'] });

/** A word has held this value since that time. */
export const memoryBus = defineBus({
  name: 'memory',
  kind: 'permutation',
  fields: ['space', 'address', 'lo', 'hi', 'time'],
});

/** The instruction at pc, decoded. */
export const decodeBus = defineBus({
  name: 'decode',
  kind: 'lookup',
  fields: ['pc', 'op', 'rd', 'rs1', 'x', 'y', 'z'],
});

/** A touched node of the state tree, sent by the child and received by its parent. */
export const treeBus = defineBus({
  name: 'tree',
  kind: 'permutation',
  fields: ['space', 'level', 'index', ...digest('before', 8), ...digest('after', 8)],
});

/** A compression of two digests. */
export const hashBus = defineBus({
  name: 'hash',
  kind: 'lookup',
  fields: [...digest('in', 16), ...digest('out', 8)],
});

/** How many words a hint read has still to write, and where. */
export const hintBus = defineBus({ name: 'hint', kind: 'permutation', fields: ['address', 'left', 'time'] });

/** What the fields of an instruction word say. */
export const opcodeBus = defineBus({
  name: 'opcode',
  kind: 'lookup',
  fields: ['major', 'usesF3', 'usesF7', 'f3', 'f7', 'op', 'class'],
});

/** 0 <= v < 2^16 */
export const range16Bus = defineBus({ name: 'range16', kind: 'lookup', fields: ['v'] });

/** 0 <= v < 2^11 */
export const range11Bus = defineBus({ name: 'range11', kind: 'lookup', fields: ['v'] });

/** 0 <= v < 2^16, and m = v mod 4 */
export const alignBus = defineBus({ name: 'align', kind: 'lookup', fields: ['v', 'm'] });

/** Both are 0 to 255. */
export const bytesBus = defineBus({ name: 'bytes', kind: 'lookup', fields: ['a', 'b'] });

/** Bytes, c = a xor b */
export const xorBus = defineBus({ name: 'xor', kind: 'lookup', fields: ['a', 'b', 'c'] });

/**
 * v < 2^16 and k = floor(v / 8) mod 4, the whole bytes of the shift amount v; power is 2^(v mod 8), or
 * 2^(8 - v mod 8) for shifts to the right.
 */
export const shiftBus = defineBus({ name: 'shift', kind: 'lookup', fields: ['right', 'v', 'k', 'power'] });

/**
 * Half of the sixteen words from which a row of `sha_schedule` goes on: part 0 the older one, part 1 the newer one.
 * The row computes the words at `address`; `left` rows have still to follow, with it.
 */
export const scheduleBus = defineBus({
  name: 'schedule',
  kind: 'permutation',
  fields: ['part', 'time', 'address', 'left', ...digest('w', 16)],
});

/** The state of SHA-256 before the rounds of part `part`, whose words of the schedule begin at `address`. */
export const roundsBus = defineBus({
  name: 'rounds',
  kind: 'permutation',
  fields: ['time', 'address', 'part', ...digest('state', 16)],
});

/** Five lanes of a Keccak state, those of one y, before a round: four limbs of each. */
export const keccakBus = defineBus({
  name: 'keccak',
  kind: 'permutation',
  fields: ['time', 'round', 'plane', ...digest('lanes', 20)],
});

function digest(name: string, length: number): string[] {
  return Array.from({ length }, (_, i) => `${name}${i}`);
}
