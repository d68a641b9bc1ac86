import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { ApiRefusal, type JobRequestInput, type JobView } from '../../../host/client/index.js';
import { GpuPower, type PowerListener } from '../../../host/telemetry/index.js';
import { temporaryFolder } from '../../cli/support.js';
import { pick, samplesOf } from '../../telemetry/support/exposition.js';
import { buildNvmlStub } from '../../telemetry/support/nvml-stub.js';
import { fakeDaemon, TOKENS, type FakeDaemon } from '../fake-daemon.js';
import { inSeconds, submit } from '../fake-jobs.js';
import { FakeWorkshop } from '../fake-workshop.js';
import { scrape, scrapeText, scrapeUntil } from './scrape.js';

async function prove(
  daemon: FakeDaemon,
  text: string,
  more: Partial<JobRequestInput> = {},
): Promise<JobView> {
  const { id } = await submit(daemon, text, more);
  return await daemon.client('alice').wait(id);
}

const JOBS = [
  ...['jobs', 'jobs_submitted_total', 'jobs_finished_total', 'deadlines_total', 'jobs_at_risk'],
  ...['job_seconds_count', 'job_wait_seconds_count', 'job_prediction_ratio_count', 'job_failures_total'],
  ...['shards_total', 'cycles_total', 'shard_prediction_ratio_count', 'shard_prediction_ratio_sum'],
];

test('what became of jobs is counted exactly', async (t) => {
  await using daemon = await fakeDaemon();
  const { workshop } = daemon;
  await prove(daemon, 'shards 3');
  await prove(daemon, 'shards 2', { deadline: inSeconds(3600) });
  await prove(daemon, 'fault');
  await prove(daemon, 'flaky 1 shards 1');
  workshop.secondsPerShard = 1000;
  t.is((await prove(daemon, 'shards 1 late', { deadline: inSeconds(60) })).state, 'refused');
  workshop.secondsPerShard = 1;
  const waiting = await submit(daemon, 'slow shards 1');
  for await (const { state } of daemon.client('alice').watch(waiting.id)) if (state === 'proving') break;
  t.deepEqual(await scrape(daemon, 'jobs'), {
    'jobs{state="submitted"}': 0,
    'jobs{state="sizing"}': 0,
    'jobs{state="accepted"}': 0,
    'jobs{state="proving"}': 1,
  });
  await daemon.client('alice').cancel(waiting.id);
  const told = await scrape(daemon, ...JOBS);
  // A thousandth of what was predicted.
  t.true(Math.abs(told['shard_prediction_ratio_sum{device="fake0"}'] - 0.006) < 1e-9);
  t.deepEqual(
    { ...told, 'shard_prediction_ratio_sum{device="fake0"}': 0 },
    {
      'jobs{state="submitted"}': 0,
      'jobs{state="sizing"}': 0,
      'jobs{state="accepted"}': 0,
      'jobs{state="proving"}': 0,
      jobs_submitted_total: 6,
      'jobs_finished_total{state="done"}': 3,
      'jobs_finished_total{state="refused"}': 1,
      'jobs_finished_total{state="failed"}': 1,
      'jobs_finished_total{state="cancelled"}': 1,
      'deadlines_total{result="met"}': 1,
      'deadlines_total{result="missed"}': 0,
      jobs_at_risk: 0,
      job_seconds_count: 3,
      // Those that are done, and the one that was cancelled.
      job_wait_seconds_count: 4,
      job_prediction_ratio_count: 3,
      'shard_prediction_ratio_count{device="fake0"}': 6,
      'shard_prediction_ratio_sum{device="fake0"}': 0,
      'shards_total{device="fake0",kept="false"}': 6,
      cycles_total: 600,
      'job_failures_total{code="SY_ERR_GUEST"}': 1,
      'job_failures_total{code="INTERNAL"}': 1,
    },
  );
});

test('what happens on devices is counted, by the stages that a fleet tells', async (t) => {
  await using daemon = await fakeDaemon();
  await prove(daemon, 'shards 4');
  const { listeners, device } = daemon.workshop;
  const on = { stage: 'commit main', op: 'commit', device: 'fake0' } as const;
  listeners.onEvent(
    { ...on, kind: 'fallback', from: 'fake0', to: 'cpu0', code: 'SY_ERR_LOST', reason: 'x' },
    {},
  );
  listeners.onEvent({ ...on, kind: 'remade' }, {});
  listeners.onEvent({ ...on, kind: 'mismatch', against: 'cpu0', detail: 'x' }, {});
  listeners.onEvent({ ...on, kind: 'unchecked', against: 'y0', code: 'SY_ERR_LOST', reason: 'x' }, {});
  listeners.onEvent({ kind: 'slow', device: 'fake0', ratio: 0.3 }, {});
  listeners.onEvent({ kind: 'retry', shard: 1, attempt: 1, checked: true, reason: 'x' }, {});
  const copy = { kind: 'copied', shard: 1, runId: 'a', from: 'fake0', to: 'cpu0', reason: 'x' } as const;
  listeners.onEvent(copy, {});
  listeners.onFault('fake0', 'SY_ERR_LOST', {});
  listeners.onDevice({ kind: 'starting', device: 'fake0' });
  listeners.onStage({ stage: 'fold (move): upload', device: 'fake0', start: 0, end: 1 }, {});
  listeners.onStage({ stage: 'fold (again): lde', device: 'fake0', start: 0, end: 1 }, {});
  device.state = 'restarting';
  device.memory = undefined;
  const told = await scrape(
    daemon,
    ...['stage_seconds_count', 'stage_seconds_sum', 'link_bytes_total', 'fallbacks_total', 'remade_total'],
    ...['mismatches_total', 'slow_device_total', 'retries_total', 'copies_total', 'device_faults_total'],
    ...['device_restarts_total', 'device_up', 'device_state', 'device_memory_used_bytes'],
  );
  t.deepEqual(told, {
    'stage_seconds_count{stage="commit main: lde",device="fake0"}': 4,
    'stage_seconds_sum{stage="commit main: lde",device="fake0"}': 1,
    'stage_seconds_count{stage="move: upload",device="fake0"}': 1,
    'stage_seconds_sum{stage="move: upload",device="fake0"}': 1,
    'stage_seconds_count{stage="fold: lde",device="fake0"}': 1,
    'stage_seconds_sum{stage="fold: lde",device="fake0"}': 1,
    'link_bytes_total{device="fake0",direction="to_device"}': 4000,
    'link_bytes_total{device="fake0",direction="to_host"}': 40,
    'fallbacks_total{from="fake0",to="cpu0",stage="commit main: commit",code="SY_ERR_LOST"}': 1,
    'remade_total{device="fake0"}': 1,
    'mismatches_total{device="fake0"}': 1,
    'slow_device_total{device="fake0"}': 1,
    'copies_total{from="fake0",to="cpu0"}': 1,
    'retries_total{checked="true"}': 1,
    'retries_total{checked="false"}': 0,
    'device_faults_total{device="y0",code="SY_ERR_LOST"}': 1,
    'device_faults_total{device="fake0",code="SY_ERR_LOST"}': 1,
    'device_restarts_total{device="fake0"}': 1,
    'device_up{device="fake0",kind="fake",emulated="false"}': 0,
    'device_state{device="fake0",state="ready"}': 0,
    'device_state{device="fake0",state="suspect"}': 0,
    'device_state{device="fake0",state="restarting"}': 1,
    'device_state{device="fake0",state="poisoned"}': 0,
    'device_state{device="fake0",state="lost"}': 0,
  });
});

test('requests are counted by the template of their route, whatever clients write', async (t) => {
  await using daemon = await fakeDaemon();
  const ask = (where: string, init: RequestInit = {}) => fetch(new URL(where, daemon.url), init);
  const headers = { authorization: `Bearer ${TOKENS.alice.token}` };
  const { id } = await prove(daemon, 'shards 1');
  await ask(`/v1/jobs/${id}`, { headers });
  await ask(`/v1/jobs/${id}?x=${'secret'.repeat(9)}`);
  for (const where of ['/secret', '/v2/secret/secret', '/v1/jobs/../../secret', '/%73ecret'])
    await ask(where, { headers });
  await ask('/secret', { method: 'PROPFIND' });
  const text = await scrapeText(daemon);
  t.false(text.includes('secret'));
  t.false(text.includes(id));
  const told = pick(samplesOf(text), 'http_requests_total', 'streams');
  t.is(told['http_requests_total{route="/v1/jobs/{id}",method="GET",status="200"}'], 1);
  t.is(told['http_requests_total{route="/v1/jobs/{id}",method="GET",status="401"}'], 1);
  t.is(told['http_requests_total{route="/v1/jobs",method="POST",status="202"}'], 1);
  t.is(told['http_requests_total{route="none",method="GET",status="404"}'], 4);
  t.is(told.streams, 0);
  // What was watched counts as a request, and its time as that of none.
  const watched = 'route="/v1/jobs/{id}/events",method="GET"';
  const after = pick(
    samplesOf(await scrapeText(daemon)),
    'http_requests_total',
    'http_request_seconds_count',
  );
  t.is(after[`http_requests_total{${watched},status="200"}`], 1);
  t.false(`http_request_seconds_count{${watched}}` in after);
});

test('what is kept, and what goes wrong with it, is told', async (t) => {
  await using daemon = await fakeDaemon({ storage: { maxBytes: 20_000, reservedBytes: 10_000 } });
  const alice = daemon.client('alice');
  const { id, proof } = await prove(daemon, 'shards 1');
  const error = await t.throwsAsync(alice.uploadInput(new Uint8Array(10_500)), { instanceOf: ApiRefusal });
  t.is(error.status, 507);
  const folder = path.join(daemon.folder, 'artifacts');
  writeFileSync(path.join(folder, proof!.id.slice(0, 2), proof!.id), 'damaged');
  await t.throwsAsync(alice.fetchProof(id), { instanceOf: ApiRefusal });
  const told = await scrape(
    daemon,
    ...[
      'artifact_bytes',
      'artifact_limit_bytes',
      'disk_free_bytes',
      'store_errors_total',
      'damaged_artifacts_total',
    ],
  );
  t.is(told.artifact_limit_bytes, 20_000);
  t.true(told.artifact_bytes > 0 && told.artifact_bytes < 20_000);
  t.true(told.disk_free_bytes > 0);
  t.is(told['store_errors_total{check="FULL"}'], 1);
  t.is(told.damaged_artifacts_total, 1);
  for (const group of readdirSync(folder)) rmSync(path.join(folder, group), { recursive: true });
});

test('sensors of devices become metrics, and one that is not there is told once', async (t) => {
  const library = buildNvmlStub('OK');
  const missing = { instance: 0 };
  await using daemon = await fakeDaemon({}, temporaryFolder(), new FakeWorkshop(), [
    {
      name: 'nvml',
      isOptional: true,
      open: (listener) => GpuPower.open(listener, { library, intervalSeconds: 0.05 }),
    },
    {
      name: '/dev/ttyNone',
      isOptional: false,
      open: () => {
        missing.instance++;
        return Promise.reject(new Error('there is no such port'));
      },
    },
  ]);
  const names = [
    ...['device_power_watts', 'device_temperature_celsius', 'device_clock_hertz', 'device_ecc_errors_total'],
    ...['device_throttled', 'sensor_memory_used_bytes', 'sensor_memory_total_bytes'],
  ];
  const told = await scrapeUntil(daemon, names, (samples) => Object.keys(samples).length >= 32);
  t.is(told['device_power_watts{source="gpu1 Stub H1"}'], 351.5);
  t.is(told['device_temperature_celsius{source="gpu1 Stub H1",sensor="gpu"}'], 62);
  t.is(told['device_clock_hertz{source="gpu0 Stub H0",clock="sm"}'], 1.98e9);
  t.is(told['device_ecc_errors_total{source="gpu0 Stub H0",kind="corrected"}'], 5e9);
  t.is(told['device_throttled{source="gpu0 Stub H0",reason="power_cap"}'], 0);
  t.is(told['device_throttled{source="gpu1 Stub H1",reason="power_cap"}'], 1);
  t.is(told['sensor_memory_used_bytes{source="gpu0 Stub H0"}'], 9 * 2 ** 30);
  t.is(missing.instance, 1);
  const lines = daemon.lines.filter((line) => line.includes('sensor is not there'));
  t.is(lines.length, 1);
  t.like(JSON.parse(lines[0]), { sensor: '/dev/ttyNone', level: 40 });
});

test('the energy of a proof is told where all of it was measured', async (t) => {
  let tell: PowerListener = () => undefined;
  const source = { name: 'plug', scope: 'wall', intervalSeconds: 3600, averagingSeconds: 1e-6 } as const;
  await using daemon = await fakeDaemon({}, temporaryFolder(), new FakeWorkshop(), [
    {
      ...{ name: 'plug', isOptional: false },
      open: (listener) => {
        tell = listener;
        return Promise.resolve({ sources: [source], close: () => Promise.resolve() });
      },
    },
  ]);
  const sample = () =>
    tell({ kind: 'sample', source: 'plug', sample: { at: performance.now() / 1e3, watts: 100 } });
  const { listeners } = daemon.workshop;
  const { id } = await submit(daemon, 'slow shards 1');
  for await (const { state } of daemon.client('alice').watch(id)) if (state === 'proving') break;
  const began = performance.now();
  sample();
  listeners.onBegin('fake0', 'commit main', { run: { job: id }, shard: 0 });
  listeners.onBegin('fake0', 'tables', { run: { canary: 'fake0' }, shard: 0 });
  daemon.workshop.release();
  await daemon.client('alice').wait(id);
  listeners.onEnd('fake0', 'commit main', { run: { job: id }, shard: 0 });
  sample();
  const most = (performance.now() - began) / 10;
  const told = await scrape(daemon, 'proof_joules_count', 'proof_joules_sum', 'device_energy_joules_total');
  t.is(told.proof_joules_count, 1);
  t.true(told.proof_joules_sum > 0 && told.proof_joules_sum <= most, JSON.stringify({ told, most }));
  t.true(told['device_energy_joules_total{source="plug"}'] >= told.proof_joules_sum);
});

test('promtool finds nothing to say against the metrics', async (t) => {
  await using daemon = await fakeDaemon({ telemetry: { canary: { seconds: 300 } } });
  await prove(daemon, 'shards 2', { deadline: inSeconds(3600) });
  await prove(daemon, 'fault');
  const input = await scrapeText(daemon);
  t.true(samplesOf(input).size > 200);
  const { status, stdout, stderr, error } = spawnSync('promtool', ['check', 'metrics'], {
    input,
    encoding: 'utf8',
  });
  t.is(error, undefined);
  t.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
});

test('who may read metrics is as the configuration says, and by default everybody on loopback alone', async (t) => {
  const statuses = async (daemon: FakeDaemon) => {
    const found: (number | string)[] = [];
    for (const name of ['none', 'alice', 'reader', 'admin'] as const) {
      const headers = name === 'none' ? {} : { authorization: `Bearer ${TOKENS[name].token}` };
      found.push((await fetch(new URL('/metrics', daemon.url), { headers })).status);
    }
    return found;
  };
  await using open = await fakeDaemon();
  t.deepEqual(await statuses(open), [200, 200, 200, 200]);
  await using closed = await fakeDaemon({ telemetry: { metrics: 'token' } });
  t.deepEqual(await statuses(closed), [401, 403, 200, 200]);
  t.is(closed.config.telemetry.metrics, 'token');
  const { testConfig } = await import('../fake-daemon.js');
  const elsewhere = testConfig(temporaryFolder(), { listen: { host: '0.0.0.0', insecure: true } });
  t.is(elsewhere.telemetry.metrics, 'token');
});

test('probes have a limit of their own', async (t) => {
  await using daemon = await fakeDaemon({ limits: { refusalsPerMinute: 1, probesPerMinute: 5 } });
  const statuses = async (where: string, count: number) => {
    const found: number[] = [];
    for (let i = 0; i < count; i++) found.push((await fetch(new URL(where, daemon.url))).status);
    return found;
  };
  t.deepEqual(await statuses('/v1/jobs', 3), [401, 429, 429]);
  t.deepEqual(await statuses('/healthz', 5), [200, 200, 200, 200, 200]);
  t.deepEqual(await statuses('/metrics', 1), [429]);
});

test('every line about a job has its id, and none of a probe is at a level that everybody reads', async (t) => {
  await using daemon = await fakeDaemon();
  const { id } = await prove(daemon, 'shards 1');
  await scrapeText(daemon);
  const lines = daemon.lines.map(
    (line) => JSON.parse(line) as { msg: string; job?: string; route?: string; level: number },
  );
  for (const line of lines.filter(({ msg }) => msg.startsWith('job ')))
    t.is(line.job, id, JSON.stringify(line));
  t.true(lines.some(({ route, job }) => route === '/v1/jobs/{id}/events' && job === id));
  t.deepEqual(
    lines.filter(({ route }) => route === '/metrics').map(({ level }) => level),
    [20],
  );
});
