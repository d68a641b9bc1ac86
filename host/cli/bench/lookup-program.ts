import { koalaBear } from '../../field/index.js';
import { encodeProgram, Opcode, type Instruction } from '../../stark/air/index.js';

/** Fields of the tuples that are looked up. */
export const TUPLE_FIELDS = 8;
/** Columns of one lookup: its tuple, and how often it is sent. */
export const LOOKUP_COLUMNS = TUPLE_FIELDS + 1;

/**
 * A program for the permutation op on a KoalaBear table that consists of lookups alone, as many as fit its columns:
 * denominator l is a challenge minus the sum of fields times challenges, numerator l a count. The challenges are
 * constants without a pattern.
 */
export function lookupProgram(columns: number, degree: number): Uint32Array {
  const lookups = Math.floor(columns / LOOKUP_COLUMNS);
  const instructions: Instruction[] = [];
  const emit = (opcode: Instruction['opcode'], destination: number, a: number, b: number) =>
    instructions.push({ opcode, destination, a, b });
  const [factor, sum] = [TUPLE_FIELDS, TUPLE_FIELDS + 1];
  for (let lookup = 0; lookup < lookups; lookup++) {
    for (let column = 0; column < TUPLE_FIELDS; column++) {
      emit(Opcode.loadMain, column, lookup * LOOKUP_COLUMNS + column, 0);
    }
    for (let k = 0; k < degree; k++) {
      for (let column = 0; column < TUPLE_FIELDS; column++) {
        emit(Opcode.loadConstant, factor, challenge(column, k), 0);
        const product = column === 0 ? sum : factor;
        emit(Opcode.mul, product, column, factor);
        if (column > 0) emit(Opcode.add, sum, sum, factor);
      }
      emit(Opcode.loadConstant, factor, challenge(TUPLE_FIELDS, k), 0);
      emit(Opcode.sub, sum, factor, sum);
      emit(Opcode.assertZero, k, sum, 2 * lookup);
    }
    emit(Opcode.loadMain, 0, lookup * LOOKUP_COLUMNS + TUPLE_FIELDS, 0);
    emit(Opcode.assertZero, 0, 0, 2 * lookup + 1);
  }
  return encodeProgram({
    p: koalaBear.p,
    width: columns,
    preprocessedWidth: 0,
    permutationWidth: 0,
    scalarCount: 0,
    registerCount: sum + 1,
    constraintCount: 2 * lookups,
    instructions,
  });
}

/** Coordinate k of a challenge, a Montgomery word. */
function challenge(index: number, k: number): number {
  return koalaBear.pow(koalaBear.generator, 1000 * (index + 1) + k);
}
