/**
 * The canonical shapes of a shard's tables, docs/vm.md section 12.3. A proof names its shape, and its transcript
 * starts from all of them, so that a change here is a change of every verifying key.
 */
export interface ShardShape {
  readonly name: string;
  /**
   * log2 of the rows of each table, in the order of the machine's chips; undefined for a table that shards of this shape
   * do not have.
   */
  readonly logHeights: readonly (number | undefined)[];
}

/** Heights that are the same in all shapes: `connector`, `table`, `opcode`. */
const FIXED = [4, 16, 6] as const;

/** Heights of the tables of precompiles, in the order of the machine's chips. */
interface PrecompileHeights {
  /** `sha_extend`, `sha_schedule`, `sha_compress`, `sha_rounds` */
  readonly sha?: readonly [number, number, number, number];
  /** `keccak_permute`, `keccak_round` */
  readonly keccak?: readonly [number, number];
  /** `uint256_mul` */
  readonly uint256?: readonly [number];
}

function shape(name: string, ...logHeights: readonly number[]): ShardShape {
  return withPrecompiles({ name, logHeights: [...logHeights, ...FIXED] }, {});
}

/** How many tables all shapes have. */
const OTHERS = 24;

function withPrecompiles(base: ShardShape, { sha, keccak, uint256 }: PrecompileHeights): ShardShape {
  const others = base.logHeights.slice(0, OTHERS);
  const precompiles = [...(sha ?? absent(4)), ...(keccak ?? absent(2)), ...(uint256 ?? absent(1))];
  return { name: base.name, logHeights: [...others, ...precompiles] };
}

function absent(count: number): readonly undefined[] {
  return new Array<undefined>(count).fill(undefined);
}

/**
 * T: tests and last shards; G: general; L: loops on registers; S: sorting; V: interpreters; M: scattered memory; H:
 * reading input. Others are named after what they have more of than a general shape: A: additions and constants; B:
 * bit operations, as of hashing; C: control flow; D: divisions, but D20: hashing among other data; F:
 * multiplications; P: parts of words, as in parsing. X: with precompiles, XA all of them, XS those of SHA-256, XK
 * Keccak-f, XU multiplication. The number is about log2 of the steps that a shape has room for; small letters tell
 * shapes apart. Those with small letters, and those behind V20, come from scripts/search-shapes.ts. A shape's index
 * is its id in headers and transcripts.
 */
// prettier-ignore
export const SHAPES: readonly ShardShape[] = [
  //            imm add cmp bit shi mul div beq blt jr  lw  lp  sw  sp  cal hin ref dec lea tre com
  shape('T12',   11,  9,  8,  9,  9,  7,  4,  9,  9,  7, 10,  8,  9,  7,  6,  6,  6, 11,  8, 10, 11),
  shape('G16',   15, 13, 12, 13, 13, 11,  8, 13, 13, 11, 14, 12, 13, 11,  8, 10,  8, 12, 11, 12, 13),
  shape('G18',   17, 15, 14, 15, 15, 13, 10, 15, 15, 13, 16, 14, 15, 13, 10, 12, 10, 13, 12, 13, 15),
  shape('G20',   19, 17, 16, 17, 17, 15, 12, 17, 17, 15, 18, 16, 17, 15, 11, 14, 12, 14, 14, 15, 16),
  shape('C17',   16, 14, 12, 13, 12, 10, 10, 15, 14, 12, 14, 13, 13, 12,  7,  9,  6, 11,  9, 10, 12),
  shape('L18',   18, 17,  9, 11, 11,  9,  9, 17, 17,  9,  9,  9,  9,  9,  8, 10,  6, 11,  9, 10, 12),
  shape('L20',   19, 18, 10, 11, 11, 10, 10, 18, 18, 10, 10, 10, 10, 10,  9, 11,  7, 11,  9, 11, 12),
  shape('B17',   14, 15, 10, 16, 15,  7,  7, 11, 10, 10, 14, 10, 13, 10,  7,  8,  6, 11,  9, 10, 12),
  shape('B20',   18, 17, 10, 18, 18, 10, 10, 15, 10, 10, 16, 14, 14, 12,  9, 14,  7, 11, 11, 12, 13),
  shape('D20',   18, 17, 10, 18, 18, 10, 10, 15, 15, 13, 16, 15, 15, 10,  9, 11,  7, 11, 11, 11, 12),
  shape('P20',   18, 16, 10, 17, 17, 10, 10, 16, 16, 14, 16, 16, 16, 10,  9, 13,  7, 11, 11, 11, 13),
  shape('S20',   18, 18, 10, 10, 18, 10, 10, 13, 18, 13, 17, 10, 16, 10,  9, 13,  7, 11, 12, 12, 14),
  shape('V20',   17, 18, 15, 16, 17, 10, 15, 14, 17, 16, 17, 17, 12, 15,  9, 11,  7, 11, 10, 11, 13),
  shape('A20a',  18, 18, 16, 13, 13, 12, 10, 17, 17, 10, 12, 16, 11, 17, 10, 10, 10, 11, 13, 13, 14),
  shape('A20b',  19, 18, 11, 13, 13, 10, 11, 17, 17, 10, 12, 13, 11, 12, 10, 10, 10, 11,  9, 10, 12),
  shape('B18a',  15, 14,  8, 16, 16,  8,  7, 12,  9,  7, 13, 12, 12,  9,  7, 11,  7, 11,  9, 10, 12),
  shape('B18b',  16, 14, 10, 16, 15, 10, 14, 14, 12,  8, 16, 13, 16, 12,  8,  8,  8, 11,  9, 10, 12),
  shape('B20a',  17, 17, 16, 16, 17, 13, 15, 16, 15, 11, 13, 15, 12, 15, 10, 10, 10, 11,  9, 11, 12),
  shape('B20b',  18, 15, 14, 17, 17, 14, 10, 16, 15, 13, 16, 13, 16, 13, 10, 10, 10, 12, 10, 11, 12),
  shape('B20c',  17, 17, 17, 16, 17, 15, 12, 16, 16, 11, 16, 13, 15, 10, 10, 10, 10, 11, 10, 11, 12),
  shape('B20d',  18, 16, 15, 17, 17, 15, 16, 16, 16, 14, 15, 15, 14, 13, 10, 10, 10, 11, 10, 11, 12),
  shape('B20e',  18, 17, 11, 17, 17, 12, 10, 16, 12, 10, 17, 16, 15, 14, 10, 10, 10, 11, 11, 11, 13),
  shape('B20f',  18, 17, 11, 18, 18, 10, 10, 15, 12, 10, 16, 14, 14, 13, 10, 13, 10, 11, 11, 11, 13),
  shape('B20g',  18, 16, 16, 15, 18, 10, 10, 16, 17, 11, 13, 17, 12, 16, 10, 10, 10, 11,  9, 10, 12),
  shape('B21',   19, 18, 13, 15, 18, 12, 11, 15, 17, 16, 17, 17, 16, 13, 11, 11, 11, 12, 11, 12, 13),
  shape('C20a',  18, 17, 10, 15, 16, 10, 11, 16, 17, 13, 15, 16, 15, 14, 10, 10, 10, 11, 10, 11, 12),
  shape('C20b',  18, 15, 11, 15, 16, 13, 11, 18, 17, 13, 18, 13, 15, 11, 10, 10, 10, 11, 13, 13, 15),
  shape('D20a',  18, 17, 17, 16, 16, 16, 16, 16, 16, 11, 13, 17, 12, 13, 10, 10, 10, 11, 10, 11, 12),
  shape('F17',   15, 15, 14, 11, 11, 14,  7, 14,  9,  9, 15, 10, 14, 13,  7,  7,  7, 11,  9, 10, 12),
  shape('F20a',  18, 17, 11, 14, 14, 17, 10, 17, 12, 12, 18, 13, 14, 11, 10, 10, 10, 11, 11, 12, 13),
  shape('F20b',  18, 17, 16, 16, 17, 17, 15, 16, 16, 13, 16, 14, 16, 14, 10, 10, 10, 11,  9, 10, 12),
  shape('F20c',  18, 18, 17, 14, 14, 17, 11, 17, 13, 12, 17, 13, 17, 16, 10, 10, 10, 12, 10, 11, 12),
  shape('L21',   17, 19, 12, 16, 16, 11, 12, 18, 12, 13, 19, 14, 18, 13, 11, 11, 11, 11, 14, 14, 16),
  shape('P18a',  16, 16, 13, 15, 15, 12,  9, 15, 11, 10, 14, 15, 13, 15,  8,  8,  8, 11,  9, 10, 12),
  shape('P18b',  16, 15, 15, 15, 15, 15, 11, 15, 12, 10, 11, 16, 10, 15,  8,  8,  8, 11,  9, 10, 12),
  shape('P20a',  18, 16, 10, 16, 16, 14, 11, 17, 14, 14, 15, 13, 15, 17, 10, 10, 10, 11, 13, 13, 15),
  shape('P20b',  18, 16, 16, 15, 16, 12, 13, 17, 16, 14, 17, 16, 17, 16, 10, 10, 10, 11, 11, 11, 13),
  shape('P20c',  18, 18, 15, 17, 17, 15, 14, 17, 15, 14, 15, 18, 14, 16, 10, 10, 10, 11, 12, 12, 14),
  shape('P21',   19, 17, 14, 18, 15, 13, 11, 17, 17, 14, 17, 18, 17, 16, 11, 11, 11, 11, 10, 11, 12),
  shape('M18',   17, 15, 14, 15, 15, 13, 10, 15, 15, 13, 16, 14, 15, 13, 10, 12, 10, 13, 15, 17, 18),
  shape('M20',   19, 17, 16, 17, 17, 15, 12, 17, 17, 15, 18, 16, 17, 15, 11, 14, 12, 14, 17, 18, 19),
  shape('H16',   15, 13, 12, 13, 13, 11,  8, 13, 13, 11, 14, 12, 13, 11, 10, 18,  8, 12, 15, 16, 17),
  withPrecompiles(
    shape('XA12', 11,  9,  8,  9,  9,  7,  4,  9,  9,  7, 10,  8,  9,  7,  6,  6,  6, 11,  8, 10, 11),
    { sha: [4, 7, 4, 7], keccak: [4, 9], uint256: [4] },
  ),
  withPrecompiles(
    shape('XA15', 14, 12, 11, 12, 12, 10,  7, 12, 12, 10, 13, 12, 13, 11,  8, 10,  8, 12, 11, 12, 13),
    { sha: [6, 9, 6, 9], keccak: [6, 11], uint256: [8] },
  ),
  withPrecompiles(
    shape('XA18', 17, 15, 14, 15, 15, 13, 10, 15, 15, 13, 16, 14, 15, 13, 10, 12, 10, 13, 12, 14, 15),
    { sha: [9, 12, 9, 12], keccak: [8, 13], uint256: [11] },
  ),
  withPrecompiles(
    shape('XS18', 17, 15, 12, 15, 15, 10,  8, 15, 14, 13, 16, 15, 16, 13, 10, 12, 10, 12, 12, 13, 15),
    { sha: [11, 14, 11, 14] },
  ),
  withPrecompiles(
    shape('XK17', 16, 14, 12, 15, 13, 10,  8, 14, 13, 12, 15, 13, 15, 12,  9, 12,  8, 12, 11, 13, 14),
    { keccak: [10, 14] },
  ),
  withPrecompiles(
    shape('XU18', 17, 15, 14, 15, 15, 13, 10, 15, 15, 13, 16, 14, 16, 13, 10, 12, 10, 13, 12, 14, 15),
    { uint256: [13] },
  ),
];

/** The smallest shape with tables of all precompiles: with it, any step can be proven. */
export const EVERY_STEP_SHAPE = SHAPES.findIndex(({ name }) => name === 'XA12');
