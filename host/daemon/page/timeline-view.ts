import type { TimelineShard, TimelineSpan } from '../api/status.js';
import { graphic, setText } from './dom.js';
import { FAMILIES, paintOf, patternDefinitions } from './families.js';
import { formatDuration, shorten } from './format.js';
import type { StatusModel } from './status-model.js';
import { gutterFor, LANE, placeLanes, type LanePlace } from './timeline-layout.js';
import { describeWork, sumWork } from './work-sums.js';

const TICK_SECONDS = 10;
/** Names of shards are as long as there is room: so many pixels for each character. */
const CHARACTER_PIXELS = 6.5;
const LEAST_PIXELS = 1;
/** The description is for those who listen: not another one every second. */
const DESCRIBE_SECONDS = 15;

/** What ran where in the last minute, as a picture that moves to the left. */
export class TimelineView {
  private readonly picture: SVGSVGElement;
  private readonly description = graphic('desc', { id: 'timeline-description' });
  private readonly clip = graphic('rect', { height: '100%' });
  private readonly frame = graphic('g', { class: 'frame' });
  /** Moves; what is on it stays where it is. */
  private readonly moving = graphic('g');
  private readonly shapes = new Map<string, SVGGElement>();
  private lanes: readonly LanePlace[] = [];
  /** Of the part that moves, and what is left of it. */
  private width = 0;
  private gutter = 0;
  /** The time that is at the left end of what moves, so that numbers stay small. */
  private origin = 0;
  private framed = '';
  private described = 0;

  constructor(
    private readonly place: HTMLElement,
    private readonly model: StatusModel,
  ) {
    const clip = graphic('clipPath', { id: 'timeline-clip' }, this.clip);
    this.picture = graphic(
      'svg',
      { role: 'img', 'aria-labelledby': 'timeline-title', 'aria-describedby': 'timeline-description' },
      ...[this.description, patternDefinitions(), clip, this.frame],
      graphic('g', { 'clip-path': 'url(#timeline-clip)' }, this.moving),
    );
    place.append(this.picture);
  }

  /** Draws it as it is at a time. */
  draw(now: number): void {
    const { status } = this.model;
    if (!status || this.place.clientWidth === 0) return;
    const devices = status.devices.map(({ id }) => id);
    this.gutter = gutterFor(devices);
    const width = this.place.clientWidth - this.gutter;
    const seconds = status.timelineSeconds;
    const scale = width / seconds;
    this.lanes = placeLanes(devices, this.model.spans.values());
    if (width !== this.width || now - this.origin > 1000) {
      this.width = width;
      this.origin = now;
      for (const shape of this.shapes.values()) shape.remove();
      this.shapes.clear();
    }
    this.drawFrame(seconds);
    const wanted = new Map<string, () => SVGGElement>();
    for (const span of this.model.spans.values()) this.wantSpan(wanted, span, scale);
    for (const shard of this.model.shards.values()) this.wantShard(wanted, shard, scale);
    for (const device of status.devices) {
      const lane = this.lanes.find((one) => one.device === device.id)!;
      if (device.work) this.wantRunning(wanted, lane, device.work, now, scale);
    }
    this.keep(wanted);
    const x = width - (now - this.origin) * scale;
    this.moving.setAttribute('transform', `translate(${x.toFixed(1)} 0)`);
    this.describe(devices, now, seconds);
  }

  /** What does not move: names, lines, the axis. */
  private drawFrame(seconds: number): void {
    const { lanes, width, gutter } = this;
    const height = (lanes.at(-1)?.bottom ?? 0) + 8 + LANE.axis;
    const key = JSON.stringify([lanes.map(({ device, bottom }) => [device, bottom]), width, seconds]);
    if (key === this.framed) return;
    this.framed = key;
    this.picture.setAttribute('viewBox', `${-gutter} 0 ${gutter + width} ${height}`);
    this.clip.setAttribute('width', String(width));
    this.picture.setAttribute('height', String(height));
    const axis = height - LANE.axis;
    const parts: Node[] = [];
    for (let ago = seconds; ago >= 0; ago -= TICK_SECONDS) {
      const x = width * (1 - ago / seconds);
      parts.push(graphic('path', { class: 'grid', d: `M${x} 0V${axis + 4}` }));
      // On narrow screens every second one.
      if (width < 480 && (ago / TICK_SECONDS) % 2 === 1) continue;
      const anchor = ago === 0 ? 'end' : ago === seconds ? 'start' : 'middle';
      const text = ago === 0 ? 'now' : `−${ago} s`;
      parts.push(graphic('text', { class: 'tick', x, y: height - 4, 'text-anchor': anchor }, text));
    }
    for (const { device, stagesTop } of lanes) {
      parts.push(graphic('rect', { class: 'lane', y: stagesTop, width, height: LANE.stages }));
      parts.push(graphic('text', { class: 'lane-name', x: -gutter, y: stagesTop + 15 }, device));
    }
    this.frame.replaceChildren(...parts);
  }

  private wantSpan(wanted: Map<string, () => SVGGElement>, span: TimelineSpan, scale: number): void {
    const { number, device, queue, family, start, end, stages } = span;
    const lane = this.lanes.find((one) => one.device === device);
    const y = queue === 0 ? lane?.stagesTop : lane?.othersTop.get(queue);
    if (y === undefined) return;
    const key = `span ${number} ${family} ${start} ${end} ${y}`;
    wanted.set(key, () => {
      const x = (start - this.origin) * scale;
      const attributes = {
        ...{ x, y, width: Math.max(LEAST_PIXELS, (end - start) * scale), fill: paintOf(family) },
        height: queue === 0 ? LANE.stages : LANE.others,
      };
      const count = stages === 1 ? '' : `, ${stages} stages`;
      const title = `${device}: ${FAMILIES[family].name}, ${formatDuration(end - start)}${count}`;
      return graphic('g', {}, graphic('rect', attributes, graphic('title', {}, title)));
    });
  }

  private wantShard(wanted: Map<string, () => SVGGElement>, one: TimelineShard, scale: number): void {
    const { number, device, job, shard, start, end } = one;
    const lane = this.lanes.find((other) => other.device === device);
    if (!lane) return;
    wanted.set(`shard ${number} ${job} ${start} ${end} ${lane.top}`, () => {
      const x = (start - this.origin) * scale;
      const width = Math.max(LEAST_PIXELS, (end - start) * scale - 1);
      const names = [`${job === null ? 'another job' : shorten(job)} · ${shard}`, String(shard)];
      const name = names.find(({ length }) => width > (length + 1) * CHARACTER_PIXELS);
      const title = `${device}: shard ${shard} of ${job ?? 'another job'}, ${formatDuration(end - start)}`;
      const bracket = `M${x + 0.5} ${lane.top + LANE.shards}v-3h${Math.max(0, width - 1)}v3`;
      const drawn = graphic(
        'g',
        {},
        graphic('title', {}, title),
        graphic('path', { class: 'bracket', d: bracket }),
      );
      if (name !== undefined) {
        const at = { class: 'shard-name', x: x + width / 2, y: lane.top + LANE.shards - 5 };
        drawn.append(graphic('text', { ...at, 'text-anchor': 'middle' }, name));
      }
      return drawn;
    });
  }

  /** What has begun and not ended: paler, and open at its end. */
  private wantRunning(
    wanted: Map<string, () => SVGGElement>,
    { device, stagesTop: y }: LanePlace,
    { family, since, stage }: NonNullable<NonNullable<StatusModel['status']>['devices'][number]['work']>,
    now: number,
    scale: number,
  ): void {
    const width = (now - since) * scale;
    if (width < 2) return;
    wanted.set(`running ${device} ${since} ${Math.round(width)} ${y}`, () => {
      const x = (since - this.origin) * scale;
      const attributes = { class: 'running', x, y, width, height: LANE.stages, fill: paintOf(family) };
      const edge = graphic('path', { class: 'running-edge', d: `M${x} ${y}v${LANE.stages}` });
      return graphic(
        'g',
        {},
        graphic('rect', attributes, graphic('title', {}, `${device}: ${stage}, running`)),
        edge,
      );
    });
  }

  /** Leaves what is drawn already, and removes what is not wanted any more. */
  private keep(wanted: ReadonlyMap<string, () => SVGGElement>): void {
    for (const [key, shape] of this.shapes) {
      if (wanted.has(key)) continue;
      shape.remove();
      this.shapes.delete(key);
    }
    for (const [key, make] of wanted) {
      if (this.shapes.has(key)) continue;
      const shape = make();
      this.shapes.set(key, shape);
      this.moving.append(shape);
    }
  }

  private describe(devices: readonly string[], now: number, seconds: number): void {
    if (now - this.described < DESCRIBE_SECONDS) return;
    this.described = now;
    const sums = sumWork(devices, this.model.spans.values(), now, seconds);
    setText(this.description, `${sums.map((sum) => describeWork(sum, seconds)).join('; ')}.`);
  }
}
