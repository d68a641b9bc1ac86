import test from 'ava';
import type { JobNews } from '../../../host/daemon/engine/index.js';
import type { JobState } from '../../../host/daemon/store/index.js';
import { JobTelemetry } from '../../../host/daemon/telemetry/job-telemetry.js';
import { openDaemonMetrics } from '../../../host/telemetry/index.js';
import { pick, samplesOf } from '../../telemetry/support/exposition.js';

function open(t: { teardown(action: () => void): void }) {
  const telemetry: JobTelemetry = new JobTelemetry(() => metrics);
  const metrics = openDaemonMetrics({
    build: { version: '1', node: 'v1' },
    ...{ states: [], devices: () => [], storage: () => undefined, streams: () => 0 },
    jobs: () => telemetry.jobs,
  });
  t.teardown(() => metrics.close());
  const read = async (...names: string[]) => pick(samplesOf(await metrics.text()), ...names);
  return { telemetry, read };
}

const AT = 1_900_000_000;

function news(state: JobState, at: number, more: Partial<JobNews> = {}): JobNews {
  return {
    ...{ id: 'a', owner: 'alice', state, submittedAt: AT, changedAt: AT + at, deadline: undefined },
    ...{ promise: undefined, predictedFinish: undefined, isLate: false, cycles: 100, shards: 1 },
    ...{ shardsDone: 0, request: {} as JobNews['request'], ...more },
  };
}

/** A job that is submitted, accepted after 2 s, proven after 5 s, and ends. */
function live(telemetry: JobTelemetry, end: JobState, at: number, more: Partial<JobNews> = {}): void {
  telemetry.onBegin(news('submitted', 0, more));
  telemetry.onChange(news('sizing', 1, more), 'submitted');
  telemetry.onChange(news('accepted', 2, more), 'sizing');
  telemetry.onChange(news('proving', 5, more), 'accepted');
  telemetry.onChange(news(end, at, more), 'proving');
  telemetry.onEnd('a');
}

test('deadlines are met, or missed by being late or failing', async (t) => {
  const { telemetry, read } = open(t);
  telemetry.started();
  const deadline = AT + 100;
  live(telemetry, 'done', 99, { deadline });
  live(telemetry, 'done', 100, { deadline });
  live(telemetry, 'done', 101, { deadline });
  live(telemetry, 'failed', 50, { deadline });
  // Nobody's fault, and nobody's promise.
  live(telemetry, 'cancelled', 50, { deadline });
  live(telemetry, 'done', 500);
  telemetry.onBegin(news('submitted', 0, { deadline }));
  telemetry.onChange(news('refused', 1, { deadline }), 'submitted');
  t.deepEqual(await read('deadlines_total', 'jobs_finished_total', 'jobs_submitted_total', 'jobs'), {
    'deadlines_total{result="met"}': 2,
    'deadlines_total{result="missed"}': 2,
    'jobs_finished_total{state="done"}': 4,
    'jobs_finished_total{state="refused"}': 1,
    'jobs_finished_total{state="failed"}': 1,
    'jobs_finished_total{state="cancelled"}': 1,
    jobs_submitted_total: 7,
    'jobs{state="submitted"}': 0,
    'jobs{state="sizing"}': 0,
    'jobs{state="accepted"}': 0,
    'jobs{state="proving"}': 0,
  });
});

test('times are from submission, from acceptance, and beside what was predicted', async (t) => {
  const { telemetry, read } = open(t);
  telemetry.started();
  live(telemetry, 'done', 42, { promise: { at: AT + 2, finish: AT + 22 } });
  const told = await read(
    ...['job_seconds_sum', 'job_wait_seconds_sum', 'job_prediction_ratio_sum', 'job_prediction_ratio_count'],
  );
  t.deepEqual(told, {
    job_seconds_sum: 42,
    job_wait_seconds_sum: 3,
    job_prediction_ratio_sum: 2,
    job_prediction_ratio_count: 1,
  });
});

test('a job that goes on after a restart is not submitted again, and one that takes its turn again has waited once', async (t) => {
  const { telemetry, read } = open(t);
  telemetry.onBegin(news('accepted', 2));
  telemetry.started();
  telemetry.onChange(news('proving', 5), 'accepted');
  telemetry.onChange(news('proving', 5), 'proving');
  telemetry.onLate(news('proving', 5, { isLate: true }));
  t.deepEqual(await read('jobs_submitted_total', 'job_wait_seconds_count', 'jobs_at_risk'), {
    jobs_submitted_total: 0,
    job_wait_seconds_count: 1,
    jobs_at_risk: 1,
  });
  telemetry.onLate(news('proving', 5, { isLate: false }));
  t.is((await read('jobs_at_risk')).jobs_at_risk, 0);
});

test('shards are counted by their device, and their cycles once', async (t) => {
  const { telemetry, read } = open(t);
  const shard = { index: 0, shape: 'T12', cycles: 100, attempts: 1, seconds: 3 };
  telemetry.onShard(news('proving', 5), { ...shard, device: 'x0', isKept: false, predictedSeconds: 2 });
  telemetry.onShard(news('proving', 5), {
    ...shard,
    device: 'x0',
    isKept: false,
    predictedSeconds: undefined,
  });
  telemetry.onShard(news('proving', 5), { ...shard, device: '', isKept: true, predictedSeconds: undefined });
  t.deepEqual(
    await read('shards_total', 'cycles_total', 'shard_prediction_ratio_sum', 'shard_prediction_ratio_count'),
    {
      'shards_total{device="x0",kept="false"}': 2,
      'shards_total{device="none",kept="true"}': 1,
      cycles_total: 200,
      'shard_prediction_ratio_sum{device="x0"}': 1.5,
      'shard_prediction_ratio_count{device="x0"}': 1,
    },
  );
});
