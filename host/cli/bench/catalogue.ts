import { babyBear, koalaBear, type HashSetName, type PrimeFieldName } from '../../field/index.js';
import {
  Device,
  type ElementwiseName,
  type Matrix,
  type MerkleTree,
  type PermutationName,
  type Segment,
} from '../../runtime/index.js';
import { LOOKUP_COLUMNS, lookupProgram, TUPLE_FIELDS } from './lookup-program.js';
import type { Shape } from './shape.js';

/** What bounds an op on any machine: bytes that must move, or operations that must be done. */
export type Bound = 'copy' | 'multiply' | 'logic';

/** One op that can be benched: how to set it up, how to run it, what it amounts to. */
export interface BenchOp {
  readonly name: string;
  /** The field of its matrices; Keccak-f works on words of either. */
  readonly field: PrimeFieldName;
  readonly shapes: readonly string[];
  /** On a card, which has some 10^5 threads to keep at work. */
  readonly cardShapes: readonly string[];
  readonly quickShape: string;
  /** What is counted, as in `unit` per second. */
  readonly unit: string;
  readonly count: (shape: Shape) => number;
  /**
   * The least work against each bound that there is: bytes moved for `copy`, operations for the others. None where it
   * is waiting that is measured.
   */
  readonly work: Readonly<Partial<Record<Bound, (shape: Shape) => number>>>;
  /** Names of the segment's ops whose time counts, by the device's clock; `segment`: from the host and back, by its. */
  readonly timed: string;
  /** Segments of which a run is the median, for what is too short to be timed once; one by default. */
  readonly segments?: number;
  /** Adds the op, and returns what it leaves on the device. */
  readonly run: (segment: Segment, input: Matrix, shape: Shape) => (Matrix | MerkleTree)[];
}

const WORD_BYTES = 4;
const DIGEST_BYTES = 32;
const SPONGE_RATE: Record<HashSetName, number> = { 'p2-24-16': 16, 'p2-16': 8, keccak: 34 };

/**
 * Field multiplications of one permutation: S-boxes alone, as additions and the sparse diagonal need none. KoalaBear
 * x^3 takes 2; BabyBear x^7 takes 4. 8 full rounds and 20, 23, 13 or 21 partial ones.
 */
const POSEIDON2_MULTIPLICATIONS: Record<PrimeFieldName, Record<16 | 24, number>> = {
  koalabear: { 16: (8 * 16 + 20) * 2, 24: (8 * 24 + 23) * 2 },
  babybear: { 16: (8 * 16 + 13) * 4, 24: (8 * 24 + 21) * 4 },
};

/** Of a field multiplication, in sums of products that are reduced once: one of its three products of words. */
const UNREDUCED = 1 / 3;

/** Three-input logic operations and rotations on 64-bit lanes of one Keccak-f: 95 in each of 24 rounds. */
const KECCAK_LOGIC = 24 * (10 + 5 + 5 + 25 + 24 + 25 + 1);

const elements = ({ rows, columns }: Shape) => rows * columns;
/** Bytes of so many matrices of the shape. */
const matrixBytes = (matrices: number) => (shape: Shape) => matrices * elements(shape) * WORD_BYTES;
const times = (factor: number) => (shape: Shape) => factor * elements(shape);
/** Multiplications by roots of unity in one transform of all columns. */
const butterflies = (shape: Shape) => (elements(shape) / 2) * Math.log2(shape.rows);
function shiftOf(name: PrimeFieldName): number {
  const field = name === 'koalabear' ? koalaBear : babyBear;
  return field.toMontgomery(field.generator);
}

function poseidon2(field: PrimeFieldName, width: 16 | 24): BenchOp {
  const repeat = 256;
  return {
    name: `poseidon2-${field}-${width}`,
    field,
    shapes: [`2^12x${width}`],
    cardShapes: [`2^20x${width}`],
    quickShape: `2^9x${width}`,
    unit: 'perm',
    count: ({ rows }) => rows * repeat,
    work: {
      copy: matrixBytes(2),
      multiply: ({ rows }) => rows * repeat * POSEIDON2_MULTIPLICATIONS[field][width],
    },
    timed: 'permute',
    run: (segment, input) => [segment.permute(input, `poseidon2-${width}` as PermutationName, repeat)],
  };
}

const KECCAK_F: BenchOp = {
  name: 'keccak-f',
  field: 'koalabear',
  shapes: ['2^11x50'],
  cardShapes: ['2^18x50'],
  quickShape: '2^8x50',
  unit: 'perm',
  count: ({ rows }) => rows * 512,
  work: { copy: matrixBytes(2), logic: ({ rows }) => rows * 512 * KECCAK_LOGIC },
  timed: 'permute',
  run: (segment, input) => [segment.permute(input, 'keccak-f', 512)],
};

function lde(field: PrimeFieldName): BenchOp {
  return {
    name: `lde-${field}`,
    field,
    shapes: ['2^18x64', '2^20x16', '2^16x1312'],
    cardShapes: ['2^20x256', '2^17x1312', '2^23x16'],
    quickShape: '2^14x64',
    unit: 'element',
    count: (shape) => 2 * elements(shape),
    // Blowup 2: read once, written twice over; transformed once, and then once for each of two cosets.
    work: { copy: matrixBytes(3), multiply: (shape) => 3 * butterflies(shape) },
    timed: 'lde',
    run: (segment, input) => [segment.lde(input, { logBlowup: 1, shift: shiftOf(field) })],
  };
}

function dft(field: PrimeFieldName): BenchOp {
  return {
    name: `dft-${field}`,
    field,
    shapes: ['2^18x64', '2^20x16'],
    cardShapes: ['2^20x256', '2^24x16'],
    quickShape: '2^14x64',
    unit: 'element',
    count: elements,
    work: { copy: matrixBytes(2), multiply: butterflies },
    timed: 'dft',
    run: (segment, input) => [segment.dft(input)],
  };
}

function merkle(name: string, hashSet: HashSetName): BenchOp {
  const leafPermutations = ({ columns }: Shape) => Math.ceil(columns / SPONGE_RATE[hashSet]);
  const leafWork =
    hashSet === 'keccak' ? KECCAK_LOGIC : POSEIDON2_MULTIPLICATIONS.koalabear[hashSet === 'p2-16' ? 16 : 24];
  const nodeWork = hashSet === 'keccak' ? KECCAK_LOGIC : POSEIDON2_MULTIPLICATIONS.koalabear[16];
  return {
    name,
    field: 'koalabear',
    shapes: ['2^18x64'],
    cardShapes: ['2^20x64', '2^18x1312'],
    quickShape: '2^13x64',
    unit: 'row',
    count: ({ rows }) => rows,
    work: {
      copy: (shape) => matrixBytes(1)(shape) + 2 * shape.rows * DIGEST_BYTES,
      [hashSet === 'keccak' ? 'logic' : 'multiply']: (shape: Shape) =>
        shape.rows * (leafPermutations(shape) * leafWork + nodeWork),
    },
    timed: 'commit',
    run: (segment, input) => [segment.commit([input], { hashSet, capHeight: 0 }).tree],
  };
}

function elementwise(name: ElementwiseName, field: PrimeFieldName): BenchOp {
  return {
    name: `${name}-${field}`,
    field,
    shapes: ['2^20x16'],
    cardShapes: ['2^24x16'],
    quickShape: '2^14x16',
    unit: 'element',
    count: elements,
    // The input, on both sides where there are two, and the output; three products for each inverse of a batch.
    work: { copy: matrixBytes(2), multiply: times(name === 'invert' ? 3 : 1) },
    timed: 'elementwise',
    run: (segment, input) => [segment.elementwise(name, input)],
  };
}

const EVALUATE: BenchOp = {
  name: 'evaluate-koalabear',
  field: 'koalabear',
  shapes: ['2^16x1312'],
  cardShapes: ['2^18x1312'],
  quickShape: '2^12x128',
  unit: 'element',
  count: elements,
  // At two points of degree 4.
  work: { copy: matrixBytes(1), multiply: times(8 * UNREDUCED) },
  timed: 'evaluate',
  run: (segment, input) => {
    const points = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ];
    segment.evaluate(input, {
      extension: 'koalabear^4',
      shift: shiftOf('koalabear'),
      order: 'natural',
      points,
    });
    return [];
  },
};

const COMBINE: BenchOp = {
  name: 'combine-koalabear',
  field: 'koalabear',
  shapes: ['2^17x1312'],
  cardShapes: ['2^18x1312'],
  quickShape: '2^12x128',
  unit: 'element',
  count: elements,
  work: { copy: matrixBytes(1), multiply: times(4 * UNREDUCED) },
  timed: 'combine',
  run: (segment, input) => {
    const weights = Array.from({ length: input.columns }, (_, i) => [i + 1, i + 2, i + 3, i + 4]);
    return [segment.combine(input, 'koalabear^4', weights)];
  },
};

const fractions = ({ rows, columns }: Shape) => rows * Math.floor(columns / LOOKUP_COLUMNS);

/**
 * Field multiplications for one fraction in degree 4: of the tuple by its challenges, 16 for norm and conjugates of the
 * denominator, 3 for the inverse of the norm, and 8 to multiply by both and the count.
 */
const FRACTION_MULTIPLICATIONS = 4 * TUPLE_FIELDS + 16 + 3 + 8;

const PERMUTATION: BenchOp = {
  name: 'permutation',
  field: 'koalabear',
  shapes: ['2^16x180'],
  cardShapes: ['2^20x180'],
  quickShape: '2^10x36',
  unit: 'fraction',
  count: fractions,
  work: { copy: matrixBytes(1), multiply: (shape) => fractions(shape) * FRACTION_MULTIPLICATIONS },
  timed: 'permutation',
  run: (segment, main) => {
    const program = lookupProgram(main.columns, 4);
    return [segment.permutation({ main, extension: 'koalabear^4', scalars: [], program }).output];
  },
};

/** The way to the device and back: a segment whose one op has nothing to do. */
const ROUND_TRIP: BenchOp = {
  name: 'round-trip',
  field: 'koalabear',
  shapes: ['1x1'],
  cardShapes: ['1x1'],
  quickShape: '1x1',
  unit: 'segment',
  count: () => 1,
  work: {},
  timed: 'segment',
  segments: 101,
  run: (segment) => {
    segment.probe('launch', 'koalabear', 1);
    return [];
  },
};

/** From an array of the host to a new matrix on the device. */
const UPLOAD: BenchOp = {
  name: 'upload',
  field: 'koalabear',
  shapes: ['2^20x16'],
  cardShapes: ['2^20x16', '2^20x64'],
  quickShape: '2^14x16',
  unit: 'byte',
  count: (shape) => elements(shape) * WORD_BYTES,
  // Read and written.
  work: { copy: matrixBytes(2) },
  timed: 'segment',
  run: (segment, _input, shape) => [
    segment.upload(hostWords(elements(shape)), { field: 'koalabear', ...shape }),
  ],
};

let lastWords = new Uint32Array();

/** So many words below any prime: the same array while the number is the same. */
function hostWords(count: number): Uint32Array {
  if (lastWords.length !== count) lastWords = new Uint32Array(count).fill(1);
  return lastWords;
}

/** Every op that `bench ops` knows. */
export const CATALOGUE: readonly BenchOp[] = [
  poseidon2('koalabear', 16),
  poseidon2('koalabear', 24),
  poseidon2('babybear', 16),
  poseidon2('babybear', 24),
  KECCAK_F,
  lde('koalabear'),
  lde('babybear'),
  dft('koalabear'),
  dft('babybear'),
  merkle('merkle-poseidon2', 'p2-24-16'),
  merkle('merkle-poseidon2-16', 'p2-16'),
  merkle('merkle-keccak', 'keccak'),
  elementwise('multiply', 'koalabear'),
  elementwise('invert', 'koalabear'),
  EVALUATE,
  COMBINE,
  PERMUTATION,
  ROUND_TRIP,
  UPLOAD,
];

/** Puts a seeded random input of the op's shape on the device. */
export async function prepare(device: Device, op: BenchOp, shape: Shape): Promise<Matrix> {
  const segment = device.segment();
  const wanted = { field: op.field, ...shape };
  const input = device.ops.has('random')
    ? segment.random({ ...wanted, seed: 1 })
    : segment.upload(await randomWords(wanted), wanted);
  await segment.submit();
  return input;
}

/** Made by the CPU, for devices that make none. */
async function randomWords(wanted: Shape & Pick<BenchOp, 'field'>): Promise<Uint32Array> {
  await using cpu = Device.open('cpu0');
  const segment = cpu.segment();
  const words = segment.download(segment.random({ ...wanted, seed: 1 }));
  return (await segment.submit()).get(words);
}
