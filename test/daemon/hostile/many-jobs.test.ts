import test from 'ava';
import { fakeDaemon } from '../fake-daemon.js';
import { fakeProgram } from '../fake-workshop.js';

test('only so many runs are counted at a time, and others wait', async (t) => {
  await using daemon = await fakeDaemon({ limits: { sizings: 2 } });
  const alice = daemon.client('alice');
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) {
    const { id: program } = await alice.uploadProgram(fakeProgram(`endless ${i}`));
    ids.push((await alice.submit({ program })).id);
  }
  const inState = async (state: 'sizing' | 'submitted') =>
    (await alice.list({ state })).jobs.map(({ id }) => id);
  while ((await inState('sizing')).length < 2) continue;
  t.is(daemon.workshop.sizings, 2);
  t.is((await inState('submitted')).length, 3);
  // Whoever has declared how much it takes need not wait for them.
  const { id: program } = await alice.uploadProgram(fakeProgram('shards 1'));
  const declared = await alice.submit({ program, cycleLimit: 100 });
  t.is((await alice.wait(declared.id)).state, 'done');
  const [first] = await inState('sizing');
  await alice.cancel(first);
  while (daemon.workshop.sizings < 3) await inState('sizing');
  t.is((await inState('sizing')).length, 2);
  t.is(daemon.workshop.sizings, 3);
});
