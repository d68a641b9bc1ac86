import { types } from 'node:util';
import { DIGEST_WORDS, type HashSetName, type PrimeFieldName } from '../field/index.js';
import {
  ElementwiseFunction,
  EXTENSION_DEGREE,
  Extension,
  Field,
  Form,
  HashSet,
  OpKind,
  Order,
  Permutation,
  Probe,
  type ElementwiseName,
  type ExtensionName,
  type FormName,
  type OpName,
  type OrderName,
  type PermutationName,
  Table,
  type ProbeName,
  type TableName,
} from './abi.js';
import { SwitchyardError } from './errors.js';
import { Matrix, MerkleTree } from './matrix.js';
import type { Op, SegmentMessage, Slot } from './message.js';
import type { Outcome } from './outcome.js';
import type { Place, SubmitOptions } from './place.js';
import { findBadWord, WordList } from './word-list.js';

/** Names an op's result; {@link Outcome.get} gives its value once the segment has succeeded. */
export interface Result<T> {
  readonly opIndex: number;
  readonly decode: (words: Uint32Array) => T;
}

/** Rows opened at leaf indices of a tree. */
export interface Opening {
  /** For each index in the order asked for: the rows of all matrices one after another, Montgomery words. */
  readonly rows: Uint32Array[];
  /** Pruned sibling digests, level by level from the leaves, ascending. */
  readonly siblings: Uint32Array[];
}

/**
 * The DEEP quotient over the LDEs of one height: the sum over terms and their uses of
 * scale * (value - sum over k of alpha^k column k) / (points[point] - x).
 */
export interface DeepQuotient {
  readonly field: PrimeFieldName;
  readonly extension: ExtensionName;
  /** Rows of the LDEs. */
  readonly rows: number;
  readonly shift: number;
  readonly alpha: readonly number[];
  readonly points: readonly (readonly number[])[];
  readonly terms: readonly {
    readonly matrix: Matrix;
    /** At each point, `value` is the combination of the columns' values there. */
    readonly uses: readonly {
      readonly point: number;
      readonly scale: readonly number[];
      readonly value: readonly number[];
    }[];
  }[];
}

/** A handle or a region among the words of an op. */
class Reference {
  constructor(
    readonly kind: 'input' | 'output' | 'region',
    readonly word: number,
    readonly held?: Matrix | MerkleTree,
  ) {}
}

type Part = number | ArrayLike<number> | Reference;

/** Where an op may do without a handle. */
const NO_HANDLE = 2 ** 32 - 1;

/** Words that every op begins with: its kind and its length. */
const HEADER_WORDS = 2;

/** The word of a constraint program that says how many constraints it has. */
const PROGRAM_CONSTRAINTS = 8;

/** log2 of the most LDE rows per row that devices make. */
export const MAX_LOG_BLOWUP = 4;

/** The largest number of words that one host array may have: buffers above 4 GiB cannot cross to native code. */
export const MAX_REGION_WORDS = 2 ** 30;

/**
 * A list of ops that a device carries out in order as one message, all or nothing, except that what {@link lde} has
 * consumed is not brought back. Methods add an op and return the handle or the result that it will have.
 *
 * Field elements are Montgomery words below the prime, in host arrays and as arguments such as `shift`; extension
 * elements are their coefficients, low degree first. `form: 'canonical'` converts on upload and download.
 *
 * Shapes are checked by the device when the segment runs; a wrong one is an SY_ERR_ARGUMENT that names the
 * op's argument.
 */
export class Segment {
  private readonly words = new WordList();
  private readonly ops: Op[] = [];
  private readonly regions: Uint32Array[] = [];
  private isSubmitted = false;

  constructor(readonly place: Place) {}

  /** Copies host words, row-major, to a new matrix. `words` must not change before the segment completes. */
  upload(
    words: Uint32Array,
    shape: { field: PrimeFieldName; rows: number; columns: number; form?: FormName },
  ): Matrix {
    const output = this.newMatrix(shape.field, shape.rows, shape.columns);
    const form = Form[shape.form ?? 'montgomery'];
    const region = this.region(words);
    this.add('upload', OpKind.UPLOAD, [
      this.output(output),
      Field[shape.field],
      shape.rows,
      shape.columns,
      form,
      region,
      0,
      0,
    ]);
    return output;
  }

  /** Copies rows of a matrix, all by default, to a new host array. */
  download(
    input: Matrix,
    options: { firstRow?: number; rows?: number; form?: FormName } = {},
  ): Result<Uint32Array> {
    const firstRow = options.firstRow ?? 0;
    const rows = options.rows ?? input.rows - firstRow;
    const count = rows * input.columns;
    if (!(count <= MAX_REGION_WORDS)) {
      throw new SwitchyardError('SY_ERR_ARGUMENT', `${count} words do not fit one host array`, {
        argument: 'download.rows',
        remedy: `Download at most ${MAX_REGION_WORDS} words at a time.`,
      });
    }
    const target = new Uint32Array(count);
    const region = this.region(target);
    const form = Form[options.form ?? 'montgomery'];
    return this.add(
      'download',
      OpKind.DOWNLOAD,
      [this.input('download.input', input), firstRow, rows, form, region, 0, 0],
      () => target,
    );
  }

  /** Frees matrices and trees when the segment succeeds. */
  free(...held: (Matrix | MerkleTree)[]): void {
    this.add('free', OpKind.FREE, [held.length, ...held.map((one) => this.input('free.handles', one))]);
  }

  /** A matrix of uniform elements, the same for a seed on every device. */
  random(shape: { field: PrimeFieldName; rows: number; columns: number; seed: number }): Matrix {
    const output = this.newMatrix(shape.field, shape.rows, shape.columns);
    const seedHigh = Math.floor(shape.seed / 2 ** 32);
    this.add('random', OpKind.RANDOM, [
      this.output(output),
      Field[shape.field],
      shape.rows,
      shape.columns,
      shape.seed % 2 ** 32,
      seedHigh,
    ]);
    return output;
  }

  /** Element by element; `right` is left out for `invert`, which takes 0 to 0. */
  elementwise(name: ElementwiseName, left: Matrix, right: Matrix = left): Matrix {
    const output = this.newMatrix(left.field, left.rows, left.columns);
    this.add('elementwise', OpKind.ELEMENTWISE, [
      this.output(output),
      ElementwiseFunction[name],
      this.input('elementwise.left', left),
      this.input('elementwise.right', right),
    ]);
    return output;
  }

  /** Permutes every row `repeat` times as a state of 16 or 24 elements, or of 25 lanes in 50 words. */
  permute(input: Matrix, permutation: PermutationName, repeat = 1): Matrix {
    const output = this.newMatrix(input.field, input.rows, input.columns);
    this.add('permute', OpKind.PERMUTE, [
      this.output(output),
      this.input('permute.input', input),
      Permutation[permutation],
      repeat,
    ]);
    return output;
  }

  /** Transforms every column, natural order in and out. */
  dft(input: Matrix, options: { inverse?: boolean } = {}): Matrix {
    const output = this.newMatrix(input.field, input.rows, input.columns);
    this.add('dft', OpKind.DFT, [
      this.output(output),
      this.input('dft.input', input),
      options.inverse ? 1 : 0,
    ]);
    return output;
  }

  /**
   * Low-degree extension to shift * K, |K| = rows << logBlowup, rows in bit-reversed order.
   *
   * With `consume` the input is freed, and its memory becomes part of the output's where nothing else shares it: no
   * later op can read it. Where the segment fails or is cancelled after this op has begun, its contents are lost, and
   * it is still to be freed; where this op itself was refused memory, it is as before.
   */
  lde(input: Matrix, options: { logBlowup: number; shift: number; consume?: boolean }): Matrix {
    const output = this.newMatrix(input.field, input.rows * 2 ** options.logBlowup, input.columns);
    this.add('lde', OpKind.LDE, [
      this.output(output),
      this.input('lde.input', input),
      options.logBlowup,
      options.shift,
      options.consume ? 1 : 0,
    ]);
    return output;
  }

  /** Merkle tree over the rows of matrices of power-of-two heights, and its cap. */
  commit(
    matrices: readonly Matrix[],
    options: { hashSet: HashSetName; capHeight: number },
  ): { tree: MerkleTree; cap: Result<Uint32Array[]> } {
    const tree = new MerkleTree(this.place, this.place.newHandle(), options.hashSet, [...matrices]);
    const cap = this.add(
      'commit',
      OpKind.COMMIT,
      [
        this.output(tree),
        HashSet[options.hashSet],
        options.capHeight,
        matrices.length,
        ...matrices.map((matrix) => this.input('commit.matrices', matrix)),
      ],
      digests,
    );
    return { tree, cap };
  }

  /** Rows and pruned siblings at leaf indices of the tallest matrices; order and repeats are free. */
  open(tree: MerkleTree, indices: readonly number[]): Result<Opening> {
    const rowWords = tree.matrices.reduce((sum, { columns }) => sum + columns, 0);
    return this.add(
      'open',
      OpKind.OPEN,
      [this.input('open.tree', tree), indices.length, indices],
      (words) => {
        const end = indices.length * rowWords;
        const rows = indices.map((_, i) => words.subarray(i * rowWords, (i + 1) * rowWords));
        return { rows, siblings: digests(words.subarray(end + 1)) };
      },
    );
  }

  /**
   * Values at extension points of the columns: polynomials of degree below `rows` (default: all), given by the
   * first so many rows, their values on shift * (the subgroup of that order). So the first rows of an LDE do.
   */
  evaluate(
    input: Matrix,
    options: {
      extension: ExtensionName;
      rows?: number;
      shift: number;
      order: OrderName;
      points: readonly (readonly number[])[];
    },
  ): Result<Uint32Array[][]> {
    const degree = EXTENSION_DEGREE[options.extension];
    const perPoint = input.columns * degree;
    return this.add(
      'evaluate',
      OpKind.EVALUATE,
      [
        this.input('evaluate.input', input),
        options.rows ?? input.rows,
        Extension[options.extension],
        options.shift,
        Order[options.order],
        options.points.length,
        options.points.flat(),
      ],
      (words) =>
        options.points.map((_, i) => split(words.subarray(i * perPoint, (i + 1) * perPoint), degree)),
    );
  }

  /** One extension element a row: the sum over columns of weight times entry. */
  combine(input: Matrix, extension: ExtensionName, weights: readonly (readonly number[])[]): Matrix {
    const output = this.newMatrix(input.field, input.rows, EXTENSION_DEGREE[extension]);
    this.add('combine', OpKind.COMBINE, [
      this.output(output),
      this.input('combine.input', input),
      Extension[extension],
      ...weights.flat(),
    ]);
    return output;
  }

  /** The same words with other rows and columns; the two share their memory. */
  reshape(input: Matrix, shape: { rows: number; columns: number }): Matrix {
    const output = this.newMatrix(input.field, shape.rows, shape.columns);
    this.add('reshape', OpKind.RESHAPE, [
      this.output(output),
      this.input('reshape.input', input),
      shape.rows,
      shape.columns,
    ]);
    return output;
  }

  /** The DEEP quotient of one height: one extension element a row, in bit-reversed order. */
  deep(quotient: DeepQuotient): Matrix {
    const { extension, rows, points, terms } = quotient;
    const output = this.newMatrix(quotient.field, rows, EXTENSION_DEGREE[extension]);
    this.add('deep', OpKind.DEEP, [
      this.output(output),
      Extension[extension],
      rows,
      quotient.shift,
      points.length,
      terms.length,
      quotient.alpha,
      points.flat(),
      ...terms.flatMap(({ matrix, uses }): Part[] => [
        this.input('deep.terms', matrix),
        uses.length,
        uses.flatMap(({ point, scale, value }) => [point, ...scale, ...value]),
      ]),
    ]);
    return output;
  }

  /**
   * Folds a column of extension values in bit-reversed order by 2^logArity with beta, and adds
   * beta^(2^logArity) times the addend, a column of the folded length.
   */
  fold(
    input: Matrix,
    options: { extension: ExtensionName; logArity: number; beta: readonly number[]; addend?: Matrix },
  ): Matrix {
    const { extension, logArity, beta, addend } = options;
    const output = this.newMatrix(input.field, input.rows / 2 ** logArity, input.columns);
    this.add('fold', OpKind.FOLD, [
      this.output(output),
      this.input('fold.input', input),
      Extension[extension],
      logArity,
      addend ? this.input('fold.addend', addend) : NO_HANDLE,
      beta,
    ]);
    return output;
  }

  /**
   * The quotient of a table's constraints over its LDE: 2^logChunks matrices of 2^logRows rows in natural order,
   * chunk k on the coset generator * g^k * H, |<g>| = 2^(logRows + logChunks). `scalars` are the values of this run
   * that the program takes.
   */
  quotient(options: {
    main: Matrix;
    preprocessed?: Matrix | undefined;
    permutation?: Matrix | undefined;
    extension: ExtensionName;
    logRows: number;
    logChunks: number;
    alpha: readonly number[];
    scalars: readonly number[];
    program: Uint32Array;
  }): Matrix[] {
    const { main, preprocessed, permutation, extension, logRows, logChunks, alpha, scalars, program } =
      options;
    const columns = EXTENSION_DEGREE[extension];
    const chunks = Array.from({ length: 2 ** logChunks }, () =>
      this.newMatrix(main.field, 2 ** logRows, columns),
    );
    this.add('quotient', OpKind.QUOTIENT, [
      this.input('quotient.main', main),
      preprocessed ? this.input('quotient.preprocessed', preprocessed) : NO_HANDLE,
      permutation ? this.input('quotient.permutation', permutation) : NO_HANDLE,
      Extension[extension],
      logRows,
      logChunks,
      scalars.length,
      program.length,
      alpha,
      scalars,
      program,
      ...chunks.map((chunk) => this.output(chunk)),
    ]);
    return chunks;
  }

  /**
   * The permutation columns of a table with lookups, from its trace. The program reads neither permutation columns nor
   * selectors; its constraints 2l and 2l + 1 are denominator and numerator of lookup l. Each row of the output has an
   * extension element for the sum of all fractions on the rows before, and one for the fraction of each lookup;
   * `terminal` is the sum over all rows. A denominator that is zero is an SY_ERR_ARGUMENT of `permutation.program`
   * that names the row and the lookup.
   */
  permutation(options: {
    main: Matrix;
    preprocessed?: Matrix | undefined;
    extension: ExtensionName;
    scalars: readonly number[];
    program: Uint32Array;
  }): { output: Matrix; terminal: Result<Uint32Array> } {
    const { main, preprocessed, extension, scalars, program } = options;
    const lookups = (program[PROGRAM_CONSTRAINTS] ?? 0) / 2;
    const output = this.newMatrix(main.field, main.rows, EXTENSION_DEGREE[extension] * (1 + lookups));
    const terminal = this.add(
      'permutation',
      OpKind.PERMUTATION,
      [
        this.output(output),
        this.input('permutation.main', main),
        preprocessed ? this.input('permutation.preprocessed', preprocessed) : NO_HANDLE,
        Extension[extension],
        scalars.length,
        program.length,
        scalars,
        program,
      ],
      (words) => words,
    );
    return { output, terminal };
  }

  /** The smallest proof-of-work witness of a transcript's problem, a Montgomery word. */
  grind(problem: Uint32Array): Result<number> {
    return this.add('grind', OpKind.GRIND, [problem], ([witness]) => witness);
  }

  /** The trace of a standard chip from the states that it permutes, one a row of the input. */
  fill(input: Matrix, table: TableName, shape: { rows: number; columns: number }): Matrix {
    const output = this.newMatrix(input.field, shape.rows, shape.columns);
    this.add('fill', OpKind.FILL, [this.output(output), this.input('fill.input', input), Table[table]]);
    return output;
  }

  /**
   * Work of a known size, for rooflines: `copy` moves `amount` MiB, `multiply` does `amount` * 2^20 field
   * multiplications in registers, `logic` as many 64-bit logic operations, `launch` starts a kernel that has nothing to
   * do `amount` times.
   */
  probe(what: ProbeName, field: PrimeFieldName, amount: number): void {
    this.add('probe', OpKind.PROBE, [Probe[what], Field[field], amount]);
  }

  /** Sends the segment; it cannot be added to or sent again. */
  async submit(options: SubmitOptions = {}): Promise<Outcome> {
    return this.place.submit(this.take(), options);
  }

  /** What is to be sent, for those who send it themselves; the segment then counts as sent. */
  take(): SegmentMessage {
    this.refuseAfterSubmission();
    this.isSubmitted = true;
    return { words: this.words.view, ops: this.ops, regions: this.regions };
  }

  private refuseAfterSubmission(): void {
    if (!this.isSubmitted) return;
    throw new SwitchyardError('SY_ERR_ARGUMENT', 'the segment was submitted already', {
      argument: 'segment',
      remedy: 'Start another.',
    });
  }

  /** The handle of an op's input. Elsewhere the same number would name something else. */
  private input(argument: string, held: Matrix | MerkleTree): Reference {
    const handle = this.place.handleOf(held);
    if (handle !== undefined) return new Reference('input', handle, held);
    throw new SwitchyardError('SY_ERR_ARGUMENT', `${argument} lives on another device than the segment`, {
      argument,
      device: this.place.id,
      remedy: 'Use matrices and trees of the device that the segment is for.',
    });
  }

  private output(held: Matrix | MerkleTree): Reference {
    return new Reference('output', held.handle, held);
  }

  private newMatrix(field: PrimeFieldName, rows: number, columns: number): Matrix {
    return new Matrix(this.place, this.place.newHandle(), field, rows, columns);
  }

  private region(words: Uint32Array): Reference {
    if (!types.isUint32Array(words) || words.length > MAX_REGION_WORDS) {
      throw new SwitchyardError('SY_ERR_ARGUMENT', 'host words are no Uint32Array of at most 4 GiB', {
        argument: 'words',
        remedy: 'Pass a Uint32Array; take larger matrices in parts.',
      });
    }
    return new Reference('region', this.regions.push(words) - 1);
  }

  /** Appends an op of the message: single words, references and arrays of words, one after another. */
  private add<T = void>(
    name: OpName,
    kind: number,
    parts: readonly Part[],
    decode: (words: Uint32Array) => T = () => undefined as T,
  ): Result<T> {
    this.refuseAfterSubmission();
    const arrays = parts.map((part) => {
      if (part instanceof Reference) return [part.word];
      return typeof part === 'number' ? [part] : part;
    });
    for (const array of arrays) {
      const bad = findBadWord(array);
      if (bad === undefined) continue;
      throw new SwitchyardError('SY_ERR_ARGUMENT', `${name}: ${bad} is no whole number below 2^32`, {
        argument: name,
        remedy: 'Pass sizes, handles and field elements as whole numbers.',
      });
    }
    const start = this.words.length;
    const length = arrays.reduce((sum, array) => sum + array.length, HEADER_WORDS);
    this.words.append([kind, length]);
    for (const array of arrays) this.words.append(array);
    return { opIndex: this.ops.push({ name, start, length, ...referencesOf(parts) }) - 1, decode };
  }
}

/** Where the references among an op's parts stand. */
function referencesOf(parts: readonly Part[]): Pick<Op, 'inputs' | 'outputs' | 'regionAt'> {
  const inputs: Slot[] = [];
  const outputs: Slot[] = [];
  let regionAt: number | undefined;
  let at = HEADER_WORDS;
  for (const part of parts) {
    if (part instanceof Reference) {
      if (part.kind === 'region') regionAt = at;
      else (part.kind === 'input' ? inputs : outputs).push({ at, held: part.held! });
    }
    at += typeof part === 'number' || part instanceof Reference ? 1 : part.length;
  }
  return { inputs, outputs, regionAt };
}

function split(words: Uint32Array, size: number): Uint32Array[] {
  return Array.from({ length: words.length / size }, (_, i) => words.subarray(i * size, (i + 1) * size));
}

function digests(words: Uint32Array): Uint32Array[] {
  return split(words, DIGEST_WORDS);
}
