import path from 'node:path';
import test from 'ava';
import { JobStore } from '../../../host/daemon/store/index.js';
import { storeAnswers } from '../../../host/daemon/telemetry/health.js';
import { temporaryFolder } from '../../cli/support.js';

test('a store answers as long as its thread is there', async (t) => {
  const store = await JobStore.open(path.join(temporaryFolder(), 'jobs.sqlite'));
  t.true(await storeAnswers(store));
  await store[Symbol.asyncDispose]();
  t.false(await storeAnswers(store));
});

test('a store that does not answer is not waited for for ever', async (t) => {
  const silent = { order: () => new Promise<never>(() => undefined) } as unknown as JobStore;
  // Its own timer alone would not keep the process.
  const alive = setInterval(() => undefined, 1000);
  t.false(await storeAnswers(silent, 0.01));
  clearInterval(alive);
});
