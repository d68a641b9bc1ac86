import { grainConstants } from './grain.js';
import { babyBear, koalaBear, type PrimeField } from './prime-field.js';

export type Poseidon2Width = 16 | 24;

/** The names of Plonky3's default instances; other diagonals or round counts are other hashes. */
export type Poseidon2Name = 'koalabear_w16' | 'koalabear_w24' | 'babybear_w16' | 'babybear_w24';

/** Everything that defines one Poseidon2 permutation; elements canonical. */
export interface Poseidon2Parameters {
  readonly name: Poseidon2Name;
  readonly field: PrimeField;
  readonly width: Poseidon2Width;
  readonly sboxDegree: 3 | 7;
  /** Full rounds before the partial ones; as many follow them. */
  readonly halfFullRounds: number;
  readonly partialRounds: number;
  /** Added before the S-boxes: [round][element], the rounds before the partial ones. */
  readonly initialConstants: readonly (readonly number[])[];
  /** Added to element 0, one for each partial round. */
  readonly partialConstants: readonly number[];
  readonly finalConstants: readonly (readonly number[])[];
  /** V of the internal layer 1 + Diag(V). */
  readonly diagonal: readonly number[];
}

const HALF_FULL_ROUNDS = 4;

interface Definition {
  readonly field: PrimeField;
  readonly width: Poseidon2Width;
  readonly sboxDegree: 3 | 7;
  readonly partialRounds: number;
  /** The diagonal as rational numbers; doubles hold these exactly. */
  readonly diagonal: readonly number[];
}

// Plonky3 `koala-bear/src/poseidon2.rs` and `baby-bear/src/poseidon2.rs`. Every entry is a small integer or
// plus or minus a negative power of two, cheap in Montgomery form.
const DEFINITIONS: Readonly<Record<Poseidon2Name, Definition>> = {
  koalabear_w16: {
    field: koalaBear,
    width: 16,
    sboxDegree: 3,
    partialRounds: 20,
    diagonal: [
      ...[-2, 1, 2, 1 / 2, 3, 4, -1 / 2, -3, -4],
      ...[2 ** -8, 2 ** -3, 2 ** -24],
      ...[-(2 ** -8), -(2 ** -3), -(2 ** -4), -(2 ** -24)],
    ],
  },
  koalabear_w24: {
    field: koalaBear,
    width: 24,
    sboxDegree: 3,
    partialRounds: 23,
    diagonal: [
      ...[-2, 1, 2, 1 / 2, 3, 4, -1 / 2, -3, -4],
      ...[2 ** -8, 2 ** -2, 2 ** -3, 2 ** -4, 2 ** -5, 2 ** -6, 2 ** -24],
      ...[-(2 ** -8), -(2 ** -3), -(2 ** -4), -(2 ** -5), -(2 ** -6), -(2 ** -7), -(2 ** -9), -(2 ** -24)],
    ],
  },
  babybear_w16: {
    field: babyBear,
    width: 16,
    sboxDegree: 7,
    partialRounds: 13,
    diagonal: [
      ...[-2, 1, 2, 1 / 2, 3, 4, -1 / 2, -3, -4],
      ...[2 ** -8, 2 ** -2, 2 ** -3, 2 ** -27],
      ...[-(2 ** -8), -(2 ** -4), -(2 ** -27)],
    ],
  },
  babybear_w24: {
    field: babyBear,
    width: 24,
    sboxDegree: 7,
    partialRounds: 21,
    diagonal: [
      ...[-2, 1, 2, 1 / 2, 3, 4, -1 / 2, -3, -4],
      ...[2 ** -8, 2 ** -2, 2 ** -3, 2 ** -4, 2 ** -7, 2 ** -9, 2 ** -27],
      ...[-(2 ** -8), -(2 ** -2), -(2 ** -3), -(2 ** -4), -(2 ** -5), -(2 ** -6), -(2 ** -7), -(2 ** -27)],
    ],
  },
};

/**
 * The parameters of a named instance. Round constants come from the Grain stream in the order in which the
 * rounds use them.
 */
export function poseidon2Parameters(name: Poseidon2Name): Poseidon2Parameters {
  const { field, width, sboxDegree, partialRounds, diagonal } = DEFINITIONS[name];
  const fullConstants = HALF_FULL_ROUNDS * width;
  const seed = { p: field.p, width, fullRounds: 2 * HALF_FULL_ROUNDS, partialRounds };
  const constants = grainConstants(seed, 2 * fullConstants + partialRounds);
  const partialEnd = fullConstants + partialRounds;
  return {
    name,
    field,
    width,
    sboxDegree,
    halfFullRounds: HALF_FULL_ROUNDS,
    partialRounds,
    initialConstants: rows(constants.slice(0, fullConstants), width),
    partialConstants: constants.slice(fullConstants, partialEnd),
    finalConstants: rows(constants.slice(partialEnd), width),
    diagonal: diagonal.map((rational) => dyadic(field, rational)),
  };
}

/** The element equal to a rational number with denominator 2^k, k <= 27. */
function dyadic(field: PrimeField, rational: number): number {
  const scale = 2 ** 27;
  return field.mul(field.fromInteger(rational * scale), field.inverse(field.fromInteger(scale)));
}

function rows(values: readonly number[], width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
}
