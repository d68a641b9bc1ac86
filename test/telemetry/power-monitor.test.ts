import test from 'ava';
import {
  PowerMonitor,
  type OpenPower,
  type PowerEvent,
  type PowerListener,
} from '../../host/telemetry/index.js';

/** A source that says what a test wants. */
function scripted(name: string) {
  let say: PowerListener = () => undefined;
  let isClosed = false;
  const open: OpenPower = (listener) => {
    say = listener;
    // As sources may, before they are even open.
    say({ kind: 'sample', source: name, sample: { at: 0, watts: 10 } });
    const source = { name, scope: 'wall', intervalSeconds: 1, averagingSeconds: 0.5 } as const;
    const close = () => {
      isClosed = true;
      return Promise.resolve();
    };
    return Promise.resolve({ sources: [source], close });
  };
  return { open, say: (event: PowerEvent) => say(event), isClosed: () => isClosed };
}

test('every source is asked for itself, and trouble is told as it happens', async (t) => {
  const [a, b] = [scripted('a'), scripted('b')];
  const told: string[] = [];
  const monitor = await PowerMonitor.open([a.open, b.open], ({ kind, source }) =>
    told.push(`${kind} ${source}`),
  );
  t.is(monitor.settleSeconds, 0.5);
  for (let at = 1; at <= 5; at++) {
    a.say({ kind: 'sample', source: 'a', sample: { at, watts: 10 } });
    if (at < 3) b.say({ kind: 'sample', source: 'b', sample: { at, watts: 20 } });
  }
  b.say({ kind: 'silent', source: 'b', at: 3, reason: 'no reply' });
  const readings = monitor.over({ start: 0, end: 5, isSettled: true });
  t.deepEqual(
    readings.map(({ source, reading }) => [source.name, reading]),
    [
      ['a', { joules: 50, watts: 10, samples: 6 }],
      ['b', { missing: 'no reply' }],
    ],
  );
  t.deepEqual(told, ['silent b']);
  await monitor[Symbol.asyncDispose]();
  t.true(a.isClosed() && b.isClosed());
});

test('where one source cannot be opened, the others are closed again', async (t) => {
  const a = scripted('a');
  const failing: OpenPower = () => Promise.reject(new Error('no such meter'));
  await t.throwsAsync(
    PowerMonitor.open([a.open, failing], () => undefined),
    { message: 'no such meter' },
  );
  t.true(a.isClosed());
});
