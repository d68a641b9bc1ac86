import { FINAL_STATES } from './job-state.js';

/** Of the tables below; another version is not opened. */
export const SCHEMA_VERSION = 1;

const FINAL = FINAL_STATES.map((state) => `'${state}'`).join(', ');

/**
 * What is kept of jobs. Changes of state are rows of `transitions`, which are only ever added; a job's row repeats the
 * last of them, so that jobs are found by their state. `uses` says which artifacts may not be collected.
 */
export const SCHEMA = `
CREATE TABLE jobs (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  idempotencyKey TEXT,
  requestDigest TEXT NOT NULL,
  request TEXT NOT NULL,
  submittedAt REAL NOT NULL,
  state TEXT NOT NULL DEFAULT 'submitted',
  changes INTEGER NOT NULL DEFAULT 0,
  changedAt REAL NOT NULL DEFAULT 0,
  UNIQUE (owner, idempotencyKey)
) STRICT;
CREATE INDEX jobsUnfinished ON jobs (place) WHERE state NOT IN (${FINAL});
CREATE INDEX jobsByOwner ON jobs (owner, place);

CREATE TABLE transitions (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  job TEXT NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL,
  at REAL NOT NULL,
  detail TEXT NOT NULL,
  UNIQUE (job, number)
) STRICT;
CREATE TRIGGER transitionApplies AFTER INSERT ON transitions BEGIN
  UPDATE jobs SET state = NEW.state, changes = NEW.number, changedAt = NEW.at WHERE id = NEW.job;
END;
CREATE TRIGGER transitionsStay BEFORE UPDATE ON transitions BEGIN
  SELECT RAISE (ABORT, 'transitions do not change');
END;
CREATE TRIGGER transitionsAreKept BEFORE DELETE ON transitions
WHEN EXISTS (SELECT 1 FROM jobs WHERE id = OLD.job) BEGIN
  SELECT RAISE (ABORT, 'transitions of a job are kept as long as the job');
END;

CREATE TABLE shards (
  job TEXT NOT NULL,
  position INTEGER NOT NULL,
  artifact TEXT NOT NULL,
  PRIMARY KEY (job, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  job TEXT NOT NULL,
  at REAL NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX notesByJob ON notes (job, place);

CREATE TABLE uses (
  job TEXT NOT NULL,
  artifact TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (job, artifact, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX usesByArtifact ON uses (artifact);
`;
