import { koalaBear } from '../../host/field/index.js';

/** Opcodes of constraint programs, as native/device/kit/constraint_program.h numbers them. */
export const Op = {
  main: 0,
  preprocessed: 1,
  scalar: 2,
  selector: 3,
  constant: 4,
  sub: 6,
  mul: 7,
  assert: 9,
  permutation: 10,
} as const;

/** Opcode, destination, a, b. */
export type ProgramLine = readonly [number, number, number, number];

/** A program over KoalaBear as the words that devices take; columns are those of its three matrices. */
export function programWords(
  columns: { main: number; preprocessed?: number; permutation?: number },
  scalars: number,
  lines: readonly ProgramLine[],
): Uint32Array {
  const constraints = Math.max(0, ...lines.map(([op, , , b]) => (op === Op.assert ? b + 1 : 0)));
  const registers = Math.max(0, ...lines.map(([op, to]) => (op === Op.assert ? 0 : to + 1)));
  const { main, preprocessed = 0, permutation = 0 } = columns;
  return Uint32Array.from([
    ...[0x50435953, 2, koalaBear.p, main, preprocessed, permutation, scalars, registers, constraints],
    lines.length,
    ...lines.flatMap(([op, to, a, b]) => [op + 256 * to, a, b]),
  ]);
}

/** main column - scalar * permutation column = 0. */
export const SCALED: readonly ProgramLine[] = [
  [Op.main, 0, 0, 0],
  [Op.permutation, 1, 0, 0],
  [Op.scalar, 2, 0, 0],
  [Op.mul, 1, 1, 2],
  [Op.sub, 0, 0, 1],
  [Op.assert, 0, 0, 0],
];
