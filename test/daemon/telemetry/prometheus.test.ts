import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { temporaryFolder } from '../../cli/support.js';
import { fakeDaemon } from '../fake-daemon.js';
import { fakeProgram } from '../fake-workshop.js';

/** A Prometheus that scrapes a daemon every second. */
async function startPrometheus(target: string) {
  const folder = temporaryFolder();
  const config = path.join(folder, 'prometheus.yml');
  const scraped = { job_name: 'switchyard', static_configs: [{ targets: [new URL(target).host] }] };
  // JSON is YAML.
  writeFileSync(config, JSON.stringify({ global: { scrape_interval: '1s' }, scrape_configs: [scraped] }));
  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  return {
    /** The value of a query as soon as there is one that fits. */
    query: async (query: string, fits: (value: number) => boolean): Promise<number> => {
      for (;;) {
        if (child.exitCode !== null) throw new Error(`prometheus has ended with ${child.exitCode}`);
        const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`;
        const response = await fetch(url).catch(() => undefined);
        const answer = response?.ok ? ((await response.json()) as Answer) : undefined;
        const value = Number(answer?.data.result.at(0)?.value[1]);
        if (fits(value)) return value;
        await sleep(200);
      }
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true });
    },
  };
}

interface Answer {
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('Prometheus scrapes a daemon and answers what has become of its jobs', async (t) => {
  await using daemon = await fakeDaemon();
  await using prometheus = await startPrometheus(daemon.url);
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('shards 3'));
  t.is(await prometheus.query('up{job="switchyard"}', (value) => value === 1), 1);
  t.is(await prometheus.query('switchyard_jobs_submitted_total', (value) => value === 0), 0);
  await alice.wait((await alice.submit({ program })).id);
  t.is(await prometheus.query('switchyard_cycles_total', (value) => value === 300), 300);
  // A scrape may come between the last shard and the end of its job.
  const done = 'sum(switchyard_jobs_finished_total{state="done"})';
  t.is(await prometheus.query(done, (value) => value === 1), 1);
  t.is(await prometheus.query('switchyard_device_up{device="fake0"}', Number.isFinite), 1);
  const median = 'histogram_quantile(0.5, switchyard_stage_seconds_bucket)';
  t.true(Math.abs((await prometheus.query(median, Number.isFinite)) - 0.3) < 1e-9);
  const lag = 'switchyard_event_loop_lag_seconds{quantile="0.99"}';
  t.true((await prometheus.query(lag, Number.isFinite)) >= 0);
});
