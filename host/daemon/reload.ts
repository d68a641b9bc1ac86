import { isDeepStrictEqual } from 'node:util';
import type { DaemonConfig } from './config.js';

/** Keys that can change while the daemon runs, with all that is below them. */
const LIVE = ['tokens', 'limits', 'deadlines', 'paging', 'shutdown', 'log'] as const;
/** What is below them and cannot. */
const FIXED = ['limits.requestBytes'];

/** What another configuration changes. */
export interface ConfigChange {
  /** Keys that have other values now. */
  readonly applied: readonly string[];
  /** Keys whose new values count only after a restart. */
  readonly needRestart: readonly string[];
}

/** The keys in which configurations differ; arrays are one value. */
function differences(before: unknown, after: unknown, key = ''): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isSection(before) || !isSection(after)) return [key];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    differences(before[name], after[name], key === '' ? name : `${key}.${name}`),
  );
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What changes if `next` takes the place of `live`. */
export function compareConfigs(live: DaemonConfig, next: DaemonConfig): ConfigChange {
  const changed = differences(live, next);
  const isLive = (key: string) =>
    LIVE.some((name) => key === name || key.startsWith(`${name}.`)) && !FIXED.includes(key);
  return { applied: changed.filter(isLive), needRestart: changed.filter((key) => !isLive(key)) };
}

/** Puts into a configuration that is in use whatever of another one can change while the daemon runs. */
export function applyConfig(live: DaemonConfig, next: DaemonConfig): void {
  const { requestBytes } = live.limits;
  for (const name of LIVE) Object.assign(live, { [name]: next[name] });
  live.limits = { ...live.limits, requestBytes };
}
