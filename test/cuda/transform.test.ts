import test from 'ava';
import { babyBear, koalaBear } from '../../host/field/index.js';
import { type Device, type Matrix, type Segment } from '../../host/runtime/index.js';
import { openBoth, sameOnBoth } from './both.js';

const FIELDS = ['koalabear', 'babybear'] as const;
const GENERATORS = {
  koalabear: koalaBear.toMontgomery(koalaBear.generator),
  babybear: babyBear.toMontgomery(babyBear.generator),
};

/** All lengths up to two digits and around the change from one to two; columns around whole tiles. */
const SHAPES = [
  [1, 1],
  [1, 5],
  [2, 3],
  [4, 2],
  [8, 7],
  [16, 1],
  [16, 3],
  [16, 600],
  [32, 2],
  [64, 33],
  [128, 65],
  [256, 3],
  [512, 17],
  [1024, 9],
  [2048, 5],
  [4096, 1],
  [4096, 3],
  [8192, 2],
  [2 ** 14, 3],
  [2 ** 15, 1],
  [2 ** 16, 2],
  [2 ** 17, 1],
] as const;

test('transforms there and back are the same', async (t) => {
  await using both = openBoth();
  for (const field of FIELDS) {
    for (const [rows, columns] of SHAPES) {
      await sameOnBoth(t, both, `${field} ${rows} x ${columns}`, (segment) => {
        const input = segment.random({ field, rows, columns, seed: rows + columns });
        const values = segment.dft(input);
        return [values, segment.dft(input, { inverse: true })].map((matrix) => segment.download(matrix));
      });
    }
  }
});

test('low-degree extensions are the same for every blowup and shift', async (t) => {
  await using both = openBoth();
  for (const field of FIELDS) {
    for (const [rows, columns] of SHAPES) {
      for (const logBlowup of rows * columns > 2 ** 14 ? [1, 2] : [0, 1, 2, 3, 4]) {
        const shift = logBlowup === 2 ? 7 : GENERATORS[field];
        await sameOnBoth(t, both, `${field} ${rows} x ${columns} by 2^${logBlowup}`, (segment) => {
          const input = segment.random({ field, rows, columns, seed: rows + columns });
          return [segment.download(segment.lde(input, { logBlowup, shift }))];
        });
      }
    }
  }
});

test('the largest transforms that run in seconds are the same', async (t) => {
  await using both = openBoth();
  const field = 'babybear';
  await sameOnBoth(t, both, '2^20 rows', (segment) => {
    const input = segment.random({ field, rows: 2 ** 20, columns: 1, seed: 3 });
    return [segment.dft(input), segment.lde(input, { logBlowup: 1, shift: GENERATORS[field] })].map(
      (matrix) => segment.download(matrix),
    );
  });
});

test('mistakes are refused with the words of the CPU', async (t) => {
  await using both = openBoth();
  const random = (segment: Segment, rows: number, columns = 1): Matrix =>
    segment.random({ field: 'koalabear', rows, columns, seed: 1 });
  const mistakes: Record<string, (segment: Segment) => unknown> = {
    'no power of two': (segment) => segment.dft(random(segment, 3)),
    'no power of two to extend': (segment) => segment.lde(random(segment, 6), { logBlowup: 1, shift: 3 }),
    'too many columns': (segment) => segment.dft(random(segment, 2, 4097)),
    'too large an extension': (segment) => segment.lde(random(segment, 2 ** 21), { logBlowup: 4, shift: 3 }),
    blowup: (segment) => segment.lde(random(segment, 4), { logBlowup: 5, shift: 3 }),
    'shift 0': (segment) => segment.lde(random(segment, 4), { logBlowup: 1, shift: 0 }),
    'unreduced shift': (segment) => segment.lde(random(segment, 4), { logBlowup: 1, shift: 0x7f000001 }),
    'consumed before': (segment) => {
      const input = random(segment, 4);
      segment.lde(input, { logBlowup: 1, shift: 3, consume: true });
      segment.lde(input, { logBlowup: 1, shift: 3 });
    },
    'consumed and freed': (segment) => {
      const input = random(segment, 4);
      segment.lde(input, { logBlowup: 1, shift: 3, consume: true });
      segment.free(input);
    },
    'freed and consumed': (segment) => {
      const input = random(segment, 4);
      segment.free(input);
      segment.lde(input, { logBlowup: 1, shift: 3, consume: true });
    },
  };
  for (const [name, mistake] of Object.entries(mistakes)) {
    const error = await sameOnBoth(t, both, name, (segment) => {
      mistake(segment);
      return [];
    });
    t.like(error, { code: 'SY_ERR_ARGUMENT' }, name);
  }
});

const SHAPE = { field: 'koalabear', rows: 2 ** 14, columns: 4, seed: 1 } as const;
const BYTES = 4 * SHAPE.rows * SHAPE.columns;
/** The tables of one field that a queue keeps. */
const TABLE_BYTES = 98304;

async function words(device: Device, matrix: Matrix): Promise<Uint32Array> {
  const segment = device.segment();
  const result = segment.download(matrix);
  return (await segment.submit()).get(result);
}

async function randomOn(device: Device): Promise<Matrix> {
  const segment = device.segment();
  const matrix = segment.random(SHAPE);
  await segment.submit();
  return matrix;
}

test('a consumed matrix is given back with the op, and its extension is the same', async (t) => {
  await using both = openBoth();
  const device = both.card;
  const input = await randomOn(device);
  const segment = device.segment();
  const plain = segment.lde(input, { logBlowup: 1, shift: 7 });
  const consuming = segment.lde(input, { logBlowup: 1, shift: 7, consume: true });
  // In the memory that the input has left.
  segment.random(SHAPE);
  const { peakBytes } = await segment.submit();
  t.is(device.state().usedBytes, 5 * BYTES + TABLE_BYTES);
  t.is(device.state().liveHandles, 3);
  t.true(peakBytes < 5.2 * BYTES + TABLE_BYTES, String(peakBytes));
  t.deepEqual(await words(device, consuming), await words(device, plain));
  await t.throwsAsync(words(device, input), { message: /names no matrix/ });
});

test('where memory is refused, the input is as it was', async (t) => {
  await using both = openBoth({ budgetBytes: 3 * BYTES });
  const device = both.card;
  const input = await randomOn(device);
  const before = await words(device, input);
  const segment = device.segment();
  segment.lde(input, { logBlowup: 1, shift: 7, consume: true });
  const error = await t.throwsAsync(segment.submit(), { code: 'SY_ERR_MEMORY' });
  t.regex(String(error?.message), /lde/);
  t.is(device.state().usedBytes, BYTES);
  t.deepEqual(await words(device, input), before);
});
