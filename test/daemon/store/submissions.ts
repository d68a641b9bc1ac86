import { JobDatabase } from '../../../host/daemon/store/job-database.js';
import type { JobSubmission } from '../../../host/daemon/store/index.js';

/** A job to write down, for tests. */
export function submission(id: string, more: Partial<JobSubmission> = {}): JobSubmission {
  return {
    ...{ id, owner: 'alice', requestDigest: `digest of ${id}`, request: '{}', at: 1000 },
    ...{ needs: [`program of ${id}`], mostUnfinished: 1000 },
    ...more,
  };
}

/** Opens a database, works on it and closes it. */
export function withDatabase<T>(file: string, action: (database: JobDatabase) => T): T {
  const database = new JobDatabase(file);
  try {
    return action(database);
  } finally {
    database.close();
  }
}
