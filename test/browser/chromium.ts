import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// No sandbox, as containers and root cannot have one; nothing that talks to anyone but the given page.
export const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-breakpad',
];

/**
 * Loads a page in a new headless Chromium and returns its document once its modules have run, as HTML.
 *
 * @throws Error where there is no Chromium, and where it fails or takes longer than `timeoutMs`
 */
export async function loadInChromium(url: string, timeoutMs: number): Promise<string> {
  const profile = await mkdtemp(join(tmpdir(), 'switchyard-chromium-'));
  try {
    return await dumpDocument(url, profile, timeoutMs);
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function dumpDocument(url: string, profile: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const browser = spawn('chromium', [...CHROMIUM_FLAGS, `--user-data-dir=${profile}`, '--dump-dom', url], {
      env: { ...process.env, HOME: profile, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile },
      // A process group of its own, so that its helper processes end with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    browser.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    browser.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));

    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(browser.pid);
    }, timeoutMs);
    browser.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const missing = error.code === 'ENOENT';
      reject(missing ? new Error('There is no chromium; scripts/setup --dev installs it.') : error);
    });
    browser.once('exit', () => killGroup(browser.pid));
    browser.once('close', (code, signal) => {
      clearTimeout(timer);
      if (timedOut) reject(new Error(`chromium took more than ${timeoutMs} ms\n${output.stderr}`));
      else if (code === 0) resolve(output.stdout);
      else reject(new Error(`chromium ended with ${code ?? signal ?? 'nothing'}\n${output.stderr}`));
    });
  });
}

export function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
