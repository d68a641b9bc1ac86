/**
 * Takes jobs through their states for ever, and says on standard output what is done once the store has said so. Tests
 * kill it at any moment.
 */
import { writeSync } from 'node:fs';
import { JobStore } from '../../../host/daemon/store/index.js';
import { submission } from './submissions.js';

const [file, name] = process.argv.slice(2);

function say(...words: (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`);
}

const store = await JobStore.open(file);
for (let i = 0; ; i++) {
  const id = `${name}-${i}`;
  await store.order('submit', submission(id, { idempotencyKey: id }));
  say(id, 'submitted');
  for (const state of ['sizing', 'accepted', 'proving'] as const) {
    await store.order('advance', id, state, '{}', i);
    say(id, state);
  }
  for (let shard = 0; shard < 3; shard++) {
    await store.order('keepShard', id, shard, `${id}/${shard}`);
    say(id, 'shard', shard);
  }
  await store.order('advance', id, 'done', '{}', i, `${id}/proof`);
  say(id, 'done');
}
