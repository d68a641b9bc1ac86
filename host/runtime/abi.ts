import type { HashSetName, PrimeFieldName } from '../field/index.js';

/**
 * Numbers of the device interface, as `native/device/backend.h` defines them. A test holds every one against
 * that header.
 */

export const ABI_VERSION = 4;

export const OpKind = {
  UPLOAD: 1,
  DOWNLOAD: 2,
  FREE: 3,
  RANDOM: 4,
  ELEMENTWISE: 5,
  PERMUTE: 6,
  DFT: 7,
  LDE: 8,
  COMMIT: 9,
  OPEN: 10,
  EVALUATE: 11,
  COMBINE: 12,
  PROBE: 13,
  RESHAPE: 14,
  DEEP: 15,
  FOLD: 16,
  QUOTIENT: 17,
  GRIND: 18,
  FILL: 19,
  PERMUTATION: 20,
} as const;

/** Ops by the names that segments and devices give them. */
export const OP_NAMES = [
  'upload',
  'download',
  'free',
  'random',
  'elementwise',
  'permute',
  'dft',
  'lde',
  'commit',
  'open',
  'evaluate',
  'combine',
  'probe',
  'reshape',
  'deep',
  'fold',
  'quotient',
  'grind',
  'fill',
  'permutation',
] as const;

export type OpName = (typeof OP_NAMES)[number];

export const Code = {
  OK: 0,
  ARGUMENT: 1,
  MEMORY: 2,
  UNSUPPORTED: 3,
  CANCELLED: 4,
  DEVICE: 5,
} as const;

export const Field: Record<PrimeFieldName, number> = { koalabear: 0, babybear: 1 };
/** By the names that host/field gives its extensions. */
export const Extension = { 'koalabear^4': 0, 'babybear^4': 1, 'koalabear^5': 2 } as const;
export const HashSet: Record<HashSetName, number> = { 'p2-24-16': 0, 'p2-16': 1, keccak: 2 };
export const Form = { montgomery: 0, canonical: 1 } as const;
export const Order = { natural: 0, 'bit-reversed': 1 } as const;
export const ElementwiseFunction = { add: 0, subtract: 1, multiply: 2, invert: 3 } as const;
export const Permutation = { 'poseidon2-16': 0, 'poseidon2-24': 1, 'keccak-f': 2 } as const;
export const Table = { poseidon2: 0, 'keccak-f': 1, compression: 2 } as const;
export const Probe = { copy: 0, multiply: 1, logic: 2, launch: 3 } as const;

export type ExtensionName = keyof typeof Extension;
export type FormName = keyof typeof Form;
export type OrderName = keyof typeof Order;
export type ElementwiseName = keyof typeof ElementwiseFunction;
export type PermutationName = keyof typeof Permutation;
export type TableName = keyof typeof Table;
export type ProbeName = keyof typeof Probe;

export const EXTENSION_DEGREE: Record<ExtensionName, number> = {
  'koalabear^4': 4,
  'babybear^4': 4,
  'koalabear^5': 5,
};

/** The name of an extension or a hash set by its number. */
export function extensionNameOf(word: number): ExtensionName {
  return nameOf(Extension, word);
}
export function hashSetNameOf(word: number): HashSetName {
  return nameOf(HashSet, word);
}

function nameOf<Name extends string>(numbers: Readonly<Record<Name, number>>, word: number): Name {
  const names = Object.keys(numbers) as Name[];
  return names.find((name) => numbers[name] === word)!;
}
