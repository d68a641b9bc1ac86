import { setTimeout as sleep } from 'node:timers/promises';
import { pick, samplesOf } from '../../telemetry/support/exposition.js';
import type { FakeDaemon } from '../fake-daemon.js';

export async function scrapeText({ url }: Pick<FakeDaemon, 'url'>): Promise<string> {
  const response = await fetch(new URL('/metrics', url));
  if (response.status !== 200) throw new Error(`/metrics answers ${response.status}`);
  return await response.text();
}

/** Metrics of a daemon, by their names without the prefix. */
export async function scrape(daemon: FakeDaemon, ...names: string[]): Promise<Record<string, number>> {
  return pick(samplesOf(await scrapeText(daemon)), ...names);
}

/** Scrapes until something can be read. */
export async function scrapeUntil(
  daemon: FakeDaemon,
  names: readonly string[],
  isThere: (samples: Record<string, number>) => boolean,
): Promise<Record<string, number>> {
  for (;;) {
    const samples = await scrape(daemon, ...names);
    if (isThere(samples)) return samples;
    await sleep(20);
  }
}
