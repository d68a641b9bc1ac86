import test from 'ava';
import type { PowerScope, PowerSource } from '../../../host/telemetry/index.js';
import { MetricRegistry } from '../../../host/telemetry/metrics/metric-registry.js';
import { ProofEnergy } from '../../../host/telemetry/metrics/proof-energy.js';
import { samplesOf } from '../support/exposition.js';

function source(name: string, scope: PowerScope): PowerSource {
  return { name, scope, intervalSeconds: 1, averagingSeconds: 1 };
}

function open(...sources: readonly PowerSource[]) {
  const registry = new MetricRegistry();
  const time = { now: 0 };
  const energy = new ProofEnergy(registry, () => time.now);
  energy.add(sources);
  /** Each second until a time, sources read so many watts. */
  const run = (until: number, watts: Readonly<Record<string, number>>) => {
    for (; time.now < until;) {
      time.now++;
      for (const [name, value] of Object.entries(watts))
        energy.tell({ kind: 'sample', source: name, sample: { at: time.now, watts: value } });
    }
  };
  const told = async () => {
    const samples = samplesOf(await registry.text());
    return [samples.get('switchyard_proof_joules_count'), samples.get('switchyard_proof_joules_sum')];
  };
  return { energy, time, run, told };
}

test('a proof takes what is measured while its stages run, and nothing beside', async (t) => {
  const { energy, run, told } = open(source('a', 'gpu'), source('b', 'gpu'));
  run(5, { a: 500, b: 500 });
  energy.begin('job');
  run(15, { a: 100, b: 50 });
  energy.end('job');
  // Nobody has stages: this is nobody's.
  run(20, { a: 900, b: 900 });
  energy.begin('job');
  run(25, { a: 100, b: 50 });
  energy.end('job');
  energy.finish('job');
  t.deepEqual(await told(), [0, 0]);
  run(26, { a: 100, b: 50 });
  const [count, joules] = await told();
  t.is(count, 1);
  // The first second of each stretch lies between readings of before and of then.
  t.is(joules, 9 * 150 + (1000 + 150) / 2 + 4 * 150 + (1800 + 150) / 2);
});

test('proofs at a time share by the seconds of their stages', async (t) => {
  const { energy, run, told } = open(source('a', 'gpu'));
  run(5, { a: 100 });
  energy.begin('one');
  energy.begin('other');
  energy.begin('other');
  energy.begin('other');
  run(25, { a: 100 });
  energy.end('one');
  energy.finish('one');
  energy.drop('one');
  run(26, { a: 100 });
  t.deepEqual(await told(), [1, (20 * 100) / 4]);
});

test('a meter at the plug counts alone', async (t) => {
  const { energy, run, told } = open(source('gpu', 'gpu'), source('plug', 'wall'));
  run(2, { gpu: 300, plug: 400 });
  energy.begin('job');
  run(22, { gpu: 300, plug: 400 });
  energy.end('job');
  energy.finish('job');
  run(23, { gpu: 300, plug: 400 });
  t.deepEqual(await told(), [1, 20 * 400]);
});

const CASES: readonly (readonly [what: string, act: (opened: ReturnType<typeof open>) => void])[] = [
  [
    'a source was silent',
    ({ energy, time }) => {
      energy.tell({ kind: 'silent', source: 'a', at: time.now, reason: 'gone' });
      energy.tell({ kind: 'back', source: 'a', at: time.now });
    },
  ],
  ['readings were missing', ({ time }) => (time.now += 5)],
  ['parts of it were kept from before', ({ energy }) => energy.spoil('job')],
  ['another source has come meanwhile', ({ energy }) => energy.add([source('b', 'gpu')])],
];

for (const [what, act] of CASES) {
  test(`a proof has no figure where ${what}`, async (t) => {
    const opened = open(source('a', 'gpu'));
    const { energy, run, told } = opened;
    run(5, { a: 100 });
    energy.begin('job');
    run(15, { a: 100 });
    act(opened);
    run(30, { a: 100, b: 100 });
    energy.end('job');
    energy.finish('job');
    run(35, { a: 100, b: 100 });
    t.deepEqual(await told(), [0, 0]);
    // What comes after it has one.
    energy.begin('next');
    run(55, { a: 100, b: 0 });
    energy.end('next');
    energy.finish('next');
    run(60, { a: 100, b: 0 });
    t.is((await told())[0], 1);
  });
}

test('a proof that is shorter than readings lag has no figure, and one that failed none', async (t) => {
  const { energy, run, told } = open(source('a', 'gpu'));
  run(5, { a: 100 });
  energy.begin('short');
  energy.begin('failed');
  run(10, { a: 100 });
  energy.end('short');
  energy.finish('short');
  run(30, { a: 100 });
  energy.end('failed');
  energy.drop('failed');
  run(35, { a: 100 });
  t.deepEqual(await told(), [0, 0]);
});
