import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { totalmem } from 'node:os';
import path from 'node:path';
import test from 'ava';
import type { Check } from '../../host/cli/doctor/check.js';
import { checkMachine } from '../../host/cli/doctor/machine-checks.js';
import { checkPort, checkTls, checkTokens } from '../../host/cli/doctor/network-checks.js';
import { judgeService } from '../../host/cli/doctor/service-checks.js';
import { checkStorage } from '../../host/cli/doctor/storage-checks.js';
import { makeToken, parseConfig, type DaemonConfigInput } from '../../host/daemon/index.js';
import { fakeDaemon } from '../daemon/fake-daemon.js';
import { certificate } from '../support/certificate.js';
import { pageReceiver } from '../support/page-receiver.js';
import { switchyard, temporaryFolder } from './support.js';

const { sha256 } = makeToken();
const SMALL = { minFreeBytes: 0, reservedBytes: 1, maxBytes: 1000 };

function configOf(change: Partial<DaemonConfigInput> = {}) {
  const folder = temporaryFolder();
  chmodSync(folder, 0o700);
  return parseConfig({ dataFolder: folder, storage: SMALL, ...change }, folder);
}

function stateOf(checks: readonly Check[], name: string): Check['state'] | undefined {
  return checks.find((check) => check.name === name)?.state;
}

test('a certificate is read, and its end is seen before it comes', (t) => {
  const files = certificate(365);
  const config = configOf({ listen: { tls: files } });
  const day = 86_400_000;
  t.is(checkTls(config).state, 'ok');
  t.is(checkTls(config, Date.now() + 355 * day).state, 'warn');
  t.is(checkTls(config, Date.now() + 366 * day).state, 'fail');
  t.is(checkTls(config, Date.now() - day).state, 'fail');
  chmodSync(files.key, 0o644);
  t.like(checkTls(config), { state: 'warn', remedy: `chmod 0600 ${files.key}` });
  t.is(checkTls(configOf({ listen: { tls: { ...files, key: '/no/such/key' } } })).state, 'fail');
  t.is(checkTls(configOf({ listen: { tls: { ...files, key: certificate(1).key } } })).state, 'fail');
  t.is(checkTls(configOf({ listen: { host: '0.0.0.0', insecure: true } })).state, 'warn');
  t.is(checkTls(configOf()).state, 'ok');
});

test('the data folder is looked at: whose it is, who may look in, what it lies on, how much is free', (t) => {
  const config = configOf();
  t.is(stateOf(checkStorage(config), 'data folder'), 'ok');
  t.is(stateOf(checkStorage(config), 'disk space'), 'ok');
  chmodSync(config.dataFolder, 0o755);
  t.is(stateOf(checkStorage(config), 'data folder'), 'warn');
  const missing = { ...config, dataFolder: path.join(config.dataFolder, 'new') };
  t.is(stateOf(checkStorage(missing), 'data folder'), 'ok');
  t.is(stateOf(checkStorage({ ...config, dataFolder: '/no/such/folder' }), 'data folder'), 'fail');
  const file = path.join(config.dataFolder, 'file');
  writeFileSync(file, '');
  t.is(stateOf(checkStorage({ ...config, dataFolder: file }), 'data folder'), 'fail');
  const space = (change: object) =>
    stateOf(checkStorage({ ...config, storage: { ...config.storage, ...change } }), 'disk space');
  t.is(space({ maxBytes: 1e18 }), 'warn');
  t.is(space({ minFreeBytes: 1e18 }), 'fail');
  if (statSync('/dev/shm', { throwIfNoEntry: false })) {
    const shm = path.join('/dev/shm', path.basename(config.dataFolder));
    mkdirSync(shm);
    t.is(stateOf(checkStorage({ ...config, dataFolder: shm }), 'filesystem'), 'warn');
    rmSync(shm, { recursive: true });
  }
});

test('limits that the machine cannot keep are told of', (t) => {
  t.is(stateOf(checkMachine(configOf({ limits: { memoryBytes: 1000 } })), 'memory'), 'ok');
  const much = configOf({ limits: { memoryBytes: 2 ** 32 }, proving: { activeJobs: 64 } });
  const greedy = { ...much, limits: { ...much.limits, memoryBytes: 2 ** 50 } };
  t.is(stateOf(checkMachine(greedy), 'memory'), 'fail');
  // What programs touch alone would fit, and would not with the trees over it.
  const half = Math.floor(totalmem() / 4);
  const tight = { ...much, proving: { ...much.proving, activeJobs: 1 } };
  const limits = { ...much.limits, sizings: 1, memoryBytes: half };
  t.is(stateOf(checkMachine({ ...tight, limits }), 'memory'), 'warn');
  t.is(stateOf(checkMachine(configOf({ limits: { connections: 1 } })), 'descriptors') === 'fail', false);
  const crowded = configOf();
  const many = { ...crowded, limits: { ...crowded.limits, connections: 1e12 } };
  t.is(stateOf(checkMachine(many), 'descriptors'), 'fail');
});

test('a port is free, the daemon’s, or another program’s', async (t) => {
  await using daemon = await fakeDaemon();
  const port = Number(new URL(daemon.url).port);
  t.like(await checkPort(configOf({ listen: { port } })), { isRunning: true, check: { state: 'ok' } });
  await using other = await pageReceiver(200);
  const taken = Number(new URL(other.url).port);
  t.like(await checkPort(configOf({ listen: { port: taken } })), {
    isRunning: false,
    check: { state: 'fail' },
  });
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  t.like(await checkPort(configOf({ listen: { port: free } })), { isRunning: false, check: { state: 'ok' } });
  t.like(await checkPort(configOf({ listen: { port: 0 } })), { isRunning: false, check: { state: 'ok' } });
});

test('tokens must be there, and one of an admin should', (t) => {
  const token = (role: 'submit' | 'admin') => ({ name: 'a', role, sha256 });
  t.is(checkTokens(configOf()).state, 'fail');
  t.is(checkTokens(configOf({ tokens: [token('submit')] })).state, 'warn');
  t.is(checkTokens(configOf({ tokens: [token('admin')] })).state, 'ok');
});

test('a unit that is missing, does not watch, or is not enabled is told of', (t) => {
  const unit = {
    ...{ LoadState: 'loaded', UnitFileState: 'enabled', Type: 'notify', WatchdogUSec: '1min' },
  };
  const judge = (change: object) => judgeService(new Map(Object.entries({ ...unit, ...change }))).state;
  t.is(judge({}), 'ok');
  t.is(judge({ LoadState: 'not-found' }), 'warn');
  t.is(judge({ Type: 'simple' }), 'warn');
  t.is(judge({ WatchdogUSec: '0' }), 'warn');
  t.is(judge({ UnitFileState: 'disabled' }), 'warn');
});

test('doctor --daemon names every check, says what to do, and fails where the daemon would', async (t) => {
  t.timeout(240_000);
  await using receiver = await pageReceiver(202);
  const folder = temporaryFolder();
  const config = path.join(folder, 'daemon.json');
  const write = (change: object) =>
    writeFileSync(
      config,
      JSON.stringify({
        ...{ dataFolder: 'data', storage: SMALL, listen: { port: 0 }, limits: { memoryBytes: 1000 } },
        proving: { devices: ['cpu0'], threads: 1 },
        tokens: [{ name: 'root', role: 'admin', sha256 }],
        paging: { targets: [{ kind: 'webhook', url: `${receiver.url}/secret-path` }] },
        ...change,
      }),
    );
  write({});
  const env = { SWITCHYARD_PROFILE: path.join(folder, 'profile.json') };
  const { code, stdout, stderr } = await switchyard(
    ['doctor', '--daemon', '--config', config, '--json', '--send'],
    env,
  );
  t.is(code, 0, stdout + stderr);
  const { schema, checks } = JSON.parse(stdout) as { schema: string; checks: readonly Check[] };
  t.is(schema, 'switchyard-doctor-daemon/1');
  t.deepEqual(
    checks.map(({ name }) => name),
    [
      ...['configuration', 'tokens', 'port', 'TLS', 'data folder', 'filesystem', 'disk space', 'descriptors'],
      ...['memory', 'device cpu0', 'webhook 0', 'clock', 'service'],
    ],
  );
  t.is(stateOf(checks, 'webhook 0'), 'ok');
  t.is(receiver.received.length, 1);
  // Nothing was measured in this folder.
  t.like(
    checks.find(({ name }) => name === 'device cpu0'),
    { state: 'warn' },
  );
  for (const { state, remedy } of checks) t.is(remedy === undefined, state === 'ok');
  t.notRegex(stdout, /secret-path/);

  write({ tokens: [] });
  const bare = await switchyard(['doctor', '--daemon', '--config', config], env);
  t.is(bare.code, 3);
  t.regex(
    bare.stdout,
    /^fail {2}tokens {12}there are none: nobody can ask for anything\n {24}switchyard daemon token/m,
  );
  write({ limits: { cycles: 'many' } });
  const wrong = await switchyard(['doctor', '--daemon', '--config', config], env);
  t.is(wrong.code, 3);
  t.regex(wrong.stdout, /^fail {2}configuration {5}limits\.cycles: /m);
  t.is((await switchyard(['doctor', '--daemon'])).code, 2);
  t.is((await switchyard(['doctor', '--send'])).code, 2);
});
