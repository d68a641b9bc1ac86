import test from 'ava';
import { CARD, isEmulated, openBoth, sameOnBoth } from './both.js';

const field = 'koalabear';

test('the card says what it is', async (t) => {
  await using both = openBoth();
  const { info } = both.card;
  t.is(info.id, CARD);
  t.is(info.isEmulated, isEmulated);
  if (isEmulated) t.regex(info.model, /emulation/);
  t.true(both.card.ops.has('upload'));
});

test('words that are no field elements are refused, by the first of them', async (t) => {
  await using both = openBoth();
  const words = new Uint32Array(100 * 70).fill(7);
  words[6543] = 0x7f000001;
  words[6544] = 0xffffffff;
  const error = await sameOnBoth(t, both, 'unreduced', (segment) => [
    segment.download(segment.upload(words, { field, rows: 100, columns: 70 })),
  ]);
  t.like(error, { code: 'SY_ERR_ARGUMENT', op: 'upload', argument: 'upload.words' });
  t.is(both.card.state().liveHandles, 0);
  t.is(both.card.state().usedBytes, 0);
});

test('where two ops fail, the first one is reported, though the card finds it later', async (t) => {
  await using both = openBoth();
  const words = Uint32Array.of(0xffffffff, 1);
  const error = await sameOnBoth(t, both, 'both fail', (segment) => {
    const bad = segment.upload(words, { field, rows: 2, columns: 1 });
    segment.permute(bad, 'poseidon2-16');
    return [];
  });
  t.like(error, { op: 'upload' });
});

test('mistakes are refused with the words of the CPU', async (t) => {
  await using both = openBoth();
  const ok = new Uint32Array(4);
  const mistakes = {
    shape: (segment) => segment.random({ field, rows: 2 ** 27 + 1, columns: 1, seed: 0 }),
    permute: (segment) => segment.permute(segment.upload(ok, { field, rows: 2, columns: 2 }), 'keccak-f'),
    elementwise: (segment) =>
      segment.elementwise(
        'add',
        segment.upload(ok, { field, rows: 2, columns: 2 }),
        segment.upload(ok, { field, rows: 1, columns: 4 }),
      ),
    freed: (segment) => {
      const matrix = segment.upload(ok, { field, rows: 2, columns: 2 });
      segment.free(matrix, matrix);
    },
  } satisfies Record<string, (segment: Parameters<Parameters<typeof sameOnBoth>[3]>[0]) => unknown>;
  for (const [name, mistake] of Object.entries(mistakes)) {
    const error = await sameOnBoth(t, both, name, (segment) => {
      mistake(segment);
      return [];
    });
    t.like(error, { code: 'SY_ERR_ARGUMENT' }, name);
  }
});

test('memory is charged, refused with figures and given back', async (t) => {
  await using both = openBoth({ budgetBytes: 2 ** 22 });
  const device = both.card;
  const first = device.segment();
  const matrix = first.random({ field, rows: 2 ** 18, columns: 3, seed: 1 });
  await first.submit();
  t.is(device.state().usedBytes, 3 * 2 ** 20);
  const second = device.segment();
  second.random({ field, rows: 2 ** 18, columns: 2, seed: 1 });
  await t.throwsAsync(second.submit(), {
    code: 'SY_ERR_MEMORY',
    message: /2097152 bytes are needed, 3145728 of the budget of 4194304 are in use/,
  });
  t.is(device.state().usedBytes, 3 * 2 ** 20);
  const third = device.segment();
  third.free(matrix);
  await third.submit();
  t.is(device.state().usedBytes, 0);
  t.is(device.state().liveHandles, 0);
});

test('queues work side by side', async (t) => {
  await using both = openBoth({ queues: 3 });
  const digests = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      const segment = both.card.segment();
      const states = segment.random({ field, rows: 100, columns: 16, seed: i % 4 });
      const download = segment.download(segment.permute(states, 'poseidon2-16', 5));
      segment.free(states);
      return [...(await segment.submit({ queue: i % 3 })).get(download)].join();
    }),
  );
  t.is(new Set(digests).size, 4);
});

test('timings are in order', async (t) => {
  await using both = openBoth();
  const segment = both.card.segment();
  const states = segment.random({ field, rows: 100, columns: 16, seed: 1 });
  segment.permute(states, 'poseidon2-16', 50);
  const { timings } = await segment.submit();
  t.true(timings[0].start >= 0);
  t.true(timings[0].end >= timings[0].start);
  t.true(timings[1].start >= timings[0].end);
  t.true(timings[1].end > timings[1].start);
});
