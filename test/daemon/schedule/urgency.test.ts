import test from 'ava';
import { LEAST_URGENT, urgencyOf, type Claim } from '../../../host/daemon/schedule/index.js';

function urgency(deadline: number | undefined, more: Partial<Claim> = {}, yields = false): number {
  return urgencyOf({ deadline, priority: 0, objective: 'throughput', ...more }, yields);
}

test('deadlines come before priority, that before the objective, jobs without a deadline after, and those that yield after all but what nobody waits for', (t) => {
  const order = [
    urgency(1000, { priority: 5, objective: 'latency' }),
    urgency(1000, { priority: 5 }),
    urgency(1000, { priority: 4, objective: 'latency' }),
    urgency(1000),
    urgency(1000.02, { priority: 100 }),
    urgency(4e9),
    urgency(undefined, { priority: 100 }),
    urgency(undefined, { priority: 1 }),
    urgency(undefined, { objective: 'latency' }),
    urgency(undefined),
    urgency(undefined, { priority: -100 }),
    urgency(500, { priority: 1 }, true),
    urgency(500, {}, true),
    urgency(undefined, { priority: 1 }, true),
    urgency(undefined, { priority: -100 }, true),
    LEAST_URGENT,
  ];
  t.deepEqual(
    [...order].sort((a, b) => a - b),
    order,
  );
  t.is(new Set(order).size, order.length);
});
