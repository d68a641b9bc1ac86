import test from 'ava';
import { Dispatcher } from '../../host/dispatch/index.js';
import { Device } from '../../host/runtime/index.js';

const SHAPE = { field: 'koalabear', rows: 1024, columns: 16, seed: 1 } as const;

test('each op is a record of its stage, and the peak is that of all segments', async (t) => {
  await using device = Device.open('cpu0', { threads: 1 });
  const dispatcher = new Dispatcher(device);
  const first = dispatcher.segment();
  const matrix = first.random(SHAPE);
  const lde = first.lde(matrix, { logBlowup: 1, shift: 1 });
  first.free(matrix, lde);
  await dispatcher.run('large', first);
  const second = dispatcher.segment();
  second.free(second.random({ ...SHAPE, rows: 2 }));
  await dispatcher.run('small', second);

  t.deepEqual(
    dispatcher.timeline.map(({ stage, device }) => [stage, device]),
    ['large: random', 'large: lde', 'large: free', 'small: random', 'small: free'].map((stage) => [
      stage,
      'cpu0',
    ]),
  );
  for (const [i, { start, end }] of dispatcher.timeline.entries()) {
    t.true(end >= start && (i === 0 || start >= dispatcher.timeline[i - 1].start));
  }
  t.true(dispatcher.peakBytes >= 3 * matrix.bytes);
});
