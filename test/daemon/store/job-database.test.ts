import path from 'node:path';
import test from 'ava';
import Database from 'better-sqlite3';
import { JobDatabase } from '../../../host/daemon/store/job-database.js';
import {
  JOB_STATES,
  isFinal,
  JobStore,
  TRANSITIONS,
  type JobState,
} from '../../../host/daemon/store/index.js';
import { SwitchyardError } from '../../../host/runtime/index.js';
import { temporaryFolder } from '../../cli/support.js';
import { submission, withDatabase } from './submissions.js';

function newFile(): string {
  return path.join(temporaryFolder(), 'jobs.sqlite');
}

function checkOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof SwitchyardError && error.code === 'SY_ERR_STORE') return error.check;
    throw error;
  }
  return undefined;
}

/** Steps from the beginning to a state. */
const WAY: Readonly<Record<JobState, readonly JobState[]>> = {
  submitted: [],
  sizing: ['sizing'],
  refused: ['sizing', 'refused'],
  accepted: ['sizing', 'accepted'],
  proving: ['sizing', 'accepted', 'proving'],
  done: ['accepted', 'proving', 'done'],
  failed: ['failed'],
  cancelled: ['cancelled'],
};

test('of each state, just what may follow does; what was done already is not done again', (t) => {
  withDatabase(newFile(), (database) => {
    for (const from of JOB_STATES) {
      for (const to of JOB_STATES) {
        const { id } = database.submit(submission(`${from} to ${to}`)).job;
        for (const state of WAY[from]) database.advance(id, state, '{}', 1);
        const before = database.history(id);
        if (from === to) {
          const again = database.advance(id, to, '{"again":true}', 2);
          t.is(again.changes, before.at(-1)!.number);
          t.deepEqual(database.history(id), before);
        } else if ((TRANSITIONS[from] as readonly JobState[]).includes(to)) {
          t.is(database.advance(id, to, '{"a":1}', 2).state, to);
          t.deepEqual(database.history(id).at(-1), {
            number: before.length,
            state: to,
            at: 2,
            detail: '{"a":1}',
          });
          t.is(database.job(id).detail, '{"a":1}');
        } else {
          t.is(
            checkOf(() => database.advance(id, to, '{}', 2)),
            'TRANSITION',
            id,
          );
          t.deepEqual(database.history(id), before);
        }
      }
    }
    t.true(database.unfinished().every(({ state }) => !isFinal(state)));
  });
});

test('a request that is repeated with its key makes one job', (t) => {
  withDatabase(newFile(), (database) => {
    const first = database.submit(submission('a', { idempotencyKey: 'k' }));
    t.true(first.isNew);
    const again = database.submit(submission('b', { idempotencyKey: 'k', requestDigest: 'digest of a' }));
    t.false(again.isNew);
    t.deepEqual(again.job, first.job);
    t.is(
      checkOf(() => database.submit(submission('c', { idempotencyKey: 'k' }))),
      'KEY_REUSED',
    );
    t.true(database.submit(submission('d', { idempotencyKey: 'k', owner: 'bob' })).isNew);
    t.true(database.submit(submission('e')).isNew);
    t.true(database.submit(submission('f')).isNew);
    t.deepEqual(
      database.list({ limit: 10 }).map(({ id }) => id),
      ['f', 'e', 'd', 'a'],
    );
  });
});

test('nobody has more unfinished jobs than the quota says', (t) => {
  withDatabase(newFile(), (database) => {
    database.submit(submission('a', { mostUnfinished: 2 }));
    database.submit(submission('b', { mostUnfinished: 2, idempotencyKey: 'b' }));
    t.is(
      checkOf(() => database.submit(submission('c', { mostUnfinished: 2 }))),
      'QUOTA',
    );
    // What is there already is not a new job.
    t.false(
      database.submit(
        submission('x', { mostUnfinished: 2, idempotencyKey: 'b', requestDigest: 'digest of b' }),
      ).isNew,
    );
    database.advance('a', 'cancelled', '{}', 1);
    t.true(database.submit(submission('c', { mostUnfinished: 2 })).isNew);
  });
});

test('lists are by owner and state, in pages', (t) => {
  withDatabase(newFile(), (database) => {
    for (let i = 0; i < 7; i++) database.submit(submission(`${i}`, { owner: i % 2 ? 'bob' : 'alice' }));
    database.advance('2', 'cancelled', '{}', 1);
    const ids = (filter: Parameters<JobDatabase['list']>[0]) => database.list(filter).map(({ id }) => id);
    t.deepEqual(ids({ owner: 'alice', limit: 2 }), ['6', '4']);
    t.deepEqual(ids({ owner: 'alice', limit: 2, before: database.job('4').place }), ['2', '0']);
    t.deepEqual(ids({ state: 'cancelled', limit: 9 }), ['2']);
    t.deepEqual(ids({ owner: 'bob', state: 'cancelled', limit: 9 }), []);
  });
});

test('artifacts are in use as long as a job needs them', (t) => {
  withDatabase(newFile(), (database) => {
    database.submit(submission('a', { needs: ['elf', 'input'] }));
    t.is(
      checkOf(() => database.keepShard('a', 0, 's0')),
      'TRANSITION',
    );
    for (const state of ['accepted', 'proving'] as const) database.advance('a', state, '{}', 1);
    database.keepShard('a', 0, 's0');
    database.keepShard('a', 1, 's1');
    database.keepShard('a', 1, 's1');
    t.deepEqual(database.shards('a'), [
      { position: 0, artifact: 's0' },
      { position: 1, artifact: 's1' },
    ]);
    t.deepEqual(database.usedArtifacts().sort(), ['elf', 'input', 's0', 's1']);
    database.advance('a', 'done', '{}', 2, 'proof');
    t.deepEqual(database.usedArtifacts().sort(), ['elf', 'input', 'proof']);
    t.is(
      checkOf(() => database.keepShard('a', 2, 's2')),
      'TRANSITION',
    );
    t.is(database.forget(2), 0);
    t.is(database.forget(3), 1);
    t.deepEqual(database.usedArtifacts(), []);
    t.is(
      checkOf(() => database.job('a')),
      'UNKNOWN_JOB',
    );
    t.deepEqual(database.history('a'), []);
  });
});

test('what was written stays: the file does not let transitions be changed', (t) => {
  const file = newFile();
  withDatabase(file, (database) => {
    database.submit(submission('a'));
    database.note('a', 'late', 'by 3 s', 5);
    t.deepEqual(database.notes('a', 5), [{ at: 5, kind: 'late', text: 'by 3 s' }]);
  });
  const raw = new Database(file);
  t.throws(() => raw.exec(`UPDATE transitions SET state = 'done'`), { any: true, message: /do not change/ });
  t.throws(() => raw.exec('DELETE FROM transitions'), { any: true, message: /are kept/ });
  raw.pragma('user_version = 7');
  raw.close();
  t.is(
    checkOf(() => new JobDatabase(file)),
    'VERSION',
  );
});

test('one daemon at a time has a file open', async (t) => {
  const file = newFile();
  const store = await JobStore.open(file);
  const second = await t.throwsAsync(JobStore.open(file), { instanceOf: SwitchyardError });
  t.is(second.check, 'OPEN');
  await store.order('submit', submission('a'));
  const refused = await t.throwsAsync(store.order('advance', 'a', 'done', '{}', 1), {
    instanceOf: SwitchyardError,
  });
  t.is(refused.check, 'TRANSITION');
  await store[Symbol.asyncDispose]();
  const again = await JobStore.open(file);
  t.is((await again.order('job', 'a')).state, 'submitted');
  await again[Symbol.asyncDispose]();
});
