import { graphic } from './dom.js';

/** Marks differ by shape, so that nobody needs their colour; the text beside them says the same. */
export type IconName = 'good' | 'late' | 'bad' | 'working' | 'idle' | 'waiting';

const PATHS: Readonly<Record<IconName, string>> = {
  good: 'M2 6.5 5 9.5 10 3',
  late: 'M6 1.5 11 10.5H1Z M6 4.7v2.6 M6 8.9v.1',
  bad: 'M2.5 2.5 9.5 9.5 M9.5 2.5 2.5 9.5',
  working: 'M3.5 2 10 6 3.5 10Z',
  idle: 'M2.5 6h7',
  waiting: 'M6 1.5a4.5 4.5 0 1 0 .01 0Z M6 3.7V6l1.8 1.2',
};

export function icon(name: IconName): SVGSVGElement {
  return graphic(
    'svg',
    { class: `icon icon-${name}`, viewBox: '0 0 12 12', 'aria-hidden': 'true' },
    graphic('path', { d: PATHS[name] }),
  );
}
