import { setTimeout as sleep } from 'node:timers/promises';

/** Sleeps, or until the signal is given. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await sleep(seconds * 1e3, undefined, { signal }).catch(() => undefined);
}

/** Calls again and again, one call at a time and at this interval where calls are shorter, until the signal. */
export async function poll(
  intervalSeconds: number,
  signal: AbortSignal,
  call: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    const started = performance.now();
    await call();
    await pause(Math.max(0, intervalSeconds - (performance.now() - started) / 1e3), signal);
  }
}
