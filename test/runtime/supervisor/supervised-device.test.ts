import test from 'ava';
import {
  SupervisedDevice,
  type DeviceEvent,
  type SupervisorClock,
  type SupervisorOptions,
} from '../../../host/runtime/index.js';
import { BackOff } from '../../../host/runtime/supervisor/back-off.js';
import { faultFile, faultsLeft, faultyOptions, until } from '../process/faulty.js';

/** Time that passes when a test says so. */
class StillClock implements SupervisorClock {
  time = 0;
  private readonly waiting: { at: number; action: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(seconds: number, action: () => void): () => void {
    const entry = { at: this.time + seconds, action };
    this.waiting.push(entry);
    return () => {
      const at = this.waiting.indexOf(entry);
      if (at >= 0) this.waiting.splice(at, 1);
    };
  }

  pass(seconds: number): void {
    this.time += seconds;
    const due = this.waiting.filter(({ at }) => at <= this.time);
    for (const entry of due) this.waiting.splice(this.waiting.indexOf(entry), 1);
    for (const { action } of due) action();
  }
}

async function start(file: string, options: SupervisorOptions = {}) {
  const clock = new StillClock();
  const events: DeviceEvent[] = [];
  const onEvent = (event: DeviceEvent) => events.push(event);
  const open = faultyOptions(file);
  const supervised = await SupervisedDevice.start('faulty0', { open, onEvent, clock, ...options });
  const kinds = () => events.map(({ kind }) => kind);
  return { supervised, clock, events, kinds };
}

async function run(supervised: SupervisedDevice): Promise<unknown> {
  const segment = supervised.device!.segment();
  segment.free(segment.random({ field: 'koalabear', rows: 4, columns: 4, seed: 1 }));
  return await segment.submit().catch((error: unknown) => error);
}

test.serial(
  'a device whose process ends is started again after a pause, as another open device',
  async (t) => {
    const { clock, kinds, events, ...started } = await start(faultFile('exit random 1'));
    await using supervised = started.supervised;
    const first = supervised.device;
    t.is(supervised.status, 'ready');
    await run(supervised);
    await until(() => supervised.status === 'restarting');
    t.is(supervised.device, undefined);
    t.regex(supervised.reason!, /ended with code 7/);
    t.like(events.at(-1), { kind: 'waiting', seconds: 0.5 });
    clock.pass(0.4);
    t.is(supervised.status, 'restarting');
    clock.pass(0.2);
    await until(() => supervised.status === 'ready');
    t.not(supervised.device, first);
    t.true((await run(supervised)) instanceof Object);
    t.deepEqual(kinds(), ['starting', 'ready', 'lost', 'waiting', 'starting', 'ready']);
  },
);

test.serial('a device that is not trusted comes back once it has passed its trial', async (t) => {
  let trials = 0;
  const trial = () => (++trials < 2 ? Promise.reject(new Error('wrong again')) : Promise.resolve());
  const { clock, kinds, ...started } = await start(faultFile(), { trial });
  await using supervised = started.supervised;
  supervised.poison('a wrong cap');
  t.is(supervised.device, undefined);
  t.is(supervised.status, 'poisoned');
  await until(() => kinds().at(-1) === 'waiting');
  clock.pass(1);
  await until(() => kinds().filter((kind) => kind === 'waiting').length === 2);
  t.is(supervised.status, 'poisoned');
  clock.pass(2);
  await until(() => supervised.status === 'ready');
  t.deepEqual(kinds(), [
    ...['starting', 'ready', 'poisoned', 'waiting', 'starting', 'failed', 'waiting', 'starting', 'returned'],
  ]);
});

test.serial('a device found to have lied while it is started again is tested thoroughly first', async (t) => {
  const tried: string[] = [];
  const trial = () => Promise.resolve(void tried.push('trial'));
  const { clock, kinds, ...started } = await start(faultFile('exit random 1'), { trial });
  await using supervised = started.supervised;
  await run(supervised);
  await until(() => kinds().at(-1) === 'waiting');
  clock.pass(1);
  supervised.poison('a proof of before');
  await until(() => kinds().at(-1) === 'waiting');
  t.is(supervised.device, undefined);
  t.deepEqual(tried, []);
  clock.pass(2);
  await until(() => supervised.status === 'ready');
  t.deepEqual(tried, ['trial']);
  t.deepEqual(kinds().slice(4), [...['starting', 'poisoned', 'failed', 'waiting', 'starting', 'returned']]);
});

test.serial('a device that fails on after an error is started again, one that recovers is not', async (t) => {
  // Its self-test at the start has three commits, so that the fourth is the segment's.
  for (const [lines, isRestarted] of [
    [['error commit 4'], false],
    [['error commit 4', 'error commit 5'], true],
    [['memory commit 5'], false],
  ] as const) {
    const file = faultFile(...lines);
    const { clock, kinds, events, ...started } = await start(file);
    await using supervised = started.supervised;
    const first = supervised.device!;
    const segment = first.segment();
    const matrix = segment.random({ field: 'koalabear', rows: 4, columns: 4, seed: 1 });
    segment.commit([matrix], { hashSet: 'p2-24-16', capHeight: 0 });
    await segment.submit().catch(() => undefined);
    supervised.suspect('a kernel failed');
    supervised.suspect('twice at once is once');
    await until(() => faultsLeft(file).length === 0);
    if (isRestarted) {
      await until(() => kinds().at(-1) === 'waiting');
      t.regex(
        events.find(({ kind }) => kind === 'lost')!.reason!,
        /it fails since an error: a kernel failed/,
      );
      clock.pass(1);
      await until(() => supervised.status === 'ready');
      t.not(supervised.device, first);
    } else {
      const after = first.segment();
      after.random({ field: 'koalabear', rows: 4, columns: 4, seed: 1 });
      await after.submit();
      t.is(supervised.device, first);
    }
  }
});

test.serial('a device that answers wrongly after an error is not trusted', async (t) => {
  const { kinds, ...started } = await start(faultFile('wrong commit 4'));
  await using supervised = started.supervised;
  supervised.suspect('a kernel failed');
  await until(() => kinds().includes('poisoned'));
  t.is(supervised.device, undefined);
});

test.serial('a device that fails its self-test is not started', async (t) => {
  for (const op of ['upload', 'lde', 'commit', 'open', 'evaluate', 'fold', 'download']) {
    const error = await t.throwsAsync(start(faultFile(`wrong ${op} 1`)));
    t.regex(error.message, /fails its self-test/, op);
  }
});

test('pauses double up to a minute, and start over after two minutes of health', (t) => {
  const backOff = new BackOff();
  const pauses = Array.from({ length: 9 }, () => backOff.failed(0));
  t.deepEqual(pauses, [0.5, 1, 2, 4, 8, 16, 32, 60, 60]);
  backOff.healthy(100);
  t.is(backOff.failed(219), 60);
  backOff.healthy(300);
  t.is(backOff.failed(420), 0.5);
});
