import test from 'ava';
import { describeDeviceEvent, describeDispatchEvent } from '../../host/cli/live/describe-event.js';
import { renderProving, type ProvingState } from '../../host/cli/live/proving-view.js';

const STATE: ProvingState = {
  ...{ elapsedSeconds: 12, predictedSeconds: 40, shardsDone: 2, shardsExpected: 5, faults: 0 },
  devices: new Map([
    ['cpu0', 'quotient'],
    ['cuda0', ''],
  ]),
};

test('the view of a proof says how far it is, and what each device does', (t) => {
  t.deepEqual(renderProving(STATE, 80), [
    '2 of 5 shards, 12.0 s, about 28.0 s left, 30 %',
    'cpu0   quotient',
    'cuda0  idle',
  ]);
});

test('without a prediction, and with faults, it says so', (t) => {
  const [line] = renderProving({ ...STATE, predictedSeconds: undefined, faults: 3 }, 80);
  t.is(line, '2 of 5 shards, 12.0 s, 3 faults');
  t.regex(renderProving({ ...STATE, elapsedSeconds: 50 }, 80)[0], /longer than predicted, 100 %/);
  t.regex(renderProving({ ...STATE, shardsDone: 7 }, 80)[0], /^7 of 7 shards/);
});

test('no line is wider than the terminal', (t) => {
  for (const width of [1, 10, 20]) {
    for (const line of renderProving(STATE, width)) t.true(line.length < Math.max(2, width));
  }
});

test('events are sentences that name the device and the reason', (t) => {
  t.is(
    describeDispatchEvent({
      ...{ kind: 'fallback', stage: 'quotient', op: 'quotient', from: 'cuda0', to: 'cpu0' },
      ...{ code: 'SY_ERR_MEMORY', reason: 'no room' },
    }),
    'quotient: quotient goes from cuda0 to cpu0: SY_ERR_MEMORY: no room',
  );
  t.is(
    describeDispatchEvent({ kind: 'slow', device: 'cuda0', ratio: 0.4 }),
    'cuda0 works at 40 % of its profile',
  );
  t.is(
    describeDispatchEvent({
      ...{ kind: 'copied', run: 'a', shard: 3, from: 'cuda0', to: 'cpu0', reason: 'it is stuck' },
    }),
    'shard 3 of a is proven on cpu0, too, since cuda0 is late: it is stuck',
  );
  t.is(
    describeDeviceEvent({ kind: 'waiting', device: 'cuda0', seconds: 2 }),
    'cuda0 is started again in 2.00 s',
  );
  t.regex(
    describeDeviceEvent({ kind: 'poisoned', device: 'cuda0', reason: 'a cap' }),
    /cuda0.*self-test: a cap/,
  );
});
