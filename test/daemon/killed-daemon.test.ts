import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { ApiRefusal, SwitchyardClient, type JobView } from '../../host/client/index.js';
import { temporaryFolder } from '../cli/support.js';
import { repositoryFile } from '../support/repository.js';
import { testConfig, TOKENS } from './fake-daemon.js';
import { fakeProgram } from './fake-workshop.js';

const KILLS = process.env.SWITCHYARD_LONG_TESTS === '1' ? 100 : 6;
const JOBS = 2 * KILLS;

interface Running {
  readonly child: ChildProcess;
  readonly client: SwitchyardClient;
}

async function start(folder: string): Promise<Running> {
  const config = testConfig(folder, { log: { level: 'silent' } });
  const child = spawn(
    process.execPath,
    [repositoryFile('dist/test/daemon/run-fake-daemon.js'), JSON.stringify(config)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, client: new SwitchyardClient({ url, token: TOKENS.alice.token }) };
}

async function kill({ child }: Running): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** What a request came to; undefined where the daemon was killed meanwhile. */
async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ApiRefusal) throw error;
    return undefined;
  }
}

function textOf(number: number): string {
  return `shards ${5 + (number % 30)} of job ${number}`;
}

test('whenever the daemon is killed, no job is lost, none is made twice, and each has one result', async (t) => {
  const folder = temporaryFolder();
  const ids = new Map<number, string>();
  const results = new Map<string, string>();
  for (let round = 0; round < KILLS; round++) {
    const running = await start(folder);
    const dead = sleep(100 + 37 * round).then(() => kill(running));
    // Requests whose answers were lost are sent again with their keys.
    for (let number = 0; number < JOBS; number++) {
      const made = await attempt(async () => {
        const program = await running.client.uploadProgram(fakeProgram(textOf(number)));
        return await running.client.submit({ program: program.id }, { idempotencyKey: `key-${number}` });
      });
      if (!made) break;
      t.is(ids.get(number) ?? made.id, made.id);
      ids.set(number, made.id);
      if (made.proof) {
        t.is(results.get(made.id) ?? made.proof.id, made.proof.id);
        results.set(made.id, made.proof.id);
      }
    }
    await dead;
  }
  const last = await start(folder);
  const views: JobView[] = [];
  for (let number = 0; number < JOBS; number++) {
    const program = await last.client.uploadProgram(fakeProgram(textOf(number)));
    const { id } = await last.client.submit({ program: program.id }, { idempotencyKey: `key-${number}` });
    t.is(ids.get(number) ?? id, id);
    const view = await last.client.wait(id);
    views.push(view);
    t.is(view.state, 'done');
    t.is(results.get(id) ?? view.proof!.id, view.proof!.id);
    t.is(new TextDecoder().decode(await last.client.fetchProof(id)), `proof of ${textOf(number)}`);
  }
  t.is((await last.client.list({ limit: 200 })).jobs.length, Math.min(200, JOBS));
  await kill(last);
});
