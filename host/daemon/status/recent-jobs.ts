import { comparePromise, promiseOf, type ChangeDetail } from '../engine/index.js';
import type { JobRequest } from '../api/index.js';
import type { JobStore } from '../store/index.js';
import type { FinishedJob } from './job-log.js';

const MOST = 20;

/** Proofs that were made before the daemon has started, the latest first. @throws SwitchyardError SY_ERR_STORE */
export async function recentJobs(store: JobStore): Promise<FinishedJob[]> {
  const records = await store.order('list', { state: 'done', limit: MOST });
  const jobs = await Promise.all(
    records.map(async ({ id, owner, state, request, changedAt }): Promise<FinishedJob> => {
      const { program, deadline } = JSON.parse(request) as JobRequest;
      const history = await store.order('history', id);
      const changes = history.map(({ detail, ...change }) => ({
        ...{ ...(JSON.parse(detail) as ChangeDetail), ...change },
      }));
      const accepted = changes.find((change) => change.state === 'accepted');
      const { cycles, shards } = changes.find((change) => change.state === 'done') ?? {};
      return {
        ...{ id, owner, program, state, finishedAt: changedAt, cycles, shards },
        deadline: deadline === undefined ? undefined : Date.parse(deadline) / 1000,
        ...comparePromise(promiseOf(changes), accepted?.at, changedAt),
      };
    }),
  );
  return jobs.sort((a, b) => b.finishedAt - a.finishedAt);
}
