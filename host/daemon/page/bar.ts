import { graphic } from './dom.js';
import type { BarContent } from './row-table.js';

const WIDTH = 72;
const HEIGHT = 8;

/** A part of a whole as a bar; the mark is a line across it. */
export function drawBar({ share, mark, isOver }: BarContent): SVGSVGElement {
  const end = Math.max(0, Math.min(1, share)) * WIDTH;
  const bar = graphic(
    'svg',
    { class: 'bar', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, 'aria-hidden': 'true' },
    graphic('rect', { class: 'bar-track', width: WIDTH, height: 4, y: 2, rx: 1 }),
    graphic('rect', { class: isOver ? 'bar-over' : 'bar-fill', width: end, height: 4, y: 2, rx: 1 }),
  );
  if (mark !== undefined) {
    const x = Math.max(1, Math.min(WIDTH - 1, mark * WIDTH));
    bar.append(graphic('path', { class: 'bar-mark', d: `M${x} 0v${HEIGHT}` }));
  }
  return bar;
}
