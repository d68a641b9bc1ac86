import test from 'ava';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChromiumSession } from '../../browser/chromium-session.js';
import { fakeDaemon, TOKENS } from '../fake-daemon.js';
import { fakeProgram, FakeWorkshop } from '../fake-workshop.js';
import { demoBoard } from './demo-status.js';
import { serveBoard } from './serve-board.js';

const SCRIPT = '<script>globalThis.hacked = 1</script>';
const HOSTILE = `<img src=x onerror="globalThis.hacked = 1">${SCRIPT}`;

/** What a page asks for, and what goes wrong in it. */
function observe(browser: ChromiumSession) {
  const requests: { readonly url: string; readonly headers: Record<string, string> }[] = [];
  const problems: string[] = [];
  const { events } = browser;
  events.on('Network.requestWillBeSent', ({ request }: { request: (typeof requests)[number] }) =>
    requests.push(request),
  );
  events.on('Log.entryAdded', ({ entry }: { entry: { level: string; text: string } }) => {
    if (entry.level === 'error') problems.push(entry.text);
  });
  events.on('Runtime.exceptionThrown', (thrown: object) => problems.push(JSON.stringify(thrown)));
  events.on('Runtime.consoleAPICalled', (called: { type: string }) => {
    if (called.type === 'error') problems.push(JSON.stringify(called));
  });
  return { requests, problems };
}

const isLive = "document.querySelector('#connection').textContent === 'Live'";
const rowsOf = (id: string) => `document.querySelectorAll('#${id} tbody tr:not(.empty)').length`;

/** A workshop that finds out about some shards only later what they take. */
class HastyWorkshop extends FakeWorkshop {
  /** What it says next, before it says what it always does. */
  next: (readonly number[] | undefined)[] = [];

  override async shardSeconds(): Promise<readonly number[] | undefined> {
    return this.next.length > 0 ? this.next.shift() : await super.shardSeconds();
  }
}

/** A stage that has just ended, as a fleet's journal would tell of it. */
function tellStage(workshop: FakeWorkshop, stage: string, job: string, shard: number): void {
  const end = performance.now() / 1000;
  const work = { run: { job }, shard };
  workshop.listeners.onBegin('fake0', stage, work);
  workshop.listeners.onStage({ stage: `${stage}: lde`, device: 'fake0', start: end - 0.4, end }, work);
  workshop.listeners.onEnd('fake0', stage, work);
}

test('with the keyboard alone one gives a token, and sees devices, queue, timeline and proofs as jobs go on', async (t) => {
  const workshop = new HastyWorkshop();
  const { token } = TOKENS.admin;
  await using daemon = await fakeDaemon({}, undefined, workshop);
  await using browser = await ChromiumSession.open();
  const { requests, problems } = observe(browser);
  await browser.goTo(daemon.url);
  await browser.until("document.activeElement?.id === 'token'");
  t.is(await browser.evaluate("document.querySelector('#status').hidden"), true);
  await browser.type('sy_nonsense');
  await browser.press('Enter');
  await browser.until("document.querySelector('#token-problem').textContent.includes('no token')");
  await browser.evaluate("document.querySelector('#token').select()");
  await browser.type(token);
  await browser.press('Tab');
  t.is(await browser.evaluate('document.activeElement.textContent'), 'Show the status');
  await browser.press('Enter');
  await browser.until(isLive);
  await browser.until("document.querySelector('#devices tbody').innerText.includes('fake0')");
  t.is(await browser.evaluate("document.querySelector('#token').value"), '');

  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('slow shards 3'));
  const { id } = await alice.submit({ program, deadline: '2099-01-01T00:00:00Z' });
  await browser.until(`${rowsOf('queue')} === 1`);
  await browser.until("document.querySelector('#queue').innerText.includes('proving')");
  t.true(await browser.evaluate("document.querySelector('#queue').innerText.includes('to spare')"));
  // Nothing is known of it when it is accepted, and then that it takes too long.
  workshop.next = [undefined, [1e6]];
  const { id: other } = await alice.uploadProgram(fakeProgram('slow late'));
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  await alice.submit({ program: other, deadline: inAnHour });
  await browser.until(`${rowsOf('queue')} === 2`);
  // Said in words, and marked by a shape of its own.
  await browser.until("document.querySelector('#queue .icon-late + *')?.textContent.startsWith('late by')");
  tellStage(workshop, 'quotient', id, 0);
  tellStage(workshop, 'commit trace', id, 1);
  await browser.until('document.querySelector(\'#timeline [fill="url(#pattern-quotient)"]\')');
  await browser.until(`document.querySelector('#timeline').textContent.includes('shard 1 of ${id}')`);
  const event = { kind: 'slow', device: 'fake0', ratio: 0.4 } as const;
  workshop.listeners.onEvent(event, {});
  await browser.until(
    "document.querySelector('#incidents').innerText.includes('fake0 works at 40 % of its profile')",
  );
  workshop.device.state = 'poisoned';
  await browser.until("document.querySelector('#devices').innerText.includes('poisoned')");
  await browser.until("document.querySelector('#announcer').textContent.includes('fake0 is poisoned.')");
  workshop.release();
  await alice.wait(id);
  await browser.until(`${rowsOf('finished')} >= 1 && ${rowsOf('queue')} === 0`);
  t.true(
    await browser.evaluate(`document.querySelector('#finished').innerText.includes('${id.slice(0, 8)}')`),
  );

  t.deepEqual(problems, []);
  for (const { url } of requests) {
    t.is(new URL(url).origin, new URL(daemon.url).origin);
    t.false(url.includes(token));
  }
  const streams = requests.filter(({ url }) => url.endsWith('/v1/status/events'));
  t.is(streams.length, 1);
  t.is(streams[0].headers.authorization, `Bearer ${token}`);
  t.deepEqual(await browser.evaluate('[document.cookie, localStorage.length, location.search]'), ['', 0, '']);
});

test('a token that the daemon does not know is asked for again, and one can have it forgotten', async (t) => {
  await using daemon = await fakeDaemon();
  await using browser = await ChromiumSession.open();
  await browser.goTo(daemon.url);
  await browser.until("document.activeElement?.id === 'token'");
  await browser.type(`sy_${'a'.repeat(43)}`);
  await browser.press('Enter');
  await browser.until("document.querySelector('#token-problem').textContent.includes('does not know')");
  t.is(await browser.evaluate('sessionStorage.length'), 0);
  await browser.until("document.activeElement?.id === 'token'");
  await browser.type(TOKENS.reader.token);
  await browser.press('Enter');
  await browser.until(isLive);
  // A page that is loaded again goes on with it.
  await browser.goTo(daemon.url);
  await browser.until(isLive);
  await browser.evaluate("document.querySelector('#forget').focus()");
  await browser.press('Enter');
  await browser.until("document.activeElement?.id === 'token' && document.querySelector('#status').hidden");
  t.is(await browser.evaluate('sessionStorage.length'), 0);
});

test('after the daemon was started again the page goes on by itself', async (t) => {
  const first = await fakeDaemon();
  const port = Number(new URL(first.url).port);
  await using browser = await ChromiumSession.open();
  const { problems } = observe(browser);
  await browser.goTo(first.url);
  await browser.until("document.activeElement?.id === 'token'");
  await browser.type(TOKENS.alice.token);
  await browser.press('Enter');
  await browser.until(isLive);
  const alice = first.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('shards 1'));
  const { id } = await alice.submit({ program });
  await alice.wait(id);
  await first[Symbol.asyncDispose]();
  await browser.until(`!(${isLive})`);
  await browser.until("document.querySelector('#announcer').textContent.includes('is lost')");
  await using second = await fakeDaemon({ listen: { port } }, first.folder);
  t.is(second.url, first.url);
  await browser.until(isLive);
  await browser.until(`document.querySelector('#finished').innerText.includes('${id.slice(0, 8)}')`);
  t.deepEqual(
    problems.filter((problem) => !problem.includes('net::ERR_')),
    [],
  );
});

/** A board whose every text is hostile. */
function hostileBoard() {
  const board = demoBoard();
  const spoil = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((one) => spoil(one));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoil(one, name)]));
    const isText = ['id', 'owner', 'program', 'name', 'reason', 'text', 'stage', 'version', 'kind'].includes(
      key,
    );
    return isText && typeof value === 'string' ? HOSTILE + value : value;
  };
  return {
    revision: 0,
    follow: (viewer: Parameters<typeof board.follow>[0]) => {
      const tell = board.follow(viewer);
      return () => spoil(tell()) as ReturnType<typeof tell>;
    },
  };
}

test('names and texts that would be HTML are shown as text', async (t) => {
  await using server = await serveBoard(hostileBoard());
  await using browser = await ChromiumSession.open();
  const { problems, requests } = observe(browser);
  await browser.goTo(server.url);
  await browser.until(`${rowsOf('finished')} > 0`);
  await sleep(300);
  const text = await browser.evaluate<string>('document.body.innerText');
  t.true(text.includes(HOSTILE));
  t.is(await browser.evaluate("document.querySelectorAll('body script, body img').length"), 0);
  t.is(await browser.evaluate('typeof globalThis.hacked'), 'undefined');
  t.false(requests.some(({ url }) => url.endsWith('/x')));
  t.deepEqual(problems, []);
});

test('the policy lets no script or style in that is not a file of the page', async (t) => {
  await using server = await serveBoard(demoBoard());
  await using browser = await ChromiumSession.open();
  await browser.goTo(server.url);
  await browser.until(isLive);
  // What would run or load, if it could, has done so before the next message of the page.
  await browser.evaluate(`{
    globalThis.violations = [];
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violations.push(effectiveDirective));
    const script = document.createElement('script');
    try { script.text = 'globalThis.hacked = 1'; } catch { violations.push('trusted types'); }
    document.body.append(script);
    const style = document.createElement('style');
    style.textContent = 'body { color: red }';
    document.body.append(style);
    fetch('http://127.0.0.1:9/').catch(() => undefined);
  }`);
  await browser.until('violations.length >= 3');
  const violations = await browser.evaluate<string[]>('violations');
  t.true(violations.includes('style-src-elem') && violations.includes('connect-src'), violations.join());
  t.is(await browser.evaluate('typeof globalThis.hacked'), 'undefined');
});

interface AccessibleNode {
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
}

test('everything has a name and a place for those who do not see the page', async (t) => {
  await using server = await serveBoard(demoBoard());
  await using browser = await ChromiumSession.open();
  await browser.goTo(server.url);
  await browser.until(isLive);
  await browser.until("document.querySelector('#timeline desc')?.textContent.includes('cuda0 worked')");
  await browser.evaluate("document.querySelector('#timeline-details').open = true");
  await browser.until("document.querySelectorAll('#timeline-table tbody tr').length === 4");
  for (const width of [1280, 390]) {
    await browser.resize(width, 900);
    const { nodes } = (await browser.send('Accessibility.getFullAXTree')) as { nodes: AccessibleNode[] };
    const shown = nodes
      .filter(({ ignored }) => !ignored)
      .map(({ role, name }) => ({ role: role?.value ?? '', name: name?.value ?? '' }));
    const of = (role: string) => shown.filter((node) => node.role === role);
    for (const role of [
      'button',
      'textbox',
      'link',
      'table',
      'region',
      'heading',
      'columnheader',
      'rowheader',
    ])
      for (const { name } of of(role)) t.not(name.trim(), '', `a ${role} at ${width}`);
    t.deepEqual(
      ['banner', 'main'].map((role) => of(role).length),
      [1, 1],
    );
    t.deepEqual(
      of('heading').map(({ name }) => name),
      ['Switchyard', 'Devices', 'Last minute', 'Queue', 'Recent proofs', 'Faults and fallbacks'],
    );
    t.is(of('table').length, 5, String(width));
    // Of four devices, six jobs, five proofs, five faults, and four devices again.
    t.is(of('rowheader').length, 24, String(width));
    t.is(of('status').length, 1);
    const [picture] = shown.filter(({ role }) => role === 'image' || role === 'img');
    t.is(picture.name, 'Last minute');
  }
  t.deepEqual(
    await browser.evaluate(
      `[...document.querySelectorAll('thead th')].filter((cell) => cell.scope !== 'col').length +
       [...document.querySelectorAll('tbody tr:not(.empty) > :first-child')].filter((cell) => cell.scope !== 'row').length`,
    ),
    0,
  );
  // What has the focus is seen to have it.
  await browser.evaluate("document.querySelector('#pause').focus()");
  await browser.press('Tab');
  t.is(await browser.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'solid');
  // No page is wider than a phone.
  t.true(await browser.evaluate('document.documentElement.scrollWidth <= innerWidth'));
});

/** The least contrast of a text of the page to what is behind it, with that text. */
const LEAST_CONTRAST = `(() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const backgroundOf = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  let least = { ratio: 21, text: '' };
  let count = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: parent, textContent } = walker.currentNode;
    if (textContent.trim() === '' || !parent.checkVisibility() || parent.closest('title, desc, noscript')) continue;
    const style = getComputedStyle(parent);
    const ratio = contrast(parse(parent.closest('svg') ? style.fill : style.color), backgroundOf(parent));
    count++;
    if (ratio < least.ratio) least = { ratio, text: textContent };
  }
  const swatches = [...document.querySelectorAll('pattern rect')].map((rect) =>
    contrast(parse(getComputedStyle(rect).fill), backgroundOf(document.body)),
  );
  return { ...least, count, swatch: Math.min(...swatches) };
})()`;

test('texts and kinds of stages stand out in both themes', async (t) => {
  await using server = await serveBoard(demoBoard());
  await using browser = await ChromiumSession.open();
  const grounds: string[] = [];
  for (const theme of ['light', 'dark']) {
    await browser.prefer({ 'prefers-color-scheme': theme });
    await browser.goTo(server.url);
    await browser.until(isLive);
    await browser.until("document.querySelectorAll('#timeline rect').length > 50");
    await browser.evaluate("document.querySelector('#token-form').hidden = false");
    await browser.evaluate("document.querySelector('#token-problem').textContent = 'A problem.'");
    const { ratio, text, count, swatch } = await browser.evaluate<{
      ratio: number;
      text: string;
      count: number;
      swatch: number;
    }>(LEAST_CONTRAST);
    t.true(count > 100, `${count} texts`);
    t.true(ratio >= 4.5, `${theme}: ${text}: ${ratio}`);
    t.true(swatch >= 3, `${theme}: ${swatch}`);
    grounds.push(await browser.evaluate('getComputedStyle(document.body).backgroundColor'));
  }
  t.is(new Set(grounds).size, 2);
  const picture = await browser.screenshot();
  t.deepEqual([...picture.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
});

test('what moves can be paused, and moves rarely for those who ask for that', async (t) => {
  await using server = await serveBoard(demoBoard());
  await using browser = await ChromiumSession.open();
  const place = "document.querySelector('#timeline g[transform]').getAttribute('transform')";
  await browser.goTo(server.url);
  await browser.until(isLive);
  const first = await browser.evaluate<string>(place);
  await browser.until(`${place} !== '${first}'`);
  await browser.evaluate("document.querySelector('#pause').focus()");
  await browser.press('Space');
  t.is(await browser.evaluate("document.querySelector('#pause').ariaPressed"), 'true');
  const paused = await browser.evaluate<string>(place);
  await sleep(500);
  t.is(await browser.evaluate<string>(place), paused);
  await browser.press('Space');
  await browser.until(`${place} !== '${paused}'`);
  await browser.prefer({ 'prefers-reduced-motion': 'reduce' });
  const changes = await browser.evaluate<number>(`new Promise((resolve) => {
    let changes = 0;
    const group = document.querySelector('#timeline g[transform]');
    new MutationObserver((records) => (changes += records.length)).observe(group, { attributes: true });
    setTimeout(() => resolve(changes), 2000);
  })`);
  t.true(changes <= 1, `${changes} moves in two seconds`);
});
