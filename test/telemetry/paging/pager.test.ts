import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import {
  PageLedger,
  pagerDutyTarget,
  Pager,
  webhookTarget,
  type Condition,
  type PageResult,
  type PagerSettings,
  type PageTarget,
} from '../../../host/telemetry/index.js';
import { temporaryFolder } from '../../cli/support.js';
import { pageReceiver, type Received } from '../../support/page-receiver.js';

const DOWN: Condition = {
  ...{ name: 'Down', labels: { device: 'x0' }, severity: 'critical' },
  ...{ summary: 'x0 is down', runbook: 'docs/runbooks/Down.md' },
};

function record() {
  const lines: string[] = [];
  const results: (readonly [string, PageResult])[] = [];
  const say = (fields: object, text: string) => void lines.push(JSON.stringify({ ...fields, text }));
  return {
    ...{ lines, results, log: { info: say, warn: say, error: say } },
    onResult: (target: string, result: PageResult) => void results.push([target, result]),
    /** Waits until a line has a text. */
    said: async (text: string) => {
      while (!lines.some((line) => line.includes(text))) await sleep(5);
    },
  };
}

function settings(targets: readonly PageTarget[], change: Partial<PagerSettings> = {}): PagerSettings {
  return {
    ...{ targets, source: { name: 'prover', link: undefined }, repeatSeconds: 3600, clearSeconds: 0.01 },
    ...{ timeoutSeconds: 20, attempts: 3, retrySeconds: 0.01, queuedPages: 100, ...change },
  };
}

function hook(url: string, name = 'webhook 0'): PageTarget {
  return webhookTarget({ name, url, headers: { authorization: 'Bearer hidden-token' } });
}

function told(received: readonly Received[]): string[] {
  return received.map(({ body }) => {
    const { status, commonLabels } = body as { status: string; commonLabels: Record<string, string> };
    return `${commonLabels.alertname} ${commonLabels.device} ${status}`;
  });
}

test('a condition is told of once, however often it is raised, and again when it is over', async (t) => {
  await using receiver = await pageReceiver(200);
  const { log, results, onResult } = record();
  const pager = new Pager({ settings: settings([hook(receiver.url)]), log, onResult });
  pager.clear(DOWN);
  pager.raise(DOWN);
  pager.raise({ ...DOWN, summary: 'x0 is still down' });
  pager.raise({ ...DOWN, labels: { device: 'x1' } });
  t.is(pager.active.length, 2);
  await receiver.until(2);
  pager.clear(DOWN);
  await receiver.until(3);
  t.deepEqual(told(receiver.received), ['Down x0 firing', 'Down x1 firing', 'Down x0 resolved']);
  await pager.close();
  t.deepEqual(results.map(([, result]) => result).toSorted(), ['deduplicated', 'sent', 'sent', 'sent']);
});

test('a condition that comes back before its end has lasted is no new one', async (t) => {
  await using receiver = await pageReceiver(200);
  const { log } = record();
  const pager = new Pager({ settings: settings([hook(receiver.url)], { clearSeconds: 0.6 }), log });
  pager.raise(DOWN);
  pager.clear(DOWN);
  pager.raise(DOWN);
  await sleep(1200);
  t.deepEqual(told(receiver.received), ['Down x0 firing']);
  pager.clear(DOWN);
  await receiver.until(2);
  await pager.close();
});

test('what lasts is told of again, what happens ends by itself, and what does not last is not told of', async (t) => {
  await using receiver = await pageReceiver(200);
  const { log } = record();
  const pager = new Pager({ settings: settings([hook(receiver.url)], { repeatSeconds: 0.1 }), log });
  pager.raise({ ...DOWN, labels: { device: 'brief' } }, { afterSeconds: 60 });
  pager.clear({ ...DOWN, labels: { device: 'brief' } });
  pager.raise({ ...DOWN, labels: { device: 'later' } }, { afterSeconds: 3600 });
  pager.raise({ ...DOWN, labels: { device: 'event' } }, { forSeconds: 0.01 });
  await receiver.until(2);
  pager.raise(DOWN);
  await receiver.until(4);
  const all = told(receiver.received);
  t.deepEqual(all.slice(0, 2), ['Down event firing', 'Down event resolved']);
  t.deepEqual(all.slice(2, 4), ['Down x0 firing', 'Down x0 firing']);
  await pager.close();
});

test('5xx, 429 and no answer are tried again until the page is accepted', async (t) => {
  await using receiver = await pageReceiver(
    500,
    (response) => response.writeHead(429, { 'retry-after': '0.05' }).end(),
    (response) => void response.socket!.destroy(),
    200,
  );
  const { log, results, onResult } = record();
  const pager = new Pager({ settings: settings([hook(receiver.url)], { attempts: 4 }), log, onResult });
  pager.raise(DOWN);
  await receiver.until(4);
  await pager.close();
  t.deepEqual(told(receiver.received), Array(4).fill('Down x0 firing'));
  t.deepEqual(results, [['webhook 0', 'sent']]);
});

test('a target that does not answer is given up after so many attempts, and the next page has its own', async (t) => {
  await using receiver = await pageReceiver(
    () => undefined,
    () => undefined,
    200,
  );
  const { log, lines, results, onResult, said } = record();
  const limits = { attempts: 2, timeoutSeconds: 0.3 };
  const pager = new Pager({ settings: settings([hook(receiver.url)], limits), log, onResult });
  pager.raise(DOWN);
  await said('page is given up');
  t.true(lines.some((line) => line.includes('no answer within 0.3 s')));
  pager.raise({ ...DOWN, labels: { device: 'x1' } });
  await receiver.until(3);
  // What a target never heard of is not resolved there.
  pager.clear(DOWN);
  await said('condition is over');
  pager.raise({ ...DOWN, labels: { device: 'x2' } });
  await receiver.until(4);
  await pager.close();
  t.deepEqual(told(receiver.received).slice(2), ['Down x1 firing', 'Down x2 firing']);
  t.deepEqual(
    results.map(([, result]) => result),
    ['failed', 'sent', 'sent'],
  );
});

test('a refusal and a redirect are given up at once, and a redirect is not followed', async (t) => {
  await using elsewhere = await pageReceiver(200);
  await using receiver = await pageReceiver(400, (response) =>
    response.writeHead(307, { location: elsewhere.url }).end(),
  );
  const { log, lines, results, onResult } = record();
  const pager = new Pager({ settings: settings([hook(receiver.url)]), log, onResult });
  pager.raise(DOWN);
  pager.raise({ ...DOWN, labels: { device: 'x1' } });
  await receiver.until(2);
  await pager.close();
  t.is(receiver.received.length, 2);
  t.is(elsewhere.received.length, 0);
  t.deepEqual(
    results.map(([, result]) => result),
    ['failed', 'failed'],
  );
  t.true(lines.some((line) => line.includes('307: a redirect, which is not followed')));
});

test('an answer without end is not read to its end', async (t) => {
  await using receiver = await pageReceiver((response) => {
    response.writeHead(400);
    const more = () => {
      if (!response.destroyed) response.write('x'.repeat(4096), () => setImmediate(more));
    };
    more();
  });
  const { log, lines, said } = record();
  const pager = new Pager({ settings: settings([hook(receiver.url)]), log });
  pager.raise(DOWN);
  await said('page is given up');
  t.true(lines.every((line) => line.length < 1000));
  await pager.close();
});

test('no log line has a key, a header or a URL, whatever a target answers', async (t) => {
  const key = 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6';
  await using receiver = await pageReceiver((response) => {
    response.writeHead(500).end(`header Bearer hidden-token, ${receiver.url}/in/path, no /in/path here`);
  });
  await using duty = await pageReceiver((response) => response.writeHead(500).end(`bad key ${key}`));
  const nobody = await pageReceiver(200);
  await nobody[Symbol.asyncDispose]();
  const { log, lines } = record();
  const targets = [
    hook(`${receiver.url}/in/path`),
    pagerDutyTarget({ name: 'pagerduty 1', url: duty.url, routingKey: key }),
    hook(`${nobody.url}/hidden-path`, 'webhook 2'),
  ];
  const pager = new Pager({ settings: settings(targets, { attempts: 2 }), log });
  pager.raise(DOWN);
  while (lines.filter((line) => line.includes('page is given up')).length < 3) await sleep(5);
  await pager.close();
  const all = lines.join('\n');
  t.regex(all, /bad key \[redacted\]/);
  t.regex(all, /header \[redacted\], \[redacted\], no \[redacted\] here/);
  t.regex(all, /ECONNREFUSED/);
  t.notRegex(all, /a1b2c3d4|hidden-token|in\/path|hidden-path/);
});

test('a full queue drops the oldest page, says so, and keeps nobody waiting', async (t) => {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  await using receiver = await pageReceiver(
    (response) => void gate.then(() => response.writeHead(200).end()),
  );
  const { log, lines, onResult, results } = record();
  const pager = new Pager({ settings: settings([hook(receiver.url)], { queuedPages: 3 }), log, onResult });
  pager.raise({ ...DOWN, labels: { device: 'first' } });
  await receiver.until(1);
  for (let i = 0; i < 10; i++) pager.raise({ ...DOWN, labels: { device: `y${i}` } });
  t.is(results.filter(([, result]) => result === 'failed').length, 7);
  t.is(lines.filter((line) => line.includes('too many wait')).length, 7);
  open();
  await receiver.until(4);
  t.deepEqual(told(receiver.received), [
    'Down first firing',
    'Down y7 firing',
    'Down y8 firing',
    'Down y9 firing',
  ]);
  await pager.close();
});

test('what is over before a target could be told is not told to it', async (t) => {
  await using receiver = await pageReceiver(500, 200);
  const { log, said } = record();
  const change = { retrySeconds: 1, attempts: 5 };
  const pager = new Pager({ settings: settings([hook(receiver.url)], change), log });
  pager.raise(DOWN);
  await said('it is sent again');
  pager.clear(DOWN);
  await said('condition is over');
  pager.raise({ ...DOWN, labels: { device: 'x1' } });
  await receiver.until(2);
  await pager.close();
  t.deepEqual(told(receiver.received), ['Down x0 firing', 'Down x1 firing']);
});

test('one target that fails keeps no other from being told', async (t) => {
  await using bad = await pageReceiver(500);
  await using good = await pageReceiver(200);
  const { log } = record();
  const targets = [hook(bad.url), hook(good.url, 'webhook 1')];
  const pager = new Pager({ settings: settings(targets, { retrySeconds: 60 }), log });
  pager.raise(DOWN);
  await Promise.all([good.until(1), bad.until(1)]);
  t.is(good.received.length, 1);
  // Nobody waits a minute for the next attempt, or longer than a few seconds for anything.
  await pager.close();
  t.is(bad.received.length, 1);
});

test('new targets are told of what lasts, kept ones are not told again, and those left out hear no more', async (t) => {
  await using first = await pageReceiver(200);
  await using second = await pageReceiver(200);
  const { log } = record();
  const pager = new Pager({ settings: settings([hook(first.url)]), log });
  pager.raise(DOWN);
  await first.until(1);
  pager.update(settings([hook(first.url), hook(second.url, 'webhook 1')]));
  await second.until(1);
  pager.update(settings([hook(second.url, 'webhook 1')]));
  pager.clear(DOWN);
  await second.until(2);
  await pager.close();
  t.deepEqual(told(first.received), ['Down x0 firing']);
  t.deepEqual(told(second.received), ['Down x0 firing', 'Down x0 resolved']);
});

test('what was told of before a restart is resolved after it, and not told of twice', async (t) => {
  await using receiver = await pageReceiver(200);
  const { log } = record();
  const ledger = new PageLedger(path.join(temporaryFolder(), 'pages.json'), log);
  const before = new Pager({ settings: settings([hook(receiver.url)]), log, ledger });
  before.raise(DOWN);
  await receiver.until(1);
  await before.close();
  const after = new Pager({ settings: settings([hook(receiver.url)]), log, ledger });
  t.deepEqual(after.active, [DOWN]);
  after.raise(DOWN);
  after.clear(DOWN);
  await receiver.until(2);
  t.deepEqual(told(receiver.received), ['Down x0 firing', 'Down x0 resolved']);
  await after.close();
  t.deepEqual(ledger.read(), []);
});

test('a damaged ledger is said, and paging goes on without it', (t) => {
  const { log, lines } = record();
  const file = path.join(temporaryFolder(), 'pages.json');
  const ledger = new PageLedger(file, log);
  t.deepEqual(ledger.read(), []);
  t.deepEqual(lines, []);
  writeFileSync(file, '[{"condition": 5}]');
  t.deepEqual(ledger.read(), []);
  t.is(lines.length, 1);
  t.regex(lines[0], /what was paged before is not known/);
});
