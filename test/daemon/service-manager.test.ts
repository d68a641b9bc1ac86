import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { openLog, ServiceManager } from '../../host/daemon/index.js';
import { sendDatagram, SwitchyardError } from '../../host/runtime/index.js';
import { temporaryFolder } from '../cli/support.js';
import { datagramServer } from '../support/datagram-server.js';

function logged() {
  const lines: string[] = [];
  return { lines, log: openLog('debug', { write: (line: string) => void lines.push(line) }) };
}

for (const [kind, address] of [
  ['a path', path.join(temporaryFolder(), 'notify')],
  ['an abstract name', `@switchyard-test-${randomUUID()}`],
] as const) {
  test(`the service manager is told by ${kind} that the daemon is ready, lives, reloads and stops`, async (t) => {
    await using server = await datagramServer(address);
    const env = { NOTIFY_SOCKET: address, WATCHDOG_USEC: '300000', WATCHDOG_PID: String(process.pid) };
    const { log, lines } = logged();
    const manager = ServiceManager.find(env, log)!;
    // Child processes are not to speak for the daemon.
    t.deepEqual(env as object, {});
    manager.ready('listens');
    t.is(await server.until(/READY/), 'READY=1\nSTATUS=listens');
    let pings = 0;
    manager.watch(() => Promise.resolve(void pings++));
    while (server.said.filter((text) => text === 'WATCHDOG=1').length < 3) await sleep(10);
    t.true(pings >= 3);
    manager.reloading();
    const reloading = await server.until(/RELOADING/);
    const [, micros] = /^RELOADING=1\nMONOTONIC_USEC=(\d+)$/.exec(reloading)!;
    t.true(Math.abs(Number(micros) - Number(process.hrtime.bigint() / 1000n)) < 60e6);
    manager.stopping('drained');
    t.is(await server.until(/STOPPING/), 'STOPPING=1\nSTATUS=drained');
    manager.close();
    t.deepEqual(lines, []);
  });
}

test('the watchdog hears nothing while the daemon does not answer, and is asked no second time meanwhile', async (t) => {
  const socket = path.join(temporaryFolder(), 'notify');
  await using server = await datagramServer(socket);
  const { log, lines } = logged();
  const manager = new ServiceManager({ socket, watchdogSeconds: 0.06, log });
  let answer: () => void = () => undefined;
  let asked = 0;
  manager.watch(async () => {
    if (asked++ === 0) await new Promise<void>((resolve) => (answer = resolve));
    else throw new Error('the store is closed');
  });
  await sleep(300);
  t.is(asked, 1);
  t.false(server.said.includes('WATCHDOG=1'));
  answer();
  await server.until(/WATCHDOG/);
  while (asked < 3) await sleep(5);
  t.is(server.said.filter((text) => text === 'WATCHDOG=1').length, 1);
  t.true(lines.some((line) => line.includes('the watchdog is not told')));
  manager.close();
});

test('without a service manager nobody is told; another process’s watchdog is none of ours', (t) => {
  const { log, lines } = logged();
  t.is(ServiceManager.find({}, log), undefined);
  t.is(ServiceManager.find({ NOTIFY_SOCKET: '' }, log), undefined);
  t.deepEqual(lines, []);
  t.is(ServiceManager.find({ NOTIFY_SOCKET: 'vsock:2:1234' }, log), undefined);
  t.is(lines.length, 1);
  const other = ServiceManager.find({ NOTIFY_SOCKET: '/x', WATCHDOG_USEC: '1000', WATCHDOG_PID: '1' }, log)!;
  let pings = 0;
  other.watch(() => Promise.resolve(void pings++));
  t.is(pings, 0);
});

test('a socket that nobody listens on is an error with its name, and for the service manager a warning', (t) => {
  const socket = path.join(temporaryFolder(), 'nobody');
  const error = t.throws(() => sendDatagram(socket, 'READY=1'), { instanceOf: SwitchyardError });
  t.regex(error.message, /nobody takes nothing: ENOENT/);
  t.throws(() => sendDatagram(`/${'x'.repeat(200)}`, ''), { message: /EINVAL/ });
  t.throws(() => sendDatagram('', ''), { message: /EINVAL/ });
  const { log, lines } = logged();
  new ServiceManager({ socket, watchdogSeconds: undefined, log }).ready('listens');
  t.true(lines[0].includes('the service manager cannot be told'));
});
