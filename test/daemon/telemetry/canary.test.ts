import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { fakeDaemon, type ConfigChange, type FakeDaemon } from '../fake-daemon.js';
import { fakeProgram, FakeWorkshop } from '../fake-workshop.js';
import { temporaryFolder } from '../../cli/support.js';
import { scrape, scrapeUntil } from './scrape.js';

/** A daemon that has its device prove something every hour, or as is said. */
async function canaryDaemon(
  canary: NonNullable<ConfigChange['telemetry']>['canary'] = {},
  change: (workshop: FakeWorkshop) => void = () => undefined,
): Promise<FakeDaemon> {
  const workshop = new FakeWorkshop();
  change(workshop);
  const telemetry = { canary: { seconds: 3600, freshSeconds: 7200, ...canary } };
  return await fakeDaemon({ telemetry }, temporaryFolder(), workshop);
}

interface Ready {
  readonly status: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly devices: readonly { readonly canProve: boolean; readonly missing: string | null }[];
}

async function ready({ url }: FakeDaemon): Promise<{ readonly code: number; readonly body: Ready }> {
  const response = await fetch(new URL('/readyz', url));
  return { code: response.status, body: (await response.json()) as Ready };
}

async function untilReady(daemon: FakeDaemon, code: number) {
  for (;;) {
    const answer = await ready(daemon);
    if (answer.code === code) return answer;
    await sleep(10);
  }
}

const NAMES = ['canary_up', 'canary_last_success_timestamp_seconds', 'canary_seconds_count'];

test('a device proves a canary before it counts as able to prove', async (t) => {
  await using daemon = await canaryDaemon();
  const { body } = await untilReady(daemon, 200);
  t.like(body, { status: 'ready', storage: 'ok', devices: [{ id: 'fake0', canProve: true, missing: null }] });
  t.deepEqual(daemon.workshop.heldTo, ['fake0']);
  const told = await scrape(daemon, ...NAMES);
  t.is(told['canary_up{device="fake0"}'], 1);
  t.is(told['canary_seconds_count{device="fake0"}'], 1);
  const age = Date.now() / 1000 - told['canary_last_success_timestamp_seconds{device="fake0"}'];
  t.true(age >= 0 && age < 300);
});

test('a device that fails at its canary cannot prove, until it does not fail at another', async (t) => {
  await using daemon = await canaryDaemon({ seconds: 0.05, freshSeconds: 100 }, (workshop) => {
    workshop.failsHeld = true;
  });
  await scrapeUntil(daemon, NAMES, (told) => told['canary_up{device="fake0"}'] === 0);
  const { code, body } = await ready(daemon);
  t.is(code, 503);
  t.like(body, { status: 'unready', devices: [{ canProve: false, missing: 'its last canary failed' }] });
  t.is(body.error?.code, 'UNREADY');
  t.regex(body.error?.message ?? '', /fake0: its last canary failed/);
  t.true(daemon.lines.some((line) => line.includes('could not prove a canary')));
  daemon.workshop.failsHeld = false;
  await untilReady(daemon, 200);
  t.is((await scrape(daemon, ...NAMES))['canary_up{device="fake0"}'], 1);
});

test('a device that is away cannot prove, and gets no canary', async (t) => {
  await using daemon = await canaryDaemon({}, ({ device }) => {
    device.state = 'lost';
  });
  const { code, body } = await ready(daemon);
  t.is(code, 503);
  t.is(body.devices[0].missing, 'it is lost');
  t.deepEqual(daemon.workshop.heldTo, []);
});

test('a canary waits until the lane is idle, and what proves jobs needs none', async (t) => {
  await using daemon = await canaryDaemon({ seconds: 0.05, freshSeconds: 7200 }, ({ device }) => {
    device.isIdle = false;
  });
  t.is((await ready(daemon)).body.devices[0].missing, 'it has proven nothing yet');
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('shards 2'));
  await alice.wait((await alice.submit({ program })).id);
  t.is((await ready(daemon)).code, 200);
  t.deepEqual(daemon.workshop.heldTo, []);
  const told = await scrape(daemon, ...NAMES);
  t.deepEqual(Object.keys(told), ['canary_last_success_timestamp_seconds{device="fake0"}']);
});

test('after an error of a device its shards say nothing, for others may have helped: a canary does', async (t) => {
  await using daemon = await canaryDaemon({ seconds: 0.05, freshSeconds: 7200 }, ({ device }) => {
    device.isIdle = false;
  });
  const { listeners, device, heldTo } = daemon.workshop;
  listeners.onFault('fake0', 'SY_ERR_DEVICE', {});
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('shards 2'));
  await alice.wait((await alice.submit({ program })).id);
  t.is((await ready(daemon)).body.devices[0].missing, 'it has proven nothing yet');
  device.isIdle = true;
  await untilReady(daemon, 200);
  t.true(heldTo.length > 0);
});

test('a device that has proven nothing for too long does not count', async (t) => {
  await using daemon = await canaryDaemon({ seconds: 0.05, freshSeconds: 0.06 });
  await untilReady(daemon, 200);
  daemon.workshop.device.isIdle = false;
  const { body } = await untilReady(daemon, 503);
  t.regex(body.devices[0].missing ?? '', /^it has proven nothing for \d+ s$/);
});

test('a canary that takes too long has failed', async (t) => {
  await using daemon = await canaryDaemon({ timeoutSeconds: 0.05 }, (workshop) => {
    workshop.hangsHeld = 'working';
  });
  await scrapeUntil(daemon, NAMES, (told) => told['canary_up{device="fake0"}'] === 0);
  t.true(daemon.lines.some((line) => line.includes('it was not proven within 0.05 s')));
});

test('a canary that gets no lane says nothing of its device', async (t) => {
  await using daemon = await canaryDaemon({ timeoutSeconds: 0.05 }, (workshop) => {
    workshop.hangsHeld = 'waiting';
  });
  while (!daemon.lines.some((line) => line.includes('no lane was free'))) await sleep(10);
  t.deepEqual(await scrape(daemon, ...NAMES), {});
  t.is((await ready(daemon)).body.devices[0].missing, 'it has proven nothing yet');
});

test('without canaries what is up counts as able to prove', async (t) => {
  await using daemon = await fakeDaemon();
  t.like(await ready(daemon), { code: 200, body: { status: 'ready' } });
  daemon.workshop.device.state = 'poisoned';
  t.is((await ready(daemon)).code, 503);
});

test('healthz asks the store', async (t) => {
  await using daemon = await fakeDaemon();
  const response = await fetch(new URL('/healthz', daemon.url));
  t.is(response.status, 200);
  t.deepEqual(await response.json(), { status: 'ok' });
});
