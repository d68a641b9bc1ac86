import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import test from 'ava';
import { alertmanagerPayload, fingerprint } from '../../host/telemetry/index.js';
import { temporaryFolder } from '../cli/support.js';
import { pageReceiver } from '../support/page-receiver.js';
import { repositoryFile } from '../support/repository.js';

type Payload = ReturnType<typeof alertmanagerPayload>;

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A daemon as far as Prometheus can tell: it says that jobs are at risk. */
async function serveMetrics() {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
    response.end('# TYPE switchyard_jobs_at_risk gauge\nswitchyard_jobs_at_risk 2\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

function start(program: string, options: readonly string[]): { child: ChildProcess; said: () => string } {
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => parts.push(part.toString()));
  return { child, said: () => parts.join('').slice(-4000) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** The rules as they are, but without waiting, and evaluated every second. */
function writeFiles(folder: string, ports: { metrics: number; alertmanager: number }, webhook: string): void {
  const rules = readFileSync(repositoryFile('monitoring/alerts.yml'), 'utf8');
  writeFileSync(path.join(folder, 'alerts.yml'), rules.replace(/^ +for: .*\n/gm, ''));
  const config = readFileSync(repositoryFile('monitoring/prometheus.yml'), 'utf8')
    .replaceAll('15s', '1s')
    .replace('127.0.0.1:9093', `127.0.0.1:${ports.alertmanager}`)
    .replace('127.0.0.1:8551', `127.0.0.1:${ports.metrics}`);
  writeFileSync(path.join(folder, 'prometheus.yml'), config);
  const alertmanager = readFileSync(repositoryFile('monitoring/alertmanager.yml'), 'utf8')
    .replace('group_wait: 10s', 'group_wait: 1s')
    .replace('http://127.0.0.1:9099/alerts', webhook)
    // What goes to PagerDuty goes nowhere.
    .replace(/^ +pagerduty_configs:\n(?: {6}.*\n)+/m, '');
  writeFileSync(path.join(folder, 'alertmanager.yml'), alertmanager);
  mkdirSync(path.join(folder, 'data'));
}

test('an alert travels from Prometheus by Alertmanager to a webhook, in the form that ours have', async (t) => {
  t.timeout(240_000);
  const folder = temporaryFolder();
  const children: ReturnType<typeof start>[] = [];
  const { server, port: metrics } = await serveMetrics();
  await using receiver = await pageReceiver(200);
  try {
    const [prometheus, alertmanager] = [await freePort(), await freePort()];
    writeFiles(folder, { metrics, alertmanager }, `${receiver.url}/alerts`);
    children.push(
      start('prometheus-alertmanager', [
        ...[`--config.file=${folder}/alertmanager.yml`, `--storage.path=${folder}/alertmanager`],
        ...[`--web.listen-address=127.0.0.1:${alertmanager}`, '--cluster.listen-address='],
      ]),
      start('prometheus', [
        ...[`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`],
        `--web.listen-address=127.0.0.1:${prometheus}`,
      ]),
    );
    const gone = children.map(async ({ child, said }) => {
      await once(child, 'exit');
      throw new Error(`a server has ended: ${said()}`);
    });
    const arrival = receiver.until(1);
    await Promise.race([arrival, ...gone]);
    for (const one of gone) one.catch(() => undefined);

    const [{ path: place, body }] = receiver.received;
    const payload = body as Payload;
    t.is(place, '/alerts');
    t.like(payload, { version: '4', status: 'firing', receiver: 'team' });
    const alert = payload.alerts.find(({ labels }) => labels.alertname === 'SwitchyardDeadlineAtRisk')!;
    t.deepEqual(alert.labels, {
      alertname: 'SwitchyardDeadlineAtRisk',
      instance: `127.0.0.1:${metrics}`,
      job: 'switchyard',
      severity: 'critical',
    });
    t.regex(alert.annotations.runbook_url, /\/runbooks\/SwitchyardDeadlineAtRisk\.md$/);

    // Whoever takes these takes ours: the same members of the same types, and the same name for the same labels.
    const condition = {
      ...{ name: 'SwitchyardDeadlineAtRisk', labels: {}, severity: 'critical' as const },
      ...{ summary: 'one', description: 'two', runbook: 'three' },
    };
    const ours = alertmanagerPayload(
      { status: 'firing', condition, startsAt: Date.now(), endsAt: undefined },
      { name: `127.0.0.1:${metrics}`, link: undefined },
    );
    t.deepEqual(typesOf(ours), typesOf({ ...payload, alerts: [alert] }));
    t.is(fingerprint(alert.labels), alert.fingerprint);
    t.is(ours.alerts[0].fingerprint, alert.fingerprint);
    t.is(ours.alerts[0].endsAt, alert.endsAt);
  } finally {
    await Promise.all(children.map(({ child }) => end(child)));
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What a value is made of; of objects whose members are named by their users, that they are objects. */
function typesOf(value: unknown, name = ''): unknown {
  if (/labels$/i.test(name)) return 'labels';
  if (Array.isArray(value)) return value.map((one) => typesOf(one));
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, typesOf(member, key)]),
  );
}
