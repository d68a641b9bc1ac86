import { babyBear, babyBear4, koalaBear, koalaBear4, koalaBear5 } from '../../host/field/index.js';
import type { Matrix, Segment } from '../../host/runtime/index.js';
import { keccakFChip, machineChips, poseidon2Chip } from '../../host/stark/chips/index.js';
import { constraintProgram, permutationProgram } from '../../host/stark/prove/constraint-program.js';
import { MACHINE_CHIPS } from '../../host/vm/machine.js';

const EXTENSIONS = [
  { name: 'koalabear^4', extension: koalaBear4, field: koalaBear },
  { name: 'koalabear^5', extension: koalaBear5, field: koalaBear },
  { name: 'babybear^4', extension: babyBear4, field: babyBear },
] as const;

export type FieldOfExtension = (typeof EXTENSIONS)[number];

/** A real chip's program, and what it reads. */
export interface ProgramCase {
  readonly name: string;
  readonly of: FieldOfExtension;
  readonly program: Uint32Array;
}

type Compile = typeof constraintProgram;

function casesOf(compile: Compile, hasOne: (chip: Parameters<Compile>[0]) => boolean): ProgramCase[] {
  return EXTENSIONS.flatMap((of) => {
    const { field, extension, name } = of;
    // The VM's chips are chips over KoalaBear.
    const vm = field === koalaBear ? MACHINE_CHIPS : [];
    const chips = [poseidon2Chip(`${field.name}_w16`), ...Object.values(machineChips(field)), ...vm].filter(
      hasOne,
    );
    return chips.map((chip) => ({ name: `${chip.name} in ${name}`, of, program: compile(chip, extension) }));
  });
}

/** Constraints of the Poseidon2 chip, of a small machine and of the VM, over all extensions. */
export const QUOTIENT_CASES = casesOf(constraintProgram, () => true);

/** The widest of them all, which is not asked for in every field. */
export const KECCAK_CASE: ProgramCase = {
  name: 'keccak',
  of: EXTENSIONS[0],
  program: constraintProgram(keccakFChip(koalaBear), koalaBear4),
};

/** Lookups of the small machine and of the VM. */
export const PERMUTATION_CASES = casesOf(permutationProgram, (chip) => chip.lookups.length > 0);

/** Seeded words below the prime. */
export function scalarsOf({ of, program }: ProgramCase, count = program[6], seed = 1): number[] {
  return Array.from({ length: count }, (_, i) => ((i + 1) * 2654435761 + seed * 40503) % of.field.p);
}

/** Random matrices with the columns that a program reads. */
export function inputsOf(segment: Segment, { of, program }: ProgramCase, rows: number) {
  const [main, preprocessed, permutation] = program.subarray(3, 6);
  const random = (columns: number, seed: number): Matrix | undefined =>
    columns === 0 ? undefined : segment.random({ field: of.field.name, rows, columns, seed });
  return {
    main: random(main, 1)!,
    preprocessed: random(preprocessed, 2),
    permutation: random(permutation, 3),
  };
}
