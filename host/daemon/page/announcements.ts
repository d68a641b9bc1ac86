import { shorten } from './format.js';
import type { Status } from './status-model.js';

/** What somebody who does not look must hear of: nothing that happens all the time. */
export function announcementsOf(before: Status, after: Status): string[] {
  return [...ofDevices(before, after), ...ofQueue(before, after), ...ofDaemon(before, after)];
}

function ofDevices(before: Status, after: Status): string[] {
  const states = new Map(before.devices.map(({ id, state }) => [id, state]));
  return after.devices
    .filter(({ id, state }) => states.has(id) && states.get(id) !== state)
    .map(({ id, state }) => `${id} is ${state}.`);
}

function ofQueue(before: Status, after: Status): string[] {
  const wasLate = new Set(before.queue.jobs.filter(({ isLate }) => isLate).map(({ id }) => id));
  const late = after.queue.jobs.filter(({ id, isLate }) => isLate && !wasLate.has(id));
  const ended = new Set(before.finished.map(({ id }) => id));
  const failed = after.finished.filter(({ id, state }) => state === 'failed' && !ended.has(id));
  return [...say(late, 'will be late'), ...say(failed, failed.length === 1 ? 'has failed' : 'have failed')];
}

function say(jobs: readonly { readonly id: string }[], what: string): string[] {
  if (jobs.length === 0) return [];
  return [jobs.length === 1 ? `Job ${shorten(jobs[0].id)} ${what}.` : `${jobs.length} jobs ${what}.`];
}

function ofDaemon({ daemon: before }: Status, { daemon: after }: Status): string[] {
  const said: string[] = [];
  if (before.state !== after.state) said.push(`The daemon is ${after.state}.`);
  if (before.hasRoom && !after.hasRoom) said.push('The disk is full.');
  return said;
}
