import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { SwitchyardClient } from '../../host/client/index.js';
import { makeToken } from '../../host/daemon/index.js';
import { datagramServer } from '../support/datagram-server.js';
import { repositoryFile } from '../support/repository.js';
import { publishingProgram } from '../vm/proven-runs.js';
import { switchyard, temporaryFolder } from './support.js';

const { token, sha256 } = makeToken();
const second = makeToken();

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly lines: string[];
  /** Waits for a line of the log that a pattern matches. */
  readonly said: (pattern: RegExp) => Promise<string>;
}

function write(file: string, change: object = {}): void {
  writeFileSync(
    file,
    JSON.stringify({
      ...{ dataFolder: 'data', listen: { port: 0 }, storage: { minFreeBytes: 0 } },
      tokens: [{ name: 'root', role: 'admin', sha256 }],
      proving: { minBits: 0, shape: 'T12', shardCycles: 2048, threads: 1, devices: ['cpu0'] },
      ...change,
    }),
  );
}

async function start(config: string, env: NodeJS.ProcessEnv = {}): Promise<Running> {
  const main = repositoryFile('dist/host/cli/main.js');
  const child = spawn(process.execPath, [main, 'daemon', '--config', config], {
    env: { ...process.env, SWITCHYARD_PROFILE: path.join(path.dirname(config), 'profile.json'), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const said = async (pattern: RegExp) => {
    for (;;) {
      const line = lines.find((one) => pattern.test(one));
      if (line !== undefined) return line;
      if (child.exitCode !== null) throw new Error(`the daemon has ended: ${lines.join('\n')}`);
      await sleep(10);
    }
  };
  const { url } = JSON.parse(await said(/daemon listens/)) as { url: string };
  return { child, url, lines, said };
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

test('under a service manager the daemon says that it is ready and lives, reloads on SIGHUP, and stops on SIGTERM', async (t) => {
  t.timeout(240_000);
  const folder = temporaryFolder();
  const config = path.join(folder, 'daemon.json');
  const socket = path.join(folder, 'notify');
  write(config);
  await using manager = await datagramServer(socket);
  const { child, url, said } = await start(config, { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '600000' });
  try {
    t.is(await manager.until(/^READY=1/), `READY=1\nSTATUS=listens at ${url}`);
    await manager.until(/^WATCHDOG=1$/);

    write(config, {
      tokens: [{ name: 'other', role: 'read', sha256: second.sha256 }],
      storage: { minFreeBytes: 5 },
    });
    let heard = manager.said.length;
    child.kill('SIGHUP');
    t.regex(await said(/was read again/), /"applied":\["tokens"\],"needRestart":\["storage.minFreeBytes"\]/);
    await manager.until(/^RELOADING=1\nMONOTONIC_USEC=\d+$/, heard);
    await manager.until(/^READY=1/, heard);
    t.is((await new SwitchyardClient({ url, token: second.token }).list()).jobs.length, 0);

    writeFileSync(config, '{"dataFolder": "data", "limits": {"cycles": "many"}}');
    heard = manager.said.length;
    child.kill('SIGHUP');
    const refused = await said(/stays as it was/);
    t.regex(refused, /limits\.cycles/);
    t.is((JSON.parse(refused) as { level: number }).level, 50);
    await manager.until(/^READY=1/, heard);
    t.is((await new SwitchyardClient({ url, token: second.token }).list()).jobs.length, 0);

    child.kill('SIGTERM');
    await manager.until(/^STOPPING=1/);
    t.is(await exitOf(child), 0);
  } finally {
    child.kill('SIGKILL');
  }
});

test('a daemon drains on SIGUSR2 and over HTTP: it proves to the end what it has begun, and exits with 0', async (t) => {
  t.timeout(240_000);
  const folder = temporaryFolder();
  const config = path.join(folder, 'daemon.json');
  write(config);
  const first = await start(config);
  let id = '';
  try {
    const client = new SwitchyardClient({ url: first.url, token });
    const { id: program } = await client.uploadProgram(publishingProgram(Uint8Array.of(1, 2), 0, 4000));
    ({ id } = await client.submit({ program, parameters: 'dev' }));
    while (!['proving', 'done'].includes((await client.job(id)).state)) await sleep(5);
    first.child.kill('SIGUSR2');
    t.is(await exitOf(first.child), 0);
    await first.said(/"state":"done"/);
    t.true(first.lines.some((line) => line.includes('"reason":"drained"')));
  } finally {
    first.child.kill('SIGKILL');
  }
  const again = await start(config);
  try {
    const client = new SwitchyardClient({ url: again.url, token });
    t.is((await client.job(id)).state, 'done');
    const access = { SWITCHYARD_URL: again.url, SWITCHYARD_TOKEN: token };
    const drained = await switchyard(['daemon', 'drain', '--seconds', '60'], access);
    t.is(drained.code, 0, drained.stderr);
    t.regex(drained.stdout, /^0 jobs are being proven; the daemon ends once they have/);
    t.is(await exitOf(again.child), 0);
  } finally {
    again.child.kill('SIGKILL');
  }
});
