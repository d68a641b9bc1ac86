import test from 'ava';
import { koalaBear, koalaBear4, type Ext } from '../../host/field/index.js';
import { Device, listIsas, SwitchyardError, type Matrix, type Segment } from '../../host/runtime/index.js';
import { Op, programWords, type ProgramLine } from './program-words.js';

const EXTENSION = 'koalabear^4' as const;
const field = 'koalabear' as const;
const ONE = koalaBear.toMontgomery(1);

/** z - main column 0, and 1: z is the scalars 0 to 3. */
const INVERSE: readonly ProgramLine[] = [
  [Op.main, 0, 0, 0],
  [Op.scalar, 1, 0, 0],
  [Op.sub, 0, 1, 0],
  [Op.assert, 0, 0, 0],
  ...[1, 2, 3].flatMap((k): ProgramLine[] => [
    [Op.scalar, 0, k, 0],
    [Op.assert, k, 0, 0],
  ]),
  [Op.constant, 0, ONE, 0],
  [Op.assert, 0, 0, 1],
];
/** Another lookup: the preprocessed column of the next row, and X^2 times the main column. */
const FIXED: readonly ProgramLine[] = [
  [Op.preprocessed, 0, 0, 1],
  [Op.assert, 0, 0, 2],
  [Op.main, 0, 0, 0],
  [Op.assert, 2, 0, 3],
];
const PROGRAM = programWords({ main: 1, preprocessed: 1 }, 4, [...INVERSE, ...FIXED]);
const Z: Ext = [7, 11, 13, 17];
const scalars = Z.map((x) => koalaBear.toMontgomery(x));

function open(options = {}): Device {
  return Device.open('cpu0', { budgetBytes: 2 ** 26, threads: 2, ...options });
}

function column(segment: Segment, values: readonly number[]): Matrix {
  const shape = { field, rows: values.length, columns: 1, form: 'canonical' } as const;
  return segment.upload(Uint32Array.from(values), shape);
}

/** Uploads two columns, and gives both. */
async function traces(device: Device, main: readonly number[], preprocessed: readonly number[]) {
  const segment = device.segment();
  const made = { main: column(segment, main), preprocessed: column(segment, preprocessed) };
  await segment.submit();
  return made;
}

async function failure(segment: Segment, signal?: AbortSignal): Promise<SwitchyardError> {
  const error: unknown = await segment.submit(signal ? { signal } : {}).catch((thrown: unknown) => thrown);
  if (error instanceof SwitchyardError) return error;
  throw new Error('expected a SwitchyardError');
}

test('fractions and their running sum are what the definition says, on every instruction set', async (t) => {
  const main = [3, 1, 4, 1, 5, 9, 2];
  const preprocessed = [2, 7, 1, 8, 2, 8, 1];
  const expected: number[] = [];
  let sum = koalaBear4.zero;
  main.forEach((x, i) => {
    const first = koalaBear4.inverse(koalaBear4.sub(Z, koalaBear4.embed(x)));
    const over = koalaBear.inverse(preprocessed[(i + 1) % main.length]);
    const second = [0, 0, koalaBear.mul(x, over), 0];
    expected.push(...sum, ...first, ...second);
    sum = koalaBear4.add(sum, koalaBear4.add(first, second));
  });
  for (const { name } of listIsas().filter(({ isSupported }) => isSupported)) {
    await using device = open({ isa: name });
    const segment = device.segment();
    const { output, terminal } = segment.permutation({
      main: column(segment, main),
      preprocessed: column(segment, preprocessed),
      extension: EXTENSION,
      scalars,
      program: PROGRAM,
    });
    t.is(output.rows, 7);
    t.is(output.columns, 12);
    const words = segment.download(output, { form: 'canonical' });
    const outcome = await segment.submit();
    t.deepEqual([...outcome.get(words)], expected, name);
    t.deepEqual(
      [...outcome.get(terminal)].map((word) => koalaBear.fromMontgomery(word)),
      sum,
    );
  }
});

test('a denominator that is zero fails the segment, by row and lookup', async (t) => {
  await using device = open();
  const { main, preprocessed } = await traces(device, [1, 2, 3, 4], [5, 6, 7, 0]);
  const { usedBytes } = device.state();
  const segment = device.segment();
  const { output } = segment.permutation({
    ...{ main, preprocessed, extension: EXTENSION, scalars },
    program: PROGRAM,
  });
  segment.download(output);
  const error = await failure(segment);
  t.is(error.code, 'SY_ERR_ARGUMENT');
  t.is(error.op, 'permutation');
  t.is(error.argument, 'permutation.program');
  t.regex(error.message, /denominator of lookup 1 is zero on row 2$/);
  t.is(device.state().liveHandles, 2);
  t.is(device.state().usedBytes, usedBytes);
});

type Options = Parameters<Segment['permutation']>[0];

/** A change of a permutation that is carried out as it is, and the argument that it makes wrong. */
const REFUSED: Record<string, { change: Partial<Options>; argument: string; message: RegExp }> = {
  'of another field': {
    change: { extension: 'babybear^4' },
    argument: 'permutation.program',
    message: /p = /,
  },
  'without a scalar': {
    change: { scalars: scalars.slice(1) },
    argument: 'permutation.scalars',
    message: /takes 4, not 3/,
  },
  'with a scalar that is no element': {
    change: { scalars: [koalaBear.p, ...scalars.slice(1)] },
    argument: 'permutation.scalars',
    message: /no field element/,
  },
  'without its preprocessed columns': {
    change: { preprocessed: undefined },
    argument: 'permutation.preprocessed',
    message: /no matrix/,
  },
  'of no program': {
    change: { program: new Uint32Array() },
    argument: 'permutation.program',
    message: /0 words/,
  },
  'of an old program': {
    change: { program: PROGRAM.with(1, 1) },
    argument: 'permutation.program',
    message: /version 1/,
  },
  'of an odd number of values': {
    change: { program: programWords({ main: 1 }, 4, INVERSE.slice(0, 4)) },
    argument: 'permutation.program',
    message: /1 values/,
  },
  'of no lookup': {
    change: { program: programWords({ main: 1 }, 4, []) },
    argument: 'permutation.program',
    message: /0 values/,
  },
  'with a selector': {
    change: { program: programWords({ main: 1 }, 4, [[Op.selector, 0, 0, 0], ...INVERSE]) },
    argument: 'permutation.program',
    message: /selectors/,
  },
  'with permutation columns': {
    change: { program: programWords({ main: 1, permutation: 4 }, 4, INVERSE) },
    argument: 'permutation.program',
    message: /permutation columns/,
  },
  'with a coordinate past the degree': {
    change: { program: programWords({ main: 1 }, 4, [...INVERSE, [Op.assert, 4, 0, 1]]) },
    argument: 'permutation.program',
    message: /coordinate 4 is asserted, the extension has degree 4/,
  },
  'with other columns': {
    change: { program: programWords({ main: 2 }, 4, INVERSE) },
    argument: 'permutation.main',
    message: /2 columns, the matrix has 1/,
  },
};

for (const [name, { change, argument, message }] of Object.entries(REFUSED)) {
  test(`a permutation ${name} is refused, and leaves nothing behind`, async (t) => {
    await using device = open();
    const { main, preprocessed } = await traces(device, [1, 2], [3, 4]);
    const options: Options = { main, preprocessed, extension: EXTENSION, scalars, program: PROGRAM };
    const before = device.state();
    const segment = device.segment();
    segment.permutation({ ...options, ...change });
    const error = await failure(segment);
    t.is(error.code, 'SY_ERR_ARGUMENT');
    t.is(error.argument, argument);
    t.regex(error.message, message);
    t.is(device.state().liveHandles, 2);
    t.is(device.state().usedBytes, before.usedBytes);
    const good = device.segment();
    good.permutation(options);
    await t.notThrowsAsync(good.submit());
  });
}

test('traces of different heights and fields are refused', async (t) => {
  await using device = open();
  const { main, preprocessed } = await traces(device, [1, 2], [3, 4, 5]);
  const options = { extension: EXTENSION, scalars, program: PROGRAM };
  const heights = device.segment();
  heights.permutation({ ...options, main, preprocessed });
  t.is((await failure(heights)).argument, 'permutation.preprocessed');
  const fields = device.segment();
  const foreign = fields.random({ field: 'babybear', rows: 2, columns: 1, seed: 1 });
  fields.permutation({ ...options, main: foreign, preprocessed: main });
  t.is((await failure(fields)).argument, 'permutation.main');
});

const TALL = { field, rows: 2 ** 18, columns: 1, seed: 1 } as const;
const INVERSE_PROGRAM = programWords({ main: 1 }, 4, INVERSE);

test('a permutation over the budget says so', async (t) => {
  // The trace takes 1 MiB, the output 8.
  await using device = open({ budgetBytes: 6 * 2 ** 20 });
  const segment = device.segment();
  segment.permutation({
    ...{ main: segment.random(TALL), extension: EXTENSION, scalars },
    program: INVERSE_PROGRAM,
  });
  const error = await failure(segment);
  t.is(error.code, 'SY_ERR_MEMORY');
  t.is(error.argument, 'permutation.output');
  t.is(device.state().usedBytes, 0);
});

test('a permutation can be aborted', async (t) => {
  await using device = open({ threads: 1, budgetBytes: 2 ** 30 });
  const segment = device.segment();
  const main = segment.random({ ...TALL, rows: 2 ** 22 });
  segment.permutation({ main, extension: EXTENSION, scalars, program: INVERSE_PROGRAM });
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 1);
  t.is((await failure(segment, abort.signal)).code, 'SY_ERR_CANCELLED');
  t.is(device.state().usedBytes, 0);
});
