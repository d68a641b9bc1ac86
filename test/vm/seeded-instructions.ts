import { OPCODE_ROWS } from '../../host/vm/chips/index.js';
import { seededWords } from '../field/random.js';

/** Words of all kinds: of 32 random bits, of each major opcode, and with a funct7 that there is. */
export function seededInstructions(seed: number, count: number): { word: number; pc: number }[] {
  const next = seededWords(seed);
  const majors = [...new Set(OPCODE_ROWS.map(({ major }) => major))];
  return Array.from({ length: count }, (_, i) => {
    let word = next();
    if (i % 8 > 0) word = ((word & ~0x7f) | (4 * majors[next() % majors.length]) | 3) >>> 0;
    if (i % 2 > 0) word = ((word & ~0xfe000000) | ([0, 1, 32][next() % 3] << 25)) >>> 0;
    if (i % 7 === 0) word = (word & ~0xf80) >>> 0;
    const pc = next() % (15 * 2 ** 25);
    return { word, pc: i % 5 === 0 ? pc % 2 ** 14 : pc };
  });
}
