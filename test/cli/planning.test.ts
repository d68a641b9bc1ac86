import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { faultFile } from '../runtime/process/faulty.js';
import { repositoryFile } from '../support/repository.js';
import { switchyard, temporaryFolder } from './support.js';

const ELF = repositoryFile('examples/fibonacci/fibonacci.elf');
const folder = temporaryFolder();
const SWITCHYARD_PROFILE = path.join(folder, 'profile.json');
const input = path.join(folder, 'input');
writeFileSync(input, Uint8Array.of(100, 0, 0, 0));
const GUEST = [ELF, '--input', input, '--params', 'bench'];
const proof = path.join(folder, 'proof');

interface Stage {
  readonly stage: string;
  readonly predictedSeconds: number | null;
  readonly measuredSeconds: number;
}

/** What the commands print as JSON, as far as these tests read it. */
interface Report {
  readonly schema: string;
  readonly seconds: number;
  readonly predictedSeconds: number | null;
  readonly measuredToPredicted: number;
  readonly classes: readonly { readonly device: string; readonly costClass: string }[];
  readonly lanes: readonly { readonly devices: readonly string[] }[];
  readonly kinds: readonly { readonly choices: readonly { readonly stage: string }[] }[];
  readonly stages: readonly Stage[];
  readonly events: readonly object[];
  readonly devices: readonly unknown[];
  readonly faults: Readonly<Record<string, number>>;
  readonly trials: readonly { readonly id: string; readonly trial: { readonly reason: string } }[];
}

function parse(text: string): Report {
  return JSON.parse(text) as Report;
}

function run(...args: readonly string[]) {
  return switchyard(args, { SWITCHYARD_PROFILE });
}

test.serial('without a profile a plan says what to do, and a proof is made all the same', async (t) => {
  const plan = await run('plan', ...GUEST);
  t.is(plan.code, 3);
  t.regex(
    plan.stderr,
    /SY_ERR_PROFILE: cpu0: not measured yet.*\n\s+Run switchyard calibrate --devices cpu0\./,
  );
  const proven = await run('prove', ...GUEST, '-o', proof, '--json');
  t.is(proven.code, 0, proven.stderr);
  t.is(parse(proven.stdout).predictedSeconds, null);
});

test.serial('what is calibrated is planned, predicted and compared', async (t) => {
  const calibrated = await run('calibrate', '--quick', '--json');
  t.is(calibrated.code, 0, calibrated.stderr);
  const { schema, classes } = parse(calibrated.stdout);
  t.is(schema, 'switchyard-calibrate/1');
  const named = (classes as { device: string; costClass: string }[]).map(
    (one) => `${one.device} ${one.costClass}`,
  );
  for (const name of [
    'cpu0 lde/koalabear',
    'cpu0 upload',
    'cpu0 download',
    'host replay',
    'host verify/100',
  ]) {
    t.true(named.includes(name), name);
  }

  const timeline = path.join(folder, 'plan.json');
  const planned = await run('plan', ...GUEST, '--json', '--timeline', timeline);
  t.is(planned.code, 0, planned.stderr);
  const plan = parse(planned.stdout);
  t.is(plan.schema, 'switchyard-plan/1');
  t.true(plan.seconds > 0 && plan.seconds < 600);
  t.deepEqual(plan.lanes[0].devices, ['cpu0']);
  const stages = plan.kinds[0].choices.map(({ stage }) => stage);
  for (const stage of ['replay', 'commit main: lde', 'quotient: quotient', 'fold', 'verify']) {
    t.true(stages.includes(stage), stage);
  }
  const trace = JSON.parse(readFileSync(timeline, 'utf8')) as { traceEvents: readonly object[] };
  t.true(trace.traceEvents.length > 10);

  const proven = await run('prove', ...GUEST, '-o', proof, '--json');
  t.is(proven.code, 0, proven.stderr);
  const report = parse(proven.stdout);
  t.true(report.predictedSeconds! > 0);
  t.is(report.measuredToPredicted, report.seconds / report.predictedSeconds!);
  const quotient = report.stages.find(({ stage }) => stage === 'quotient: quotient')!;
  t.true(quotient.predictedSeconds! > 0 && quotient.measuredSeconds > 0);
  t.deepEqual(report.events, []);

  const people = await run('plan', ...GUEST);
  t.regex(people.stdout, /stage +device +predicted +runner-up +reason/);
  t.regex(people.stdout, /\d+ cycles in .*, bound by/);
});

test.serial('faults of a device are told as they happen, and in the report', async (t) => {
  const file = faultFile('error commit 4');
  const options = ['--devices', 'faulty0', '--device-file', file, '-o', proof, '--json'];
  const proven = await run('prove', ...GUEST, ...options);
  t.is(proven.code, 0, proven.stderr);
  t.regex(proven.stderr, /commit goes from faulty0 to cpu0: SY_ERR_DEVICE/);
  const { faults, events, devices } = parse(proven.stdout);
  t.deepEqual(devices, ['faulty0']);
  t.true(faults.fallback >= 1);
  t.like(events[0], { kind: 'fallback', from: 'faulty0', to: 'cpu0', code: 'SY_ERR_DEVICE' });
});

test.serial('a damaged profile is put aside, and said', async (t) => {
  writeFileSync(SWITCHYARD_PROFILE, '{');
  const { stderr } = await run('devices');
  t.regex(stderr, /profile\.json does not count: it is no JSON; it is kept as .*\.bad/);
});

test('options of planning that cannot be are usage errors', async (t) => {
  const cases: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [['--devices', 'cpu'], /'cpu' is no device/],
    [['--devices', 'cpu0,cpu0'], /named twice/],
    [['--assign', 'commit'], /is not OP=DEVICE/],
    [['--assign', 'hash=cpu0'], /there is no op 'hash'/],
    [['--devices', 'cpu0', '--assign', 'commit=xrt0'], /names a device that is not used/],
    [['--deadline', 'soon'], /is no number of seconds/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await run('plan', ...GUEST, ...args);
    t.is(code, 2, args.join(' '));
    t.regex(stderr, message);
  }
});

test('devices are tried in their processes', async (t) => {
  const { code, stdout } = await run('devices', '--test', '--devices', 'faulty0,nosuch0', '--json');
  t.is(code, 0);
  const { devices, trials } = parse(stdout);
  t.like(devices[0], { id: 'cpu0', trial: { state: 'ready' } });
  t.like(trials[0], { id: 'faulty0', trial: { state: 'ready' } });
  t.like(trials[1], { id: 'nosuch0', trial: { state: 'failed' } });
  t.regex(trials[1].trial.reason, /not built/);
});
