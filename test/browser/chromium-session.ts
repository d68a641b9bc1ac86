import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHROMIUM_FLAGS, killGroup } from './chromium.js';

type Json = Record<string, unknown>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Json;
  readonly result?: Json;
  readonly error?: { readonly message: string };
}

/** How long anything may take that is waited for: long, as machines are busy. */
const PATIENCE_MILLISECONDS = 60_000;

/** A headless Chromium with one page, driven by its DevTools protocol over pipes. */
export class ChromiumSession implements AsyncDisposable {
  /** What the protocol tells of the page, by the name of its method. */
  readonly events = new EventEmitter();
  private readonly waiting = new Map<number, (message: Message) => void>();
  private latest = 0;
  private sessionId: string | undefined;

  private constructor(
    private readonly browser: ChildProcess,
    private readonly profile: string,
  ) {
    let text = '';
    (browser.stdio[4] as Readable).setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (text + chunk).split('\0');
      text = messages.pop()!;
      for (const message of messages) this.take(JSON.parse(message) as Message);
    });
    browser.once('exit', () => {
      for (const settle of this.waiting.values()) settle({ error: { message: 'chromium has ended' } });
    });
  }

  /** @throws Error where there is no Chromium */
  static async open({ width = 1280, height = 900 } = {}): Promise<ChromiumSession> {
    const profile = await mkdtemp(join(tmpdir(), 'switchyard-chromium-'));
    const flags = [...CHROMIUM_FLAGS, `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'];
    const browser = spawn('chromium', flags, {
      env: { ...process.env, HOME: profile, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile },
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    try {
      await once(browser, 'spawn');
    } catch (error) {
      await rm(profile, { recursive: true, force: true });
      throw new Error('There is no chromium; scripts/setup --dev installs it.', { cause: error });
    }
    const session = new ChromiumSession(browser, profile);
    const { targetInfos } = await session.send('Target.getTargets');
    const { targetId } = (targetInfos as { type: string; targetId: string }[]).find(
      ({ type }) => type === 'page',
    )!;
    const attached = await session.send('Target.attachToTarget', { targetId, flatten: true });
    session.sessionId = attached.sessionId as string;
    for (const domain of ['Page', 'Runtime', 'Log', 'Network', 'Accessibility'])
      await session.send(`${domain}.enable`);
    await session.resize(width, height);
    return session;
  }

  /** @throws Error of the protocol */
  async send(method: string, params: Json = {}): Promise<Json> {
    const id = ++this.latest;
    const { sessionId } = this;
    const message = JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) });
    const answer = await new Promise<Message>((resolve) => {
      this.waiting.set(id, resolve);
      (this.browser.stdio[3] as Writable).write(`${message}\0`);
    });
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result!;
  }

  async goTo(url: string): Promise<void> {
    const loaded = once(this.events, 'Page.loadEventFired');
    await this.send('Page.navigate', { url });
    await loaded;
  }

  async resize(width: number, height: number, deviceScaleFactor = 1): Promise<void> {
    await this.send('Emulation.setDeviceMetricsOverride', {
      ...{ width, height, deviceScaleFactor, mobile: false },
    });
  }

  /** What the page's media queries are told, such as `prefers-color-scheme`. */
  async prefer(features: Readonly<Record<string, string>>): Promise<void> {
    const list = Object.entries(features).map(([name, value]) => ({ name, value }));
    await this.send('Emulation.setEmulatedMedia', { features: list });
  }

  /** What an expression is in the page. @throws Error where it throws there */
  async evaluate<Value>(expression: string): Promise<Value> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      ...{ expression, returnByValue: true, awaitPromise: true },
    });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: Value }).value;
  }

  /** Waits until an expression is true in the page. @throws Error where it takes too long */
  async until(expression: string): Promise<void> {
    const end = performance.now() + PATIENCE_MILLISECONDS;
    while (!(await this.evaluate<boolean>(`Boolean(${expression})`))) {
      if (performance.now() > end) {
        const text = await this.evaluate<string>('document.body.innerText');
        throw new Error(`it never was so that ${expression}; the page says:\n${text}`);
      }
      await sleep(50);
    }
  }

  /** Types text by the keyboard, where the focus is. */
  async type(text: string): Promise<void> {
    for (const character of text) {
      await this.send('Input.dispatchKeyEvent', { type: 'keyDown', text: character, key: character });
      await this.send('Input.dispatchKeyEvent', { type: 'keyUp', key: character });
    }
  }

  async press(key: 'Tab' | 'Enter' | 'Space'): Promise<void> {
    const { code, text } = {
      Tab: { code: 9, text: '' },
      Enter: { code: 13, text: '\r' },
      Space: { code: 32, text: ' ' },
    }[key];
    const event = { key: key === 'Space' ? ' ' : key, code: key, windowsVirtualKeyCode: code };
    await this.send('Input.dispatchKeyEvent', { ...event, type: text ? 'keyDown' : 'rawKeyDown', text });
    await this.send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
  }

  /** The page as a PNG file: what is seen of it, or all of it. */
  async screenshot({ isWhole = false } = {}): Promise<Buffer> {
    const { data } = await this.send('Page.captureScreenshot', {
      ...{ format: 'png', captureBeyondViewport: isWhole },
      ...(isWhole ? { clip: { ...(await this.pageSize()), x: 0, y: 0, scale: 1 } } : {}),
    });
    return Buffer.from(data as string, 'base64');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.browser, 'exit');
    killGroup(this.browser.pid);
    await ended;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  private async pageSize(): Promise<Json> {
    return await this.evaluate(
      '({ width: document.documentElement.clientWidth, height: document.documentElement.scrollHeight })',
    );
  }

  private take({ id, method, params, ...answer }: Message): void {
    if (method !== undefined) this.events.emit(method, params);
    if (id === undefined) return;
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }
}
