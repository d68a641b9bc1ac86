import test, { type ExecutionContext } from 'ava';
import {
  explainPlan,
  planProof,
  PlanError,
  type Datum,
  type DeviceModel,
  type PlanErrorCode,
  type ProofGraph,
  type StageNode,
} from '../../host/planner/index.js';

const GIB = 2 ** 30;

/** A device that does a unit of each class in the given seconds, over a link of 1 GiB/s without latency. */
function device(
  id: string,
  seconds: Readonly<Record<string, number>>,
  more: Partial<DeviceModel> = {},
): DeviceModel {
  return {
    id,
    budgetBytes: 64 * GIB,
    isEmulated: false,
    pricePerHour: 1,
    rates: new Map(
      Object.entries(seconds).map(([name, each]) => [name, { latencySeconds: 0, workPerSecond: 1 / each }]),
    ),
    upload: { latencySeconds: 0, bytesPerSecond: GIB },
    download: { latencySeconds: 0, bytesPerSecond: GIB },
    ...more,
  };
}

function stage(op: string, inputs: number[], outputs: number[], more: Partial<StageNode> = {}): StageNode {
  return {
    key: `main: ${op}`,
    op,
    parts: [{ class: op, work: 1, calls: 1 }],
    inputs,
    outputs,
    after: [],
    frees: [],
    ...more,
  };
}

const table = (bytes: number): Datum => ({ bytes, atHost: true, isMovable: true });
const matrix = (bytes: number): Datum => ({ bytes, atHost: false, isMovable: true });
const tree = (bytes: number): Datum => ({ bytes, atHost: false, isMovable: false });

/** Extends a table, commits to it, and opens the commitment. */
const PROOF: ProofGraph = {
  stages: [stage('lde', [0], [1]), stage('commit', [1], [2]), stage('open', [1, 2], [3])],
  data: [table(GIB), matrix(GIB), tree(GIB), matrix(GIB)],
};

function expectError(t: ExecutionContext, code: PlanErrorCode, message: RegExp, plan: () => unknown): void {
  const error = t.throws(plan, { instanceOf: PlanError });
  t.is(error?.code, code);
  t.regex(error?.message ?? '', message);
  t.true((error?.remedy.length ?? 0) > 0);
}

test('a device that is faster by more than the transfer takes a stage', (t) => {
  const plan = planProof(PROOF, [
    device('a', { lde: 10, commit: 90, open: 1 }),
    device('b', { lde: 90, commit: 10, open: 1 }),
  ]);
  t.deepEqual([...plan.assignment.values()], ['a', 'b', 'b']);
  // Upload 1 s, lde 10 s, down and up 2 s, commit 10 s, open 1 s.
  t.is(plan.seconds, 24);
  t.is(plan.bottleneckSeconds, 11);
  t.is(plan.timeline.filter(({ what }) => what === 'transfer').length, 3);
  const [lde, commit] = explainPlan(plan);
  t.is(lde.reason, 'fastest for lde: 10.0 s here, 90.0 s on b, even with 1.00 s of transfer');
  t.is(commit.reason, 'fastest for commit: 10.0 s here, 90.0 s on a, even with 2.00 s of transfer');
  t.is(commit.runnerUp, 'a: ends at 102 s');
});

test('a stage stays where its data are if moving them costs more', (t) => {
  const plan = planProof(PROOF, [
    device('a', { lde: 10, commit: 11, open: 1 }),
    device('b', { lde: 90, commit: 10, open: 1 }),
  ]);
  t.deepEqual([...plan.assignment.values()], ['a', 'a', 'a']);
  t.regex(plan.choices[1].reason, /shares a tree with stages that run here: 11.0 s here, 10.0 s on b/);
});

test('a plan is split only where that gains a tenth', (t) => {
  const devices = [
    device('a', { lde: 10, commit: 14, open: 1 }),
    device('b', { lde: 90, commit: 10, open: 1 }),
  ];
  const whole = planProof(PROOF, devices);
  t.deepEqual(new Set(whole.assignment.values()), new Set(['a']));
  t.regex(whole.choices[1].reason, /kept with the others: a proof over several devices would be 8 % faster/);
  t.deepEqual([...planProof(PROOF, devices, { splitGain: 0 }).assignment.values()], ['a', 'b', 'b']);
});

test('transfers run while units compute, and inputs are fetched one stage ahead', (t) => {
  const graph: ProofGraph = {
    stages: ['x', 'y', 'z'].map((key, i) => stage('lde', [i], [i + 3], { key })),
    data: [...Array<Datum>(3).fill(table(GIB)), ...Array<Datum>(3).fill(matrix(0))],
  };
  const { seconds, timeline } = planProof(graph, [device('a', { lde: 2 })]);
  t.is(seconds, 7);
  const uploads = timeline.filter(({ what }) => what === 'transfer');
  t.deepEqual(
    uploads.map(({ start }) => start),
    [0, 1, 3],
  );
});

test('a stage that does not fit a budget runs elsewhere, and full devices make room', (t) => {
  const small = device('small', { lde: 1, commit: 1, open: 1 }, { budgetBytes: 2.5 * GIB });
  const large = device('large', { lde: 5, commit: 5, open: 5 });
  t.deepEqual([...planProof(PROOF, [small, large]).assignment.values()], ['small', 'large', 'large']);

  // What the first stage made is written back and fetched again for the last.
  const graph: ProofGraph = {
    stages: [stage('lde', [0], [1], { frees: [0] }), stage('fill', [2], [3]), stage('deep', [1, 3], [4])],
    data: [table(GIB), matrix(GIB), table(GIB), matrix(GIB), matrix(0)],
  };
  const all = { lde: 1, fill: 1, deep: 1 };
  const plan = planProof(graph, [device('a', all, { budgetBytes: 2 * GIB })]);
  const moved = plan.timeline
    .filter(({ what }) => what === 'transfer')
    .map(({ datum, direction }) => [datum, direction]);
  t.true(moved.some(([datum, direction]) => datum === 1 && direction === 'download'));
  t.is(planProof(graph, [device('a', all)]).seconds, 4);
  t.true(plan.seconds > 4);
});

test('host stages run on the host, in turn with a device on the same cores', (t) => {
  const graph: ProofGraph = {
    stages: [stage('replay', [0], [1], { isHost: true }), stage('lde', [2], [3])],
    data: [table(0), matrix(0), table(0), matrix(0)],
  };
  const rates = new Map([['replay', { latencySeconds: 0, workPerSecond: 0.5 }]]);
  const devices = [device('cpu0', { lde: 3 })];
  const apart = planProof(graph, devices, { host: { rates } });
  t.is(apart.seconds, 3);
  t.is(apart.choices[0].device, 'host');
  t.false(apart.assignment.has('main: replay'));
  t.is(planProof(graph, devices, { host: { rates, sharedWith: 'cpu0' } }).seconds, 5);
  expectError(t, 'HOST', /no measured rate for main: replay/, () => planProof(graph, devices));
});

test('throughput balances the busiest device, latency the end of one proof', (t) => {
  const devices = ['a', 'b'].map((id) => device(id, { lde: 10, commit: 9, open: 1 }));
  t.deepEqual(new Set(planProof(PROOF, devices).assignment.values()), new Set(['a']));
  const stream = planProof(PROOF, devices, { objective: 'throughput' });
  t.is(stream.bottleneckSeconds, 10);
  t.is(new Set(stream.assignment.values()).size, 2);
});

test('cost takes the cheapest plan that ends before the deadline', (t) => {
  const devices = [
    device('cheap', { lde: 30, commit: 30, open: 0 }, { pricePerHour: 1 }),
    device('dear', { lde: 3, commit: 3, open: 0 }, { pricePerHour: 60 }),
  ];
  const cheap = planProof(PROOF, devices, { objective: 'cost' });
  t.deepEqual(new Set(cheap.assignment.values()), new Set(['cheap']));
  t.is(cheap.cost, 61 / 3600);
  const soon = planProof(PROOF, devices, { objective: 'cost', deadlineSeconds: 20 });
  t.deepEqual(new Set(soon.assignment.values()), new Set(['dear']));
  expectError(t, 'DEADLINE', /within 2.00 s: the fastest takes 7.00 s/, () =>
    planProof(PROOF, devices, { objective: 'cost', deadlineSeconds: 2 }),
  );
});

test('pins, exclusions and names are obeyed', (t) => {
  const all = { lde: 1, commit: 1, open: 1 };
  const devices = [
    device('a', all),
    device('b', { lde: 9, commit: 9, open: 9 }),
    device('sim', all, { isEmulated: true }),
  ];
  const devicesOf = (options: Parameters<typeof planProof>[2]): string[] => [
    ...planProof(PROOF, devices, options).assignment.values(),
  ];
  t.deepEqual(devicesOf({}), ['a', 'a', 'a']);
  t.deepEqual(devicesOf({ pins: new Map([['lde', 'b']]) }), ['b', 'a', 'a']);
  t.deepEqual(devicesOf({ pins: new Map([['open', 'b']]) }), ['a', 'b', 'b']);
  t.deepEqual(devicesOf({ exclude: ['a'] }), ['b', 'b', 'b']);
  t.deepEqual(devicesOf({ exclude: ['a'], named: ['sim'] }), ['sim', 'sim', 'sim']);
  t.is(
    planProof(PROOF, devices, { pins: new Map([['lde', 'b']]) }).choices[0].reason,
    'pinned to b on request',
  );
});

test('what cannot be planned is an error that says why', (t) => {
  const a = device('a', { lde: 1, commit: 1, open: 1 });
  const b = device('b', { commit: 1 });
  const pin = (op: string, id: string) => ({ pins: new Map([[op, id]]) });
  expectError(t, 'DEVICE', /lde is pinned to c, but there is no/, () =>
    planProof(PROOF, [a, b], pin('lde', 'c')),
  );
  expectError(t, 'DEVICE', /c is excluded, but/, () => planProof(PROOF, [a, b], { exclude: ['c'] }));
  expectError(t, 'PIN', /lde is pinned to b, which does commit alone/, () =>
    planProof(PROOF, [a, b], pin('lde', 'b')),
  );
  expectError(t, 'PIN', /pinned to a, which is excluded/, () =>
    planProof(PROOF, [a, b], { ...pin('lde', 'a'), exclude: ['a'] }),
  );
  expectError(t, 'OP', /does lde \(stage main: lde, lde\)/, () => planProof(PROOF, [b]));
  expectError(t, 'OP', /does all of main: commit, main: open, which share a tree/, () =>
    planProof(PROOF, [a, b], pin('commit', 'b')),
  );
  expectError(t, 'BUDGET', /main: open needs 3221225472 bytes on one device, and a has 2147483648/, () =>
    planProof(PROOF, [{ ...a, budgetBytes: 2 * GIB }]),
  );
  expectError(t, 'MODEL', /profile of a does not hold/, () => planProof(PROOF, [{ ...a, budgetBytes: NaN }]));
  expectError(t, 'MODEL', /it is there twice/, () => planProof(PROOF, [a, a]));
  expectError(t, 'GRAPH', /reads datum 1, which no earlier stage makes/, () =>
    planProof({ ...PROOF, stages: PROOF.stages.slice(1) }, [a]),
  );
});

test('the same question has the same answer', (t) => {
  const devices = [device('a', { lde: 1, commit: 2, open: 1 }), device('b', { lde: 2, commit: 1, open: 1 })];
  t.deepEqual(planProof(PROOF, devices), planProof(PROOF, devices));
});
