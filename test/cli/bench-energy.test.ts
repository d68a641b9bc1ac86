import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { energyTable } from '../../host/cli/bench/energy-table.js';
import { energyFigures } from '../../host/cli/bench/power.js';
import type { BenchFile, BenchResult, EnergyFigures } from '../../host/cli/bench/results.js';
import { METER_MODELS, type PowerReading, type PowerSource } from '../../host/telemetry/index.js';
import { eastronRegisters, ModbusServer } from '../telemetry/support/modbus-server.js';
import { buildNvmlStub } from '../telemetry/support/nvml-stub.js';
import { hasSocat, SerialPair } from '../telemetry/support/serial-pair.js';
import { switchyard, temporaryFolder } from './support.js';

const OPS = [
  ...['bench', 'ops', '--quick', '--threads', '1', '--meter-seconds', '0.5'],
  ...['--op', 'poseidon2-koalabear-16', '--shape', '2^10x16'],
];
const PROVE = ['bench', 'prove', '--params', 'dev', '--runs', '2', '--air', 'fibonacci', '--log-rows', '4'];

/** An SDM120 that tells 412.5 W, and a file that describes one whose readings lag less than those of meters for sale. */
async function meter(t: ExecutionContext): Promise<{ server: ModbusServer; file: string; port: string }> {
  const pair = await SerialPair.open();
  t.teardown(() => pair.pull());
  const server = await ModbusServer.open(pair.meter, eastronRegisters(230.1, 412.5, 12.25));
  t.teardown(() => server.close());
  const file = path.join(temporaryFolder(), 'meter.json');
  const model = { ...METER_MODELS[0], intervalSeconds: 1, averagingSeconds: 0.1 };
  writeFileSync(file, JSON.stringify({ port: pair.host, model, line: { baudRate: 115_200 } }));
  return { server, file, port: pair.host };
}

const serialTest = hasSocat ? test : test.skip;
const note = hasSocat ? '' : ' (skipped: socat is not installed)';

serialTest(`bench ops measures energy a permutation by a meter${note}`, async (t) => {
  const { file, port } = await meter(t);
  const { code, stdout, stderr } = await switchyard([...OPS, '--meter', file, '--json']);
  t.is(code, 0, stderr);
  const [{ energy, rate, medianSeconds, unit }] = (JSON.parse(stdout) as BenchFile).results;
  t.is(unit, 'perm');
  t.is(energy?.length, 1);
  const figures = energy![0];
  t.like(figures, { source: `sdm120 on ${port}`, scope: 'wall' });
  t.true(Math.abs(figures.watts! - 412.5) < 1e-6, JSON.stringify(figures));
  // Longer than asked for: five readings take so long.
  t.true(figures.seconds >= 5 && rate > 0);
  const permutations = Math.round(rate * medianSeconds);
  t.is(figures.joulesPerUnit, figures.joulesPerRun! / permutations);
  t.false('counterJoulesPerRun' in figures, 'the counter stands still');
});

serialTest(`a meter that falls silent is told, and its figures are missing${note}`, async (t) => {
  const { server, file } = await meter(t);
  // Enough to be found and to begin with.
  server.spoil = (reply) => (server.requests.length > 5 ? undefined : reply);
  const { code, stdout, stderr } = await switchyard([...OPS, '--meter', file, '--json']);
  t.is(code, 0, stderr);
  t.regex(stderr, /sdm120 on .* is silent: no reply within/);
  const [{ energy, medianSeconds }] = (JSON.parse(stdout) as BenchFile).results;
  t.true(medianSeconds > 0, 'time is measured all the same');
  t.like(energy![0], { watts: null, joulesPerRun: null, joulesPerUnit: null });
  t.regex(energy![0].missing!, /no reply/);
});

serialTest(`a proof that is too short for the meter has no energy, and says why${note}`, async (t) => {
  const { port } = await meter(t);
  const { code, stdout, stderr } = await switchyard([
    ...PROVE,
    '--threads',
    '1',
    '--meter',
    `${port}:sdm120`,
  ]);
  t.is(code, 0, stderr);
  t.regex(
    stdout,
    /^prove-fibonacci +2\^4x2 +1 +the machine .* missing .* are too short: readings lag by 1 s/m,
  );
});

test('GPUs are measured by NVML', async (t) => {
  const env = { SWITCHYARD_NVML: buildNvmlStub('OK') };
  const { code, stdout, stderr } = await switchyard([...OPS, '--sensor', 'nvml', '--json'], env);
  t.is(code, 0, stderr);
  const [{ energy }] = (JSON.parse(stdout) as BenchFile).results;
  t.deepEqual(
    energy?.map(({ source, scope }) => [source, scope]),
    [
      ['gpu0 Stub H0', 'gpu'],
      ['gpu1 Stub H1', 'gpu'],
    ],
  );
  t.true(Math.abs(energy![0].watts! - 350.5) < 1e-6, JSON.stringify(energy));
});

test('bench vm measures the energy of proofs', async (t) => {
  const env = { SWITCHYARD_NVML: buildNvmlStub('OK') };
  const { code, stdout, stderr } = await switchyard(
    ['bench', 'vm', '--guest', 'fibonacci-small', '--params', 'dev', '--threads', '1', '--sensor', 'nvml'],
    env,
  );
  t.is(code, 0, stderr);
  // Too short to be measured, which is said of each source.
  for (const gpu of ['gpu0 Stub H0', 'gpu1 Stub H1'])
    t.regex(stdout, new RegExp(`^vm-prove +fibonacci-small +1 +the GPU +${gpu} +(missing|[\\d.]+ W) `, 'm'));
  t.regex(stdout, /^op .* energy of +by +power +per proof +per unit/m);
});

for (const [what, args, code, message] of [
  [
    'a meter without a model',
    ['--meter', '/dev/ttyUSB0'],
    2,
    /SY_ERR_METER_CONFIG.*is no meter with its model/,
  ],
  ['an unknown meter', ['--meter', '/dev/ttyUSB0:sdm999'], 2, /SY_ERR_METER_CONFIG.*sdm999/],
  ['a port that is not there', ['--meter', '/dev/nosuchport:sdm120'], 3, /SY_ERR_METER: .*nosuchport/],
  ['a file that is not there', ['--meter', 'nosuchfile.json'], 1, /SY_ERR_FILE.*nosuchfile/],
  ['one meter named twice', ['--meter', '/dev/x:sdm120', '--meter', '/dev/x:sdm230'], 2, /named twice/],
  ['an unknown sensor', ['--sensor', 'rapl'], 2, /rapl/],
  ['no time', ['--meter-seconds', '0'], 2, /--meter-seconds/],
] as const) {
  test(`${what} is an error`, async (t) => {
    const result = await switchyard([...OPS, ...args]);
    t.is(result.code, code, result.stderr);
    t.regex(result.stderr, message);
  });
}

test('a machine without NVML says what to do', async (t) => {
  const { code, stderr } = await switchyard([...OPS, '--sensor', 'nvml'], {
    SWITCHYARD_NVML: '/nowhere/libnvidia-ml.so.1',
  });
  t.is(code, 3);
  t.regex(stderr, /SY_ERR_SENSOR: .*cannot be used[^]*driver/);
});

const SOURCE: PowerSource = { name: 's', scope: 'gpu', intervalSeconds: 1, averagingSeconds: 1 };
const window = (reading: PowerReading) => [{ source: SOURCE, reading }];

test('energy of several windows is their mean a run', (t) => {
  const first = window({ joules: 100, watts: 10, samples: 9, counterJoules: 110 });
  const second = window({ joules: 300, watts: 30, samples: 9, counterJoules: 290 });
  t.deepEqual(energyFigures([first, second], 2, 20, 50), [
    {
      source: 's',
      scope: 'gpu',
      runs: 2,
      seconds: 20,
      watts: 20,
      joulesPerRun: 200,
      joulesPerUnit: 4,
      counterJoulesPerRun: 200,
    },
  ]);
});

test('one window without a reading leaves no figure', (t) => {
  const good = window({ joules: 100, watts: 10, samples: 9 });
  t.like(energyFigures([good, window({ missing: 'no reply' })], 2, 20, 50)[0], {
    watts: null,
    missing: 'no reply',
  });
});

test('the table has a line for each source, and the reason in place of what is missing', (t) => {
  const result: Omit<BenchResult, 'energy'> = {
    ...{
      op: 'merkle',
      shape: '2^10x16',
      device: 'cpu0',
      isa: 'avx2',
      threads: 2,
      unit: 'row',
      rate: 1,
      runs: 1,
    },
    ...{ medianSeconds: 1, minSeconds: 1, maxSeconds: 1 },
  };
  const base = { runs: 10, seconds: 10 };
  const energy: EnergyFigures[] = [
    {
      ...{ ...base, source: 'sdm120 on /dev/x', scope: 'wall', watts: 212.5, joulesPerRun: 212.5 },
      ...{ joulesPerUnit: 0.2075, counterJoulesPerRun: 216 },
    },
    {
      ...{ ...base, source: 'gpu0 H', scope: 'gpu', watts: null, joulesPerRun: null, joulesPerUnit: null },
      missing: 'the GPU is lost',
    },
  ];
  t.is(energyTable([result], 'run'), undefined);
  const lines = energyTable([{ ...result, energy }], 'run')!.split('\n');
  t.regex(lines[0], /^op .* threads +energy of +by +power +per run +per unit +by counter$/);
  t.regex(
    lines[1],
    /^merkle +2\^10x16 +2 +the machine +sdm120 on \/dev\/x +212\.5 W +213 J +208 mJ\/row +216 J$/,
  );
  t.regex(lines[2], /^merkle +2\^10x16 +2 +the GPU +gpu0 H +missing +the GPU is lost$/);
});
