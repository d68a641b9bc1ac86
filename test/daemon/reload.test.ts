import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connect } from 'node:tls';
import test from 'ava';
import { ApiRefusal, SwitchyardClient } from '../../host/client/index.js';
import { makeToken, type DaemonConfigInput } from '../../host/daemon/index.js';
import { compareConfigs } from '../../host/daemon/reload.js';
import { SwitchyardError } from '../../host/runtime/index.js';
import { certificate } from '../support/certificate.js';
import { pageReceiver } from '../support/page-receiver.js';
import { fakeDaemon, testConfig, type ConfigChange, type FakeDaemon } from './fake-daemon.js';
import { FAKE_DEVICE, fakeProgram } from './fake-workshop.js';

const changed = ({ folder }: FakeDaemon, change: ConfigChange, tokens?: DaemonConfigInput['tokens']) => {
  const config = testConfig(folder, change);
  return tokens ? { ...config, tokens: tokens as typeof config.tokens } : config;
};

test('tokens, limits, policies, the log and targets change while the daemon runs', async (t) => {
  await using receiver = await pageReceiver(200);
  await using daemon = await fakeDaemon();
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('shards 1'));
  const { token, sha256 } = makeToken();
  daemon.workshop.listeners.onDevice({ device: FAKE_DEVICE, kind: 'poisoned', reason: 'it lied' });
  const change = daemon.reload(
    changed(
      daemon,
      {
        limits: { jobInputs: 1, requestsPerMinute: 1_000_000 },
        deadlines: { late: 'fail' },
        log: { level: 'error' },
        paging: { targets: [{ kind: 'webhook', url: receiver.url }] },
      },
      [{ name: 'carol', role: 'submit', sha256 }],
    ),
  );
  t.deepEqual(change.needRestart, []);
  t.deepEqual(change.applied.toSorted(), [
    'deadlines.late',
    'limits.jobInputs',
    'log.level',
    'paging.targets',
    'tokens',
  ]);
  // Whose token is not there any more is nobody.
  await t.throwsAsync(() => alice.list(), { instanceOf: ApiRefusal, message: /UNAUTHORISED/ });
  const carol = new SwitchyardClient({ url: daemon.url, token });
  const refusal = await t.throwsAsync(() => carol.submit({ program, inputs: [program, program] }), {
    instanceOf: ApiRefusal,
  });
  t.is(refusal.check, 'INPUTS');
  t.is((await carol.wait((await carol.submit({ program })).id)).state, 'done');
  // A new target is told of what lasts.
  await receiver.until(1);
  t.like(receiver.received[0].body, {
    status: 'firing',
    groupLabels: { alertname: 'SwitchyardDevicePoisoned' },
  });
});

test('what needs a restart is named and not changed, what can change is', async (t) => {
  await using daemon = await fakeDaemon();
  const { applied, needRestart } = daemon.reload(
    changed(daemon, {
      proving: { activeJobs: 9 },
      storage: { maxBytes: 10 ** 12 },
      limits: { requestBytes: 1, requestsPerMinute: 1_000_000, refusalsPerMinute: 1_000_000, jobInputs: 2 },
    }),
  );
  t.deepEqual(needRestart.toSorted(), ['limits.requestBytes', 'proving.activeJobs', 'storage.maxBytes']);
  t.deepEqual(applied, ['limits.jobInputs']);
  // A body of more than one byte is still taken.
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('shards 1'));
  t.truthy((await alice.submit({ program })).id);
  // It is named again as long as it is not so.
  t.true(
    daemon.reload(changed(daemon, { proving: { activeJobs: 9 } })).needRestart.includes('proving.activeJobs'),
  );
});

test('a mistake changes nothing at all', async (t) => {
  await using daemon = await fakeDaemon();
  const alice = daemon.client('alice');
  const routingKeyFile = path.join(daemon.folder, 'no-such-key');
  const next = changed(daemon, { paging: { targets: [{ kind: 'pagerduty', routingKeyFile }] } }, []);
  const error = t.throws(() => daemon.reload(next), { instanceOf: SwitchyardError });
  t.is(error.code, 'SY_ERR_CONFIG');
  t.regex(error.message, /^paging\.targets\.0\.routingKeyFile: /);
  t.is((await alice.list()).jobs.length, 0);
  writeFileSync(routingKeyFile, `${'k'.repeat(32)}\n`);
  t.notThrows(() => daemon.reload(next));
  await t.throwsAsync(() => alice.list(), { message: /UNAUTHORISED/ });
});

test('a certificate that was renewed is given to whoever connects after a reload; a damaged one is not taken', async (t) => {
  const files = certificate(10);
  await using daemon = await fakeDaemon({ listen: { tls: files } });
  const port = Number(new URL(daemon.url).port);
  const shown = async () => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };
  const digestOf = (file: string) => new X509Certificate(readFileSync(file)).fingerprint256;
  const before = digestOf(files.certificate);
  t.is(await shown(), before);
  const renewed = certificate(20);
  writeFileSync(files.certificate, readFileSync(renewed.certificate));
  // The key of another certificate.
  t.throws(() => daemon.reload(daemon.config), { message: /^listen\.tls: / });
  t.is(await shown(), before);
  writeFileSync(files.key, readFileSync(renewed.key));
  daemon.reload(daemon.config);
  t.is(await shown(), digestOf(renewed.certificate));
});

test('differences are named by their keys', (t) => {
  const config = testConfig('/data');
  t.deepEqual(compareConfigs(config, config), { applied: [], needRestart: [] });
  const next = testConfig('/other', { listen: { port: 1234 }, shutdown: { drainSeconds: 1 } });
  t.deepEqual(compareConfigs(config, next), {
    applied: ['shutdown.drainSeconds'],
    needRestart: ['dataFolder', 'listen.port'],
  });
});

test('a configuration with bad targets is refused by its key', (t) => {
  const refused = (target: object, pattern: RegExp) =>
    t.throws(() => testConfig('/data', { paging: { targets: [target as never] } }), { message: pattern });
  refused({ kind: 'webhook' }, /^paging\.targets\.0\.url: /);
  refused({ kind: 'webhook', url: 'ftp://example.org' }, /^paging\.targets\.0\.url: /);
  refused(
    { kind: 'webhook', url: 'https://user:password@example.org/' },
    /^paging\.targets\.0\.url: .*headers/,
  );
  refused(
    { kind: 'webhook', url: 'https://a.example', headers: { Host: 'b' } },
    /^paging\.targets\.0\.headers/,
  );
  refused({ kind: 'pigeon', url: 'https://a.example' }, /^paging\.targets\.0/);
  refused({ kind: 'pagerduty' }, /^paging\.targets\.0\.routingKey: /);
  refused({ kind: 'pagerduty', routingKey: 'short' }, /^paging\.targets\.0\.routingKey: /);
  const both = { routingKey: 'k'.repeat(32), routingKeyFile: 'key' };
  refused({ kind: 'pagerduty', ...both }, /^paging\.targets\.0\.routingKey: /);
});
