import type { PrimeField } from '../../field/index.js';
import type { Chip } from '../air/index.js';
import { cubeChip } from './cube.js';
import { fibonacciChip } from './fibonacci.js';
import { keccakFChip } from './keccak-f.js';
import { poseidon2Chip } from './poseidon2.js';

/** The chips that come with this package, by the short names that commands and p3-json documents use. */
const STANDARD: Readonly<Record<string, (field: PrimeField) => Chip>> = {
  fibonacci: fibonacciChip,
  cube: cubeChip,
  poseidon2: (field) => poseidon2Chip(`${field.name}_w16`),
  keccak: keccakFChip,
};

/** Short names of the standard chips. */
export const STANDARD_CHIP_NAMES: readonly string[] = Object.keys(STANDARD);

/** A standard chip by its short name. */
export function standardChip(shortName: string, field: PrimeField): Chip | undefined {
  return Object.hasOwn(STANDARD, shortName) ? STANDARD[shortName](field) : undefined;
}

/** The short name of the standard chip whose own name this is, such as `poseidon2` for `poseidon2_koalabear_w16_x8`. */
export function shortChipName(chipName: string, field: PrimeField): string | undefined {
  return STANDARD_CHIP_NAMES.find((name) => chipNameOf(name, field) === chipName);
}

/** Names alone, because making a chip states thousands of constraints. */
function chipNameOf(shortName: string, field: PrimeField): string {
  switch (shortName) {
    case 'poseidon2':
      return `poseidon2_${field.name}_w16_x8`;
    case 'keccak':
      return 'keccak_f';
    default:
      return shortName;
  }
}
