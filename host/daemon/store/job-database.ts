import Database from 'better-sqlite3';
import type {
  JobFilter,
  JobRecord,
  JobSubmission,
  NoteRecord,
  ShardRecord,
  TransitionRecord,
} from './job-record.js';
import { FINAL_STATES, isFinal, mayFollow, type JobState } from './job-state.js';
import { SCHEMA, SCHEMA_VERSION } from './schema.js';
import { fromSystem, storeError } from './store-error.js';

const JOB = `SELECT jobs.place, id, owner, request, submittedAt, jobs.state, changes, changedAt, detail
  FROM jobs JOIN transitions ON transitions.job = jobs.id AND transitions.number = jobs.changes`;
const UNFINISHED = `state NOT IN (${FINAL_STATES.map((state) => `'${state}'`).join(', ')})`;

/** Rows that one order deletes at most, so that others do not wait for long. */
const MOST_FORGOTTEN = 200;

/**
 * The jobs in a file of SQLite. Every order is one transaction, and on disk once it returns (synchronous FULL), unless
 * it is told otherwise.
 * Orders block: they are for the thread of {@link JobStore}.
 */
export class JobDatabase {
  private readonly database: Database.Database;
  private isDurable = true;

  /** @throws SwitchyardError SY_ERR_STORE OPEN, VERSION, DAMAGED, FULL, DISK */
  constructor(file: string) {
    this.database = guarded(file, () => {
      const database = new Database(file, { timeout: 1000 });
      // One daemon per folder: whoever comes second finds the file locked.
      database.pragma('locking_mode = EXCLUSIVE');
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = FULL');
      return database;
    });
    guarded(file, () => this.atomically(() => this.prepareSchema(file)));
  }

  /**
   * Writes a job down, or finds the one that the same request with the same key has made.
   *
   * @throws SwitchyardError SY_ERR_STORE KEY_REUSED, QUOTA
   */
  submit(submission: JobSubmission): { readonly job: JobRecord; readonly isNew: boolean } {
    const {
      id,
      owner,
      idempotencyKey = null,
      requestDigest,
      request,
      at,
      needs,
      mostUnfinished,
    } = submission;
    return this.atomically(() => {
      const earlier = this.database
        .prepare<unknown[], { id: string; requestDigest: string }>(
          'SELECT id, requestDigest FROM jobs WHERE owner = ? AND idempotencyKey = ?',
        )
        .get(owner, idempotencyKey);
      if (earlier) {
        if (earlier.requestDigest === requestDigest) return { job: this.job(earlier.id), isNew: false };
        throw storeError('KEY_REUSED', 'the idempotency key was used for another request');
      }
      if (this.countUnfinished(owner) >= mostUnfinished) {
        throw storeError('QUOTA', `${owner} has ${mostUnfinished} jobs that are not finished`);
      }
      this.database
        .prepare(
          'INSERT INTO jobs (id, owner, idempotencyKey, requestDigest, request, submittedAt) VALUES (?, ?, ?, ?, ?, ?)',
        )
        .run(id, owner, idempotencyKey, requestDigest, request, at);
      this.addTransition(id, { number: 0, state: 'submitted', at, detail: '{}' });
      for (const artifact of needs) this.use(id, artifact, 'need');
      return { job: this.job(id), isNew: true };
    });
  }

  /**
   * Changes a job's state. A change that was made already is not made again, whatever its detail.
   *
   * @param result the artifact that the job keeps from now on
   * @throws SwitchyardError SY_ERR_STORE UNKNOWN_JOB; TRANSITION where the new state may not follow
   */
  advance(id: string, state: JobState, detail: string, at: number, result?: string): JobRecord {
    return this.atomically(() => {
      const job = this.job(id);
      if (job.state === state) return job;
      if (!mayFollow(job.state, state)) {
        throw storeError('TRANSITION', `the job is ${job.state} and cannot become ${state}`);
      }
      this.addTransition(id, { number: job.changes + 1, state, at, detail });
      if (result !== undefined) this.use(id, result, 'result');
      if (isFinal(state)) {
        this.database.prepare(`DELETE FROM uses WHERE job = ? AND kind = 'shard'`).run(id);
        this.database.prepare('DELETE FROM shards WHERE job = ?').run(id);
      }
      return this.job(id);
    });
  }

  /** @throws SwitchyardError SY_ERR_STORE UNKNOWN_JOB */
  job(id: string): JobRecord {
    const found = this.database.prepare<[string], JobRecord>(`${JOB} WHERE jobs.id = ?`).get(id);
    if (!found) throw storeError('UNKNOWN_JOB', 'there is no such job');
    return found;
  }

  /** The latest jobs first. */
  list({ owner, state, before, limit }: JobFilter): JobRecord[] {
    const filter = { owner: owner ?? null, state: state ?? null, before: before ?? null, limit };
    return this.database
      .prepare<unknown[], JobRecord>(
        `${JOB} WHERE (:owner IS NULL OR owner = :owner) AND (:state IS NULL OR jobs.state = :state)
           AND (:before IS NULL OR jobs.place < :before) ORDER BY jobs.place DESC LIMIT :limit`,
      )
      .all(filter);
  }

  /** All jobs that are not finished, in the order in which they came. */
  unfinished(): JobRecord[] {
    return this.database.prepare<[], JobRecord>(`${JOB} WHERE jobs.${UNFINISHED} ORDER BY jobs.place`).all();
  }

  /** All changes of a job's state, in order. */
  history(id: string): TransitionRecord[] {
    return this.database
      .prepare<[string], TransitionRecord>(
        'SELECT number, state, at, detail FROM transitions WHERE job = ? ORDER BY number',
      )
      .all(id);
  }

  /**
   * Writes down which artifact has the proof of a shard. One that is named already is replaced.
   *
   * @throws SwitchyardError SY_ERR_STORE UNKNOWN_JOB; TRANSITION where the job is not being proven
   */
  keepShard(id: string, position: number, artifact: string): void {
    this.atomically(() => {
      const { state } = this.job(id);
      if (state !== 'proving')
        throw storeError('TRANSITION', `the job is ${state}, its shards are not wanted`);
      this.database
        .prepare('INSERT OR REPLACE INTO shards (job, position, artifact) VALUES (?, ?, ?)')
        .run(id, position, artifact);
      this.use(id, artifact, 'shard');
    });
  }

  /** The shards of a job that are proven. */
  shards(id: string): ShardRecord[] {
    return this.database
      .prepare<[string], ShardRecord>('SELECT position, artifact FROM shards WHERE job = ? ORDER BY position')
      .all(id);
  }

  note(id: string, kind: string, text: string, at: number): void {
    this.database
      .prepare('INSERT INTO notes (job, at, kind, text) VALUES (?, ?, ?, ?)')
      .run(id, at, kind, text);
  }

  /** The latest notes on a job, in the order in which they were made. */
  notes(id: string, limit: number): NoteRecord[] {
    return this.database
      .prepare<[string, number], NoteRecord>(
        'SELECT at, kind, text FROM notes WHERE job = ? ORDER BY place DESC LIMIT ?',
      )
      .all(id, limit)
      .reverse();
  }

  /** Artifacts that some job needs. */
  usedArtifacts(): string[] {
    return this.database
      .prepare<[], { artifact: string }>('SELECT DISTINCT artifact FROM uses')
      .all()
      .map(({ artifact }) => artifact);
  }

  /** Forgets jobs that were finished before a time, some of them at a time; returns how many. */
  forget(finishedBefore: number): number {
    return this.atomically(() => {
      const old = this.database
        .prepare<[number, number], { id: string }>(
          `SELECT id FROM jobs WHERE NOT (${UNFINISHED}) AND changedAt < ? ORDER BY place LIMIT ?`,
        )
        .all(finishedBefore, MOST_FORGOTTEN);
      for (const { id } of old) {
        this.database.prepare('DELETE FROM jobs WHERE id = ?').run(id);
        for (const table of ['transitions', 'shards', 'notes', 'uses']) {
          this.database.prepare(`DELETE FROM ${table} WHERE job = ?`).run(id);
        }
      }
      return old.length;
    });
  }

  /** Says whether the database can be read. */
  ping(): boolean {
    return this.database.prepare('SELECT COUNT(*) FROM (SELECT 1 FROM jobs LIMIT 1)').get() !== undefined;
  }

  /**
   * Whether transactions from now on are on disk once they return. Otherwise a power loss may undo the latest, in their
   * order; the next one that is on disk takes all before with it.
   */
  setDurable(isDurable: boolean): void {
    if (this.isDurable === isDurable) return;
    this.database.pragma(`synchronous = ${isDurable ? 'FULL' : 'NORMAL'}`);
    this.isDurable = isDurable;
  }

  /**
   * Carries out several orders in one transaction, which is on disk once this returns. An order that throws undoes what
   * it has done itself, and nothing else.
   *
   * @throws what makes the whole transaction impossible, such as a full disk: then none has been carried out
   */
  together<T>(orders: () => T): T {
    return this.atomically(() => {
      const result = orders();
      if (!this.database.inTransaction) throw storeError('DISK', 'the transaction was broken off');
      return result;
    });
  }

  close(): void {
    this.database.close();
  }

  private prepareSchema(file: string): void {
    const version = this.database.pragma('user_version', { simple: true });
    if (version === SCHEMA_VERSION) return;
    if (version !== 0) throw storeError('VERSION', `${file} has version ${String(version)} of the tables`);
    this.database.exec(SCHEMA);
    this.database.pragma(`user_version = ${SCHEMA_VERSION}`);
  }

  private countUnfinished(owner: string): number {
    return this.database
      .prepare<[string], { count: number }>(
        `SELECT COUNT(*) AS count FROM jobs WHERE owner = ? AND ${UNFINISHED}`,
      )
      .get(owner)!.count;
  }

  private addTransition(id: string, { number, state, at, detail }: TransitionRecord): void {
    this.database
      .prepare('INSERT INTO transitions (job, number, state, at, detail) VALUES (?, ?, ?, ?, ?)')
      .run(id, number, state, at, detail);
  }

  private use(id: string, artifact: string, kind: 'need' | 'shard' | 'result'): void {
    this.database
      .prepare('INSERT OR IGNORE INTO uses (job, artifact, kind) VALUES (?, ?, ?)')
      .run(id, artifact, kind);
  }

  /** All or nothing. The lock is taken at once, not when the first write finds that it is needed. */
  private atomically<T>(action: () => T): T {
    return this.database.transaction(action).immediate();
  }
}

function guarded<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw fromSystem(error, file);
  }
}
