import { element } from './dom.js';
import { formatRoughly, formatTime, secondsOf } from './format.js';
import { icon, type IconName } from './icons.js';
import type { Status } from './status-model.js';

interface Fact {
  readonly name: string;
  readonly text: string;
  readonly icon?: IconName;
}

/** The daemon in a few words. */
export class Facts {
  private shown = '';

  constructor(private readonly list: HTMLElement) {}

  show(status: Status, now: number): void {
    const facts = factsOf(status, now);
    const key = JSON.stringify(facts);
    if (key === this.shown) return;
    this.shown = key;
    this.list.replaceChildren(
      ...facts.map(({ name, text, icon: mark }) =>
        element(
          'div',
          {},
          element('dt', {}, name),
          element('dd', {}, ...(mark ? [icon(mark)] : []), element('span', {}, text)),
        ),
      ),
    );
  }
}

function factsOf({ daemon, devices, queue }: Status, now: number): Fact[] {
  const { version, startedAt, state, hasRoom } = daemon;
  const late = queue.jobs.filter(({ isLate }) => isLate).length;
  const proving = queue.jobs.filter((job) => job.state === 'proving').length;
  const ready = devices.filter((device) => device.state === 'ready').length;
  const isWell = state === 'running' && hasRoom;
  const accepting = state === 'draining' ? 'draining' : hasRoom ? 'running' : 'disk is full';
  return [
    { name: 'Daemon', text: accepting, icon: isWell ? 'good' : 'late' },
    {
      ...{ name: 'Devices', text: `${ready} of ${devices.length} ready` },
      icon: ready === devices.length ? 'good' : 'late',
    },
    { name: 'Proving', text: String(proving) },
    { name: 'Waiting', text: String(queue.total - proving) },
    { name: 'Late', text: String(late), icon: late === 0 ? 'good' : 'late' },
    { name: 'Up', text: `${formatRoughly(now - secondsOf(startedAt))}` },
    { name: 'As of', text: formatTime(new Date(now * 1000).toISOString(), now) },
    { name: 'Version', text: version },
  ];
}
