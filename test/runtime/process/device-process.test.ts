import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import { Device, type SwitchyardError } from '../../../host/runtime/index.js';
import { repositoryFile } from '../../support/repository.js';
import { childProcesses, faultFile, faultsLeft, memoryFiles, openFaulty, until } from './faulty.js';

const ROWS = 2 ** 15;
const COLUMNS = 24;
const WORDS = Uint32Array.from({ length: ROWS * COLUMNS }, (_, i) => (i * 2654435761) % koalaBear.p);

/** Work of several kinds, with bulk data both ways. */
async function work(device: Device, deadlineSeconds?: number) {
  const segment = device.segment();
  const matrix = segment.upload(WORDS, { field: 'koalabear', rows: ROWS, columns: COLUMNS });
  const lde = segment.lde(matrix, { logBlowup: 1, shift: koalaBear.toMontgomery(3) });
  const { tree, cap } = segment.commit([lde], { hashSet: 'p2-24-16', capHeight: 2 });
  const rows = segment.download(lde, { firstRow: 7, rows: ROWS });
  segment.free(matrix, lde, tree);
  const outcome = await segment.submit(deadlineSeconds === undefined ? {} : { deadlineSeconds });
  return { cap: outcome.get(cap), rows: outcome.get(rows) };
}

async function failureOf(action: () => Promise<unknown>): Promise<SwitchyardError> {
  try {
    await action();
  } catch (error) {
    return error as SwitchyardError;
  }
  throw new Error('it succeeded');
}

test.serial('a device in a process of its own does what one of this process does', async (t) => {
  await using device = await openFaulty(faultFile());
  await using cpu = Device.open('cpu0', { threads: 1 });
  t.not(device.pid, process.pid);
  const [there, here] = await Promise.all([work(device), work(cpu)]);
  t.deepEqual(there, here);
  t.deepEqual(device.ops, cpu.ops);
  t.like(device.state(), { liveHandles: 0, usedBytes: 0, pendingSegments: 0 });
});

for (const [kind, code] of [
  ['memory', 'SY_ERR_MEMORY'],
  ['error', 'SY_ERR_DEVICE'],
  // Nobody has cancelled it.
  ['cancelled', 'SY_ERR_DEVICE'],
] as const) {
  test.serial(`a device that answers with ${kind} goes on, and the fault is used up`, async (t) => {
    const file = faultFile(`${kind} commit 1`);
    await using device = await openFaulty(file);
    const error = await failureOf(() => work(device));
    t.like(error, { code, device: 'faulty0', op: 'commit' });
    t.deepEqual(faultsLeft(file), []);
    t.is((await work(device)).cap.length, 4);
  });
}

for (const [kind, how] of [
  ['abort', /ended by SIGABRT; it said last: the device was told to abort/],
  ['exit', /ended with code 7/],
  ['segv', /ended by SIGSEGV/],
] as const) {
  test.serial(`a device whose process meets with ${kind} is lost, and nothing else`, async (t) => {
    await using device = await openFaulty(faultFile(`${kind} lde 1`));
    let told: SwitchyardError | undefined;
    device.onLost((error) => (told = error));
    const error = await failureOf(() => work(device));
    t.like(error, { code: 'SY_ERR_LOST', device: 'faulty0' });
    t.regex(error.message, how);
    t.is(told, error);
    t.is((await failureOf(() => work(device))).code, 'SY_ERR_LOST');
  });
}

test.serial('a device whose process says what no device would is lost, and nothing else', async (t) => {
  await using device = await openFaulty(faultFile('garbage lde 1', 'hang commit 1'));
  const error = await failureOf(() => work(device));
  t.is(error.code, 'SY_ERR_LOST');
  t.regex(
    error.message,
    /it sends (a message of \d+ bytes|what is no message), and its process was ended by SIGKILL/,
  );
});

test.serial('a segment that hangs costs its device at the deadline', async (t) => {
  await using device = await openFaulty(faultFile('hang commit 1'));
  const error = await failureOf(() => work(device, 0.5));
  t.is(error.code, 'SY_ERR_LOST');
  t.regex(error.message, /not finished a segment in 0\.5 s/);
});

test.serial('a segment that waits for another on its queue is not overdue', async (t) => {
  await using device = await openFaulty(faultFile('slow lde 1 30'));
  const first = work(device);
  const segment = device.segment();
  segment.free(segment.random({ field: 'koalabear', rows: 4, columns: 4, seed: 1 }));
  await t.notThrowsAsync(segment.submit({ deadlineSeconds: 0.2 }));
  await t.notThrowsAsync(first);
});

test.serial('a process that says nothing for long is taken for hung', async (t) => {
  await using device = await openFaulty(faultFile('hang commit 1'), {
    process: { silenceMilliseconds: 500 },
  });
  const failed = failureOf(() => work(device));
  process.kill(device.pid!, 'SIGSTOP');
  const error = await failed;
  t.is(error.code, 'SY_ERR_LOST');
  t.regex(error.message, /said nothing/);
});

test.serial('a device is not taken for hung because this process was', async (t) => {
  await using device = await openFaulty(faultFile(), {
    process: { silenceMilliseconds: 300, heartbeatMilliseconds: 50 },
  });
  const working = work(device, 0.4);
  // Both the watchdog's and the segment's time pass.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  await t.notThrowsAsync(working);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await t.notThrowsAsync(work(device));
});

test.serial('a process that no signal ends is given up', async (t) => {
  const device = await openFaulty(faultFile('hang upload 1'));
  const kill = process.kill.bind(process);
  const pid = device.pid!;
  process.kill = () => true;
  try {
    const error = await failureOf(() => work(device, 0.2));
    t.is(error.code, 'SY_ERR_LOST');
    t.regex(error.message, /has not finished a segment in 0\.2 s, and its process does not end/);
    await device.close();
  } finally {
    process.kill = kill;
    process.kill(-pid, 'SIGKILL');
  }
});

test.serial('a process that cannot be started for want of descriptors fails alone', async (t) => {
  const script = repositoryFile('dist/test/runtime/process/few-descriptors.js');
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    'ulimit -n 96; exec "$0" "$1"',
    process.execPath,
    script,
  ]);
  const told = stdout.trim().split('\n');
  t.is(told.length, 4);
  for (const line of told) t.regex(line, /^(SY_ERR_LOST|SY_ERR_DEVICE|SY_ERR_MEMORY|opened)/);
  t.true(
    told.some((line) => line.includes('EMFILE')),
    stdout,
  );
});

test.serial('a process that is killed, idle or at work, is a device lost', async (t) => {
  const idle = await openFaulty(faultFile());
  const told: SwitchyardError[] = [];
  idle.onLost((error) => told.push(error));
  process.kill(idle.pid!, 'SIGKILL');
  await until(() => told.length > 0);
  t.is(told[0].code, 'SY_ERR_LOST');
  await idle.close();

  const busy = await openFaulty(faultFile('hang lde 1'));
  const failed = failureOf(() => work(busy));
  process.kill(busy.pid!, 'SIGKILL');
  t.is((await failed).code, 'SY_ERR_LOST');
  await busy.close();
});

test.serial('a device that cannot be opened says why', async (t) => {
  const options = (file: string) => failureOf(() => openFaulty(file));
  t.regex((await options(faultFile('nonsense'))).message, /'nonsense' in .* is no fault/);
  const absent = await failureOf(() => Device.openAnywhere('faulty99'));
  t.like(absent, { code: 'SY_ERR_DEVICE', device: 'faulty99' });
  t.regex(absent.message, /no device 99/);
  const unbuilt = await failureOf(() => Device.openAnywhere('nosuch0'));
  t.regex(unbuilt.message, /plugin is not built/);
});

test.serial('more than the arena holds is a failure of memory, and takes nothing', async (t) => {
  await using device = await openFaulty(faultFile(), { process: { arenaBytes: 2 ** 16 } });
  t.is((await failureOf(() => work(device))).code, 'SY_ERR_MEMORY');
  const segment = device.segment();
  segment.free(segment.upload(new Uint32Array(16), { field: 'koalabear', rows: 4, columns: 4 }));
  await segment.submit();
  t.is(device.state().liveHandles, 0);
});

test.serial('opening, failing and closing leaves no process, no memory file and no mapping', async (t) => {
  const before = { children: childProcesses().length, ...memoryFiles() };
  for (const fault of ['abort lde 1', 'exit commit 1', 'hang commit 1', 'error lde 1', 'memory lde 1']) {
    const device = await openFaulty(faultFile(fault));
    await failureOf(() => work(device, 0.3));
    await device.close();
  }
  for (let i = 0; i < 3; i++) {
    const device = await openFaulty(faultFile());
    await work(device);
    await device.close();
  }
  await until(() => childProcesses().length <= before.children);
  t.deepEqual({ children: childProcesses().length, ...memoryFiles() }, before);
});

test.serial('a parent that is killed leaves no process behind', async (t) => {
  const script = repositoryFile('dist/test/runtime/process/killed-parent.js');
  const error = await failureOf(() => promisify(execFile)(process.execPath, [script]));
  const { stdout, signal } = error as unknown as { stdout: string; signal: string };
  t.is(signal, 'SIGKILL');
  const child = Number(stdout);
  t.true(child > 1);
  const isThere = () => {
    try {
      process.kill(child, 0);
      return true;
    } catch {
      return false;
    }
  };
  await until(() => !isThere());
  t.false(isThere());
});
