import type { z } from 'zod';
import type { readiness } from '../api/index.js';
import type { JobStore } from '../store/index.js';
import type { Canary } from './canary.js';

/** How long the store may take for an answer. */
const STORE_SECONDS = 5;

export type Readiness = z.infer<typeof readiness>;

/** Whether the store's thread answers; that the event loop does shows in that anybody asks. */
export async function storeAnswers(store: JobStore, seconds = STORE_SECONDS): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), seconds * 1000).unref();
  });
  try {
    return await Promise.race([store.order('ping'), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether jobs can be proven, and where not, why. */
export function readinessOf(canary: Canary, hasRoom: boolean): Readiness {
  const devices = canary.abilities().map(({ device, canProve, ageSeconds, missing }) => ({
    ...{ id: device.id, state: device.state, canProve },
    secondsSinceProof: ageSeconds ?? null,
    missing: missing ?? null,
  }));
  const able = devices.filter(({ canProve }) => canProve).length;
  return {
    status: able === 0 ? 'unready' : able < devices.length ? 'degraded' : 'ready',
    storage: hasRoom ? 'ok' : 'full',
    devices,
  };
}
