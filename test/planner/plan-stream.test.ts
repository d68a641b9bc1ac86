import test from 'ava';
import { PlanError, planStream, type DeviceModel } from '../../host/planner/index.js';
import { CLASS_RATES, fleet, shardGraph } from './fleet.js';

const GRAPH = shardGraph(2 ** 20, 200);
const HOST = { rates: new Map([['replay', { latencySeconds: 0, workPerSecond: 1e12 }]]) };

/** A device of so many cores' speed, or a multiple of it by class. */
function device(id: string, speed: number, more: Partial<Record<string, number>> = {}): DeviceModel {
  const link = { latencySeconds: 0, bytesPerSecond: Infinity };
  const rates = Object.entries(CLASS_RATES)
    .map(
      ([name, rate]) =>
        [name, { latencySeconds: 0, workPerSecond: rate * speed * (more[name] ?? 1) }] as const,
    )
    .filter(([, { workPerSecond }]) => workPerSecond > 0);
  return {
    id,
    budgetBytes: 2 ** 40,
    isEmulated: false,
    pricePerHour: 1,
    rates: new Map(rates),
    upload: link,
    download: link,
  };
}

test('shards are shared out by speed', (t) => {
  const plan = planStream([{ graph: GRAPH, count: 400 }], [device('a', 1), device('b', 3)], { host: HOST });
  t.deepEqual(
    plan.lanes.map(({ devices, shards }) => [...devices, shards[0]?.share]),
    [
      ['a', 100],
      ['b', 300],
    ],
  );
  t.is(plan.bottleneck, 'devices');
  const [a] = plan.lanes;
  t.true(Math.abs(plan.seconds / (100 * a.shards[0]!.seconds) - 1) < 1e-3);
});

test('devices prove shards as a pair only where each lacks what the other has', (t) => {
  const whole = device('whole', 1);
  const hasher = device('hasher', 50, { lde: 0, quotient: 0 });
  const alike = planStream([{ graph: GRAPH, count: 10 }], [whole, device('other', 1.5)], { host: HOST });
  t.deepEqual(
    alike.lanes.map(({ devices }) => devices.length),
    [1, 1],
  );
  const paired = planStream([{ graph: GRAPH, count: 10 }], [whole, hasher], { host: HOST });
  t.is(paired.lanes.length, 1);
  t.deepEqual(paired.lanes[0].devices, ['whole', 'hasher']);
  const [shard] = paired.lanes[0].shards;
  t.is(shard?.assignment.get('main: commit'), 'hasher');
  t.is(shard?.assignment.get('main: lde'), 'whole');
});

test('a kind that only three devices can prove together has a lane of them', (t) => {
  const parts = [
    device('a', 1, { lde: 0, quotient: 0 }),
    device('b', 1, { commit: 0, quotient: 0, open: 0, fold: 0 }),
    device('c', 1, { commit: 0, lde: 0, open: 0, fold: 0 }),
  ];
  const plan = planStream([{ graph: GRAPH, count: 5 }], parts, { host: HOST });
  t.deepEqual(plan.lanes[0].devices, ['a', 'b', 'c']);
  t.is(plan.lanes[0].shards[0]?.share, 5);
});

test("the host's work bounds a stream, and takes its time from a device on its cores", (t) => {
  const slowHost = {
    rates: new Map([['replay', { latencySeconds: 0, workPerSecond: 1e7 }]]),
    sharedWith: 'cpu0',
  };
  const plan = planStream([{ graph: GRAPH, count: 40 }], [device('cpu0', 1), device('a', 100)], {
    host: slowHost,
  });
  t.is(plan.bottleneck, 'host');
  t.true(Math.abs(plan.hostSeconds - (40 * 2 ** 20 * 200) / 1e7) < 1e-6);
  t.deepEqual(
    plan.lanes.map(({ devices }) => devices),
    [['a']],
  );
});

test('kinds go where they are proven best, and all of them are proven', (t) => {
  const kinds = [
    { graph: GRAPH, count: 60 },
    { graph: shardGraph(2 ** 14, 200), count: 500 },
    { graph: shardGraph(2 ** 18, 100), count: 0 },
  ];
  const { devices, host } = fleet(12, 5);
  const plan = planStream(kinds, devices, { host });
  for (const [kind, { count }] of kinds.entries()) {
    t.is(
      plan.lanes.reduce((sum, { shards }) => sum + (shards[kind]?.share ?? 0), 0),
      count,
    );
  }
  // No lane is done much before the last.
  const busy = plan.lanes.map(({ busySeconds }) => busySeconds);
  const mean = busy.reduce((sum, seconds) => sum + seconds, 0) / busy.length;
  t.true(mean > 0.9 * plan.seconds, `${mean} of ${plan.seconds}`);
});

test('cost uses the cheapest lanes that end in time', (t) => {
  const devices = [
    { ...device('cheap', 1), pricePerHour: 1 },
    { ...device('fair', 3), pricePerHour: 4 },
    { ...device('dear', 10), pricePerHour: 40 },
  ];
  const stream = [{ graph: GRAPH, count: 300 }];
  const cheap = planStream(stream, devices, { host: HOST, objective: 'cost' });
  t.deepEqual(
    cheap.lanes.map((lane) => lane.devices),
    [['cheap']],
  );
  const soon = planStream(stream, devices, {
    host: HOST,
    objective: 'cost',
    deadlineSeconds: 0.3 * cheap.seconds,
  });
  t.deepEqual(
    soon.lanes.map((lane) => lane.devices),
    [['cheap'], ['fair']],
  );
  t.true(soon.cost > cheap.cost);
  const error = t.throws(
    () => planStream(stream, devices, { host: HOST, objective: 'cost', deadlineSeconds: 1 }),
    { instanceOf: PlanError },
  );
  t.is(error?.code, 'DEADLINE');
});

test('pins keep an op in lanes with its device', (t) => {
  const devices = [device('a', 1), device('b', 1)];
  const pins = new Map([['commit', 'b']]);
  const plan = planStream([{ graph: GRAPH, count: 10 }], devices, { host: HOST, pins });
  t.is(plan.lanes.length, 1);
  t.true(plan.lanes[0].devices.includes('b'));
  t.is(plan.lanes[0].shards[0]?.assignment.get('main: commit'), 'b');
});
