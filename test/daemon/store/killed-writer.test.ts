import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import test from 'ava';
import type { JobDatabase } from '../../../host/daemon/store/job-database.js';
import { JOB_STATES, type JobState } from '../../../host/daemon/store/index.js';
import { temporaryFolder } from '../../cli/support.js';
import { repositoryFile } from '../../support/repository.js';
import { withDatabase } from './submissions.js';

const KILLS = process.env.SWITCHYARD_LONG_TESTS === '1' ? 200 : 9;
const ORDER: readonly JobState[] = ['submitted', 'sizing', 'accepted', 'proving', 'done'];

/** Lets a writer write, kills it after so many lines, and returns what it has said by then. */
async function writeUntilKilled(file: string, name: string, lines: number): Promise<string[]> {
  const writer = spawn(
    process.execPath,
    [repositoryFile('dist/test/daemon/store/write-jobs.js'), file, name],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const said: string[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    said.push(line);
    if (said.length === lines) writer.kill('SIGKILL');
  }
  return said;
}

/** What was said to be written is there, and of each job no more than the next step beyond it. */
function check(database: JobDatabase, said: readonly string[]): string | undefined {
  for (const line of said) {
    const [id, what, shard] = line.split(' ');
    const history = database.history(id).map(({ state }) => state);
    if (history.join() !== ORDER.slice(0, history.length).join()) return `${id}: ${history.join()}`;
    if (database.job(id).state !== history.at(-1)) return `${id} is not what its last change says`;
    if (what !== 'shard' && !history.includes(what as JobState)) return `${line} is lost`;
    if (what === 'shard' && !history.includes('done')) {
      const kept = database.shards(id).map(({ artifact }) => artifact);
      if (!kept.includes(`${id}/${shard}`)) return `${line} is lost`;
      if (!database.usedArtifacts().includes(`${id}/${shard}`)) return `${line} is not in use`;
    }
  }
  return undefined;
}

test('whenever the writer is killed, what the store has confirmed is there and in order', async (t) => {
  const file = path.join(temporaryFolder(), 'jobs.sqlite');
  const all: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    // Every write of a job is the last one at some time.
    all.push(...(await writeUntilKilled(file, `w${kill}`, 1 + kill + 8 * (kill % 3))));
    t.is(
      withDatabase(file, (database) => check(database, all)),
      undefined,
      `kill ${kill}`,
    );
  }
  const open = withDatabase(file, (database) => database.unfinished());
  t.true(open.length <= KILLS);
  t.true(open.every(({ state }) => JOB_STATES.includes(state)));
});
