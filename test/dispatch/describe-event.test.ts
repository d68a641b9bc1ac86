import test from 'ava';
import { describeDeviceEvent, describeDispatchEvent } from '../../host/dispatch/index.js';

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
      ...{ kind: 'copied', runId: 'a', shard: 3, from: 'cuda0', to: 'cpu0', reason: 'it is stuck' },
    }),
    'shard 3 of a is proven on cpu0, too, since cuda0 is late: it is stuck',
  );
  t.is(
    describeDeviceEvent({ kind: 'waiting', device: 'cuda0', seconds: 2 }),
    'cuda0 is started again in 2 s',
  );
  t.regex(
    describeDeviceEvent({ kind: 'poisoned', device: 'cuda0', reason: 'a cap' }),
    /cuda0.*self-test: a cap/,
  );
});
