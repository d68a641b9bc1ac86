import test from 'ava';
import { DevicePace } from '../../../host/daemon/engine/device-pace.js';
import { DeviceWatch } from '../../../host/daemon/engine/device-watch.js';
import { WorkshopListeners } from '../../../host/daemon/index.js';

test('a listener that fails keeps nobody else from being told, and one that has left is not told', (t) => {
  const failures: unknown[] = [];
  const listeners = new WorkshopListeners((error) => failures.push(error));
  const told: string[] = [];
  const failure = new Error('no');
  listeners.add({
    onBegin: () => {
      throw failure;
    },
  });
  const leave = listeners.add({
    onBegin: (device, stage, { shard }) => told.push(`${device} ${stage} ${shard}`),
  });
  listeners.onBegin('x0', 'fold', { shard: 3 });
  leave();
  listeners.onBegin('x0', 'fold', { shard: 4 });
  t.deepEqual(told, ['x0 fold 3']);
  t.deepEqual(failures, [failure, failure]);
});

test('a device is busy with what was begun first on it and has not ended', (t) => {
  const watch = new DeviceWatch();
  const [a, b] = [1, 2].map((shard) => ({ run: { job: 'j' }, shard }));
  t.is(watch.workOf('x0'), undefined);
  watch.onBegin('x0', 'fold', a);
  watch.onBegin('x0', 'tables', b);
  watch.onBegin('y0', 'tables', {});
  t.like(watch.workOf('x0'), { run: { job: 'j' }, shard: 1, stage: 'fold' });
  watch.onEnd('x0', 'fold', a);
  t.like(watch.workOf('x0'), { shard: 2, stage: 'tables' });
  watch.onEnd('x0', 'tables', b);
  t.is(watch.workOf('x0'), undefined);
  t.like(watch.workOf('y0'), { run: {}, shard: undefined, stage: 'tables' });
});

test('a device is slow once, until it has recovered', (t) => {
  const told: [string, number][] = [];
  const pace = new DevicePace((device, rate) => told.push([device, rate]));
  for (const rate of [1, 0.5, 0.4, 0.3, 0.6, 0.2]) pace.judge('x0', rate);
  pace.judge('y0', 0.1);
  t.deepEqual(told, [
    ['x0', 0.4],
    ['x0', 0.2],
    ['y0', 0.1],
  ]);
});
