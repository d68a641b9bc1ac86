import test from 'ava';
import { koalaBear } from '../../host/field/index.js';
import { Device, SwitchyardError, type Matrix, type Segment } from '../../host/runtime/index.js';
import { Op, programWords, SCALED } from './program-words.js';

const LOG_ROWS = 3;

const PROGRAM = programWords({ main: 1, permutation: 1 }, 1, SCALED);
const [one, two] = [1, 2].map((x) => koalaBear.toMontgomery(x));

type Options = Parameters<Segment['quotient']>[0];

async function setUp(device: Device): Promise<Options & { permutation: Matrix }> {
  const segment = device.segment();
  const shape = { field: 'koalabear', rows: 2 ** LOG_ROWS, columns: 1 } as const;
  const permutation = segment.random({ ...shape, seed: 1 });
  const main = segment.elementwise('add', permutation, permutation);
  await segment.submit();
  return {
    ...{ main, permutation, extension: 'koalabear^4', logRows: LOG_ROWS, logChunks: 0, alpha: [1, 2, 3, 4] },
    ...{ scalars: [two], program: PROGRAM },
  };
}

function open(): Device {
  return Device.open('cpu0', { budgetBytes: 2 ** 24, threads: 1 });
}

test('constraints read permutation columns and scalars', async (t) => {
  await using device = open();
  const options = await setUp(device);
  const isZero = async (changed: Options) => {
    const segment = device.segment();
    const [chunk] = segment.quotient(changed);
    const words = segment.download(chunk);
    return (await segment.submit()).get(words).every((word) => word === 0);
  };
  t.true(await isZero(options));
  t.false(await isZero({ ...options, scalars: [one] }));
  t.false(await isZero({ ...options, permutation: options.main }));
});

const REFUSED: Record<string, { change: Partial<Options>; argument: string; message: RegExp }> = {
  'without its permutation columns': {
    change: { permutation: undefined },
    argument: 'quotient.permutation',
    message: /no matrix/,
  },
  'of other permutation columns': {
    change: { program: programWords({ main: 1, permutation: 2 }, 1, SCALED) },
    argument: 'quotient.permutation',
    message: /2 columns, the matrix has 1/,
  },
  'without its scalar': {
    change: { scalars: [] },
    argument: 'quotient.scalars',
    message: /takes 1, not 0/,
  },
  'with a scalar that is no element': {
    change: { scalars: [koalaBear.p] },
    argument: 'quotient.scalars',
    message: /no field element/,
  },
  'with a coordinate past the degree': {
    change: { program: programWords({ main: 1, permutation: 1 }, 1, [...SCALED, [Op.assert, 4, 0, 0]]) },
    argument: 'quotient.program',
    message: /coordinate 4 is asserted, the extension has degree 4/,
  },
  'of too many rows': {
    change: { logRows: 2 ** 32 - 1, logChunks: 1 },
    argument: 'quotient.log_rows',
    message: /2\^4294967296/,
  },
};

for (const [name, { change, argument, message }] of Object.entries(REFUSED)) {
  test(`a quotient ${name} is refused`, async (t) => {
    await using device = open();
    const options = await setUp(device);
    const { usedBytes } = device.state();
    const segment = device.segment();
    segment.quotient({ ...options, ...change });
    const error = await t.throwsAsync(segment.submit(), { instanceOf: SwitchyardError, message });
    t.is(error.code, 'SY_ERR_ARGUMENT');
    t.is(error.argument, argument);
    t.is(device.state().usedBytes, usedBytes);
  });
}
