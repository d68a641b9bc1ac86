import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { ArtifactFolder, artifactId, type ArtifactSystem } from '../../../host/daemon/artifacts/index.js';
import { SwitchyardError } from '../../../host/runtime/index.js';
import { temporaryFolder } from '../../cli/support.js';

const LIMITS = { maxBytes: 1000, minFreeBytes: 0, reservedBytes: 100 };

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

async function checkOf(action: Promise<unknown>): Promise<string | undefined> {
  const error = await action.then(
    () => undefined,
    (error: unknown) => error,
  );
  return error instanceof SwitchyardError && error.code === 'SY_ERR_STORE' ? error.check : undefined;
}

test('artifacts are named by their content and kept once', async (t) => {
  const folder = temporaryFolder();
  const artifacts = await ArtifactFolder.open(folder, LIMITS);
  const first = await artifacts.put(bytesOf('hello'));
  t.like(first, { id: artifactId(bytesOf('hello')), bytes: 5, isNew: true });
  const again = await artifacts.putStream([bytesOf('hel'), bytesOf('lo')], 'upload');
  t.like(again, { id: first.id, isNew: false });
  t.is(artifacts.bytes, 5);
  t.deepEqual(filesIn(folder), [first.id]);
  t.deepEqual(new Uint8Array(await artifacts.get(first.id)), bytesOf('hello'));
  t.is(await checkOf(artifacts.get(artifactId(bytesOf('other')))), 'ARTIFACT');
  t.is((await ArtifactFolder.open(folder, LIMITS)).bytes, 5);
});

test('no id leads out of the folder', async (t) => {
  const artifacts = await ArtifactFolder.open(temporaryFolder(), LIMITS);
  for (const id of ['../../etc/passwd', '..', '', 'a'.repeat(63) + '/', 'A'.repeat(64)]) {
    t.is(await checkOf(artifacts.get(id)), 'ARTIFACT', id);
  }
});

test('what is damaged on the disk is not given out, and can be put there again', async (t) => {
  const folder = temporaryFolder();
  const artifacts = await ArtifactFolder.open(folder, LIMITS);
  const { id } = await artifacts.put(bytesOf('hello'));
  const file = path.join(folder, id.slice(0, 2), id);
  for (const damaged of ['hellp', '', 'hello and more']) {
    writeFileSync(file, damaged);
    t.is(await checkOf(artifacts.get(id)), 'ARTIFACT');
    t.false(artifacts.has(id));
    await artifacts.put(bytesOf('hello'));
    t.is(readFileSync(file, 'utf8'), 'hello');
  }
});

test('what was not finished is gone after a restart', async (t) => {
  const folder = temporaryFolder();
  await ArtifactFolder.open(folder, LIMITS);
  mkdirSync(path.join(folder, 'unfinished'), { recursive: true });
  writeFileSync(path.join(folder, 'unfinished', 'x'), 'half');
  await ArtifactFolder.open(folder, LIMITS);
  t.deepEqual(filesIn(folder), []);
});

test('uploads leave room for the work on accepted jobs', async (t) => {
  const folder = temporaryFolder();
  const artifacts = await ArtifactFolder.open(folder, LIMITS);
  await artifacts.put(new Uint8Array(850), 'upload');
  t.is(await checkOf(artifacts.put(new Uint8Array(60), 'upload')), 'FULL');
  await artifacts.put(new Uint8Array(60), 'work');
  t.is(await checkOf(artifacts.put(new Uint8Array(91), 'work')), 'FULL');
  t.is(artifacts.bytes, 910);
  t.is(filesIn(folder).length, 2);
});

test('a disk that is full, or a sender that goes away, leaves nothing behind', async (t) => {
  const folder = temporaryFolder();
  let free = 1e9;
  let fails = true;
  const system: ArtifactSystem = {
    freeBytes: () => free,
    write: async (file, bytes) => {
      if (fails) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      await file.writeFile(bytes);
    },
  };
  const artifacts = await ArtifactFolder.open(folder, { ...LIMITS, minFreeBytes: 50 }, system);
  t.is(await checkOf(artifacts.put(bytesOf('hello'))), 'FULL');
  fails = false;
  free = 54;
  t.is(await checkOf(artifacts.put(bytesOf('hello'))), 'FULL');
  free = 1e9;
  async function* broken() {
    yield await Promise.resolve(bytesOf('hel'));
    throw new Error('gone');
  }
  await t.throwsAsync(artifacts.putStream(broken(), 'upload'), { message: 'gone' });
  t.is(artifacts.bytes, 0);
  t.deepEqual(filesIn(folder), []);
});

test('what jobs need, and what somebody holds, is not collected', async (t) => {
  const folder = temporaryFolder();
  const artifacts = await ArtifactFolder.open(folder, LIMITS);
  const kept = await Promise.all(['a', 'b', 'c', 'd'].map((text) => artifacts.put(bytesOf(text))));
  const [used, held, old, young] = kept;
  for (const { id } of [used, held, old]) utimesSync(path.join(folder, id.slice(0, 2), id), 100, 100);
  for (const one of [used, old, young]) one.release();
  const now = Date.now() / 1000;
  const request = { seconds: 3600, now, used: () => Promise.resolve(new Set([used.id])) };
  t.is(await artifacts.collect(request), 1);
  t.deepEqual(filesIn(folder).sort(), [used.id, held.id, young.id].sort());
  held.release();
  // A job may have come to need it after it was found that none does.
  const lateHolder = () => {
    artifacts.hold(held.id)();
    return Promise.resolve(new Set([used.id]));
  };
  t.is(await artifacts.collect({ ...request, used: lateHolder }), 0);
  t.is(await artifacts.collect(request), 1);
  t.deepEqual(filesIn(folder).sort(), [used.id, young.id].sort());
});

test('where uploads have no room the oldest go before their age', async (t) => {
  const folder = temporaryFolder();
  const artifacts = await ArtifactFolder.open(folder, LIMITS);
  const now = Date.now() / 1000;
  for (let i = 0; i < 3; i++) {
    const kept = await artifacts.put(new Uint8Array(320).fill(i));
    kept.release();
    const { id } = kept;
    utimesSync(path.join(folder, id.slice(0, 2), id), now - 100 + i, now - 100 + i);
  }
  t.false(artifacts.hasRoom(0, 'upload'));
  t.is(await artifacts.collect({ seconds: 3600, now, used: () => Promise.resolve(new Set()) }), 320);
  t.is(artifacts.bytes, 640);
});
