import { fromBits, xor, type Assertions, type Expression } from '../../stark/air/index.js';
import type { Word } from '../blocks.js';

/** A word by its bits, lowest first. */
export type WordBits = readonly Expression[];

/** How many bits a word has. */
export const WORD_BITS = 32;

/** Holds columns to bits, each under a name of its own. */
export function assertBits({ assertBoolean }: Assertions, name: string, bits: readonly Expression[]): void {
  bits.forEach((bit, i) => assertBoolean(`${name}[${i}] is boolean`, bit));
}

/** The two limbs of a word. */
export function limbs(bits: WordBits): Word<Expression> {
  return { lo: fromBits(bits.slice(0, 16)), hi: fromBits(bits.slice(16)) };
}

/** The limbs of a word that has each of its bits from some other words. */
export function bitwise(of: (i: number) => Expression): Word<Expression> {
  return limbs(Array.from({ length: WORD_BITS }, (_, i) => of(i)));
}

/** The exclusive or of a word rotated to the right by each of three amounts, of degree 3. */
export function rotations(word: WordBits, amounts: readonly [number, number, number]): Word<Expression> {
  const [a, b, c] = amounts.map((amount) => (i: number) => word[(i + amount) % WORD_BITS]);
  return bitwise((i) => xor(xor(a(i), b(i)), c(i)));
}

/** Likewise, rotated by two amounts and shifted to the right by a third one. */
export function rotationsAndShift(
  word: WordBits,
  amounts: readonly [number, number],
  shift: number,
): Word<Expression> {
  const [a, b] = amounts.map((amount) => (i: number) => word[(i + amount) % WORD_BITS]);
  return bitwise((i) => {
    const rotated = xor(a(i), b(i));
    return i + shift < WORD_BITS ? xor(rotated, word[i + shift]) : rotated;
  });
}
