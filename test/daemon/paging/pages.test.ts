import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import test from 'ava';
import type { JobNews } from '../../../host/daemon/engine/index.js';
import {
  DevicePages,
  DiskPages,
  JobPages,
  PageDesk,
  tellStoreError,
} from '../../../host/daemon/paging/index.js';
import { JobStore, storeError } from '../../../host/daemon/store/index.js';
import type { Condition, ConditionKey, RaiseOptions } from '../../../host/telemetry/index.js';
import { FAKE_DEVICE } from '../fake-workshop.js';
import { fakeDaemon } from '../fake-daemon.js';
import { inSeconds, submit, until } from '../fake-jobs.js';
import { temporaryFolder } from '../../cli/support.js';
import { pageReceiver, type Received } from '../../support/page-receiver.js';

/** What lasts, by name and device. */
function desk() {
  const lasting = new Map<string, Condition & { readonly options: RaiseOptions | undefined }>();
  const keyOf = ({ name, labels }: ConditionKey) => [name, labels.device].filter(Boolean).join(' ');
  const pager = {
    raise: (condition: Condition, options?: RaiseOptions) =>
      void lasting.set(keyOf(condition), { ...condition, options }),
    clear: (condition: ConditionKey) => void lasting.delete(keyOf(condition)),
  };
  return { lasting, desk: new PageDesk(pager, () => ({ runbooks: 'https://wiki.example/' })) };
}

function news(change: Partial<JobNews> = {}): JobNews {
  const now = Date.now() / 1000;
  return {
    ...{
      id: 'job-1',
      owner: 'alice',
      state: 'accepted',
      submittedAt: now,
      changedAt: now,
      deadline: now + 3600,
    },
    ...{ request: {} as JobNews['request'], promise: undefined, predictedFinish: undefined, isLate: false },
    ...{ cycles: 1, shards: 1, shardsDone: 0, ...change },
  };
}

test('jobs at risk are one page, which lasts as long as there is one', (t) => {
  const { lasting, desk: pages } = desk();
  const jobs = new JobPages(pages);
  jobs.onLate(news({ isLate: true }));
  jobs.onLate(news({ id: 'job-2', isLate: true }));
  t.like(lasting.get('SwitchyardDeadlineAtRisk'), {
    summary: '2 accepted jobs are predicted to be late',
    description: 'the first is job-1 of alice',
    severity: 'critical',
    runbook: 'https://wiki.example/SwitchyardDeadlineAtRisk.md',
  });
  jobs.onLate(news({ isLate: false }));
  t.is(lasting.get('SwitchyardDeadlineAtRisk')!.summary, '1 accepted job is predicted to be late');
  jobs.onChange(news({ id: 'job-2', state: 'cancelled' }), 'proving');
  t.is(lasting.size, 0);
});

test('a missed deadline is told of whether the job is done or given up, but only if it was promised', (t) => {
  const past = Date.now() / 1000 - 10;
  for (const [state, from, isTold] of [
    ['done', 'proving', true],
    ['failed', 'accepted', true],
    ['cancelled', 'proving', false],
    ['refused', 'sizing', false],
    ['failed', 'sizing', false],
  ] as const) {
    const { lasting, desk: pages } = desk();
    new JobPages(pages).onChange(news({ state, deadline: past }), from);
    t.is(lasting.has('SwitchyardDeadlineMissed'), isTold, `${from} to ${state}`);
    if (isTold)
      t.regex(lasting.get('SwitchyardDeadlineMissed')!.description!, /ended 1\d s after its deadline/);
  }
  const { lasting, desk: pages } = desk();
  new JobPages(pages).onChange(news({ state: 'done' }), 'proving');
  t.is(lasting.size, 0);
});

test('a deadline that passes while nothing happens is told of', async (t) => {
  const { lasting, desk: pages } = desk();
  const jobs = new JobPages(pages);
  const soon = Date.now() / 1000 + 0.1;
  jobs.onBegin(news({ state: 'proving', deadline: soon }));
  jobs.onBegin(news({ id: 'job-2', state: 'sizing', deadline: soon }));
  jobs.onBegin(news({ id: 'job-3', deadline: soon }));
  jobs.onChange(news({ id: 'job-3', state: 'done', deadline: soon, changedAt: soon - 0.05 }), 'proving');
  while (!lasting.has('SwitchyardDeadlineMissed')) await sleep(10);
  t.regex(lasting.get('SwitchyardDeadlineMissed')!.description!, /^job job-1 of alice is not done/);
});

test('failures count that are the fault of the server, from three within a quarter of an hour', (t) => {
  const { lasting, desk: pages } = desk();
  const jobs = new JobPages(pages);
  const fail = (code: string) => jobs.onFailure(news(), { code, message: 'no', remedy: 'none' });
  for (let i = 0; i < 5; i++) fail('SY_ERR_GUEST');
  fail('SY_ERR_DEVICE');
  fail('INTERNAL');
  t.is(lasting.size, 0);
  fail('SY_ERR_DEVICE');
  t.like(lasting.get('SwitchyardJobsFailing'), { options: { forSeconds: 900 } });
});

test('a store that fails is told of at once', (t) => {
  const { lasting, desk: pages } = desk();
  tellStoreError(pages, storeError('DISK', 'the disk does not answer'));
  t.is(lasting.get('SwitchyardStoreErrors')!.description, 'the disk does not answer');
});

test('a store tells of its troubles, but not of what is the fault of whoever asks', async (t) => {
  const store = await JobStore.open(path.join(temporaryFolder(), 'jobs.sqlite'));
  const told: string[] = [];
  store.listen((_error, check) => void told.push(check));
  await store.order('ping');
  await t.throwsAsync(() => store.order('job', 'nobody'));
  t.deepEqual(told, []);
  const { worker } = store as unknown as { readonly worker: Worker };
  await worker.terminate();
  await t.throwsAsync(() => store.order('ping'));
  t.deepEqual(told, ['DISK']);
});

test('a disk that does not even say how full it is is told of, and ends nothing', (t) => {
  const { lasting, desk: pages } = desk();
  const disk = new DiskPages(
    pages,
    {
      hasRoom: () => {
        throw new Error('EIO');
      },
    },
    1000,
  );
  disk.close();
  t.deepEqual([...lasting.keys()], ['SwitchyardStoreErrors']);
});

test('the disk is told of before it is full, and when it is, as long as that lasts', (t) => {
  const { lasting, desk: pages } = desk();
  let room = 1000;
  const disk = new DiskPages(pages, { hasRoom: (bytes) => bytes <= room }, 1000);
  t.is(lasting.size, 0);
  room = 50;
  disk.check();
  t.deepEqual([...lasting.keys()], ['SwitchyardDiskFilling']);
  room = -1;
  disk.check();
  t.deepEqual([...lasting.keys()].toSorted(), ['SwitchyardDiskFilling', 'SwitchyardDiskFull']);
  room = 1000;
  disk.check();
  t.is(lasting.size, 0);
  disk.close();
});

test('a device is told of that gives wrong data, stays away, or fails its canary proof', (t) => {
  const { lasting, desk: pages } = desk();
  const devices = new DevicePages(pages);
  devices.onState('x0', 'restarting', 'its process has ended');
  t.like(lasting.get('SwitchyardDeviceDown x0'), { options: { afterSeconds: 300 }, severity: 'critical' });
  devices.onState('x0', 'ready');
  devices.onState('x1', 'poisoned', 'it lied');
  devices.onState('x1', 'suspect');
  devices.onCanary('x1', 'the proof does not verify');
  t.deepEqual([...lasting.keys()], ['SwitchyardDevicePoisoned x1', 'SwitchyardCanaryFailing x1']);
  devices.onState('x1', 'ready');
  devices.onCanary('x1', undefined);
  t.is(lasting.size, 0);
});

const nameOf = ({ body }: Received) => {
  const { status, groupLabels } = body as { status: string; groupLabels: { alertname: string } };
  return `${groupLabels.alertname} ${status}`;
};

test('a daemon pages its targets for a job that is late, and for what its devices do', async (t) => {
  await using receiver = await pageReceiver(200);
  await using daemon = await fakeDaemon({
    paging: { targets: [{ kind: 'webhook', url: receiver.url }], server: 'prover', clearSeconds: 0.01 },
    deadlines: { late: 'continue' },
  });
  daemon.workshop.secondsPerShard = undefined;
  // Long enough for a busy machine to accept it in time.
  const { id } = await submit(daemon, 'slow shards 2', { deadline: inSeconds(5) });
  await until(daemon, id, ({ state }) => state === 'proving');
  await receiver.until(1);
  t.is(nameOf(receiver.received[0]), 'SwitchyardDeadlineMissed firing');
  t.like(receiver.received[0].body, { commonLabels: { instance: 'prover', severity: 'critical' } });
  daemon.workshop.release();
  await daemon.client('alice').wait(id);
  daemon.workshop.listeners.onDevice({ device: FAKE_DEVICE, kind: 'poisoned', reason: 'it lied' });
  while (!receiver.received.some((page) => nameOf(page) === 'SwitchyardDevicePoisoned firing'))
    await sleep(10);
  daemon.workshop.listeners.onDevice({ device: FAKE_DEVICE, kind: 'returned' });
  while (!receiver.received.some((page) => nameOf(page) === 'SwitchyardDevicePoisoned resolved'))
    await sleep(10);
  t.pass();
});
