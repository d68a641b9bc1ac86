import type { PowerEvent, PowerSample, PowerSource } from './power-source.js';

/** A stretch of time, in seconds of `performance.now()`. */
export interface Window {
  readonly start: number;
  readonly end: number;
  /** Whether the machine did the same already before it began, so that a reading that comes late does no harm. */
  readonly isSettled: boolean;
}

/** What a source measured over a window, or why it cannot say. */
export type PowerReading =
  | {
      readonly joules: number;
      readonly watts: number;
      readonly samples: number;
      /** By the source's own counter, where it has one and that has moved far enough to be worth something. */
      readonly counterJoules?: number;
    }
  | { readonly missing: string };

/** Fewer readings than these are no measurement. */
const LEAST_SAMPLES = 5;
/** Readings may be so many intervals apart before something counts as not measured. */
const MOST_INTERVALS = 3;
/** An unsettled window is so many times longer than the source's lag, which bounds what the lag can add. */
const LEAST_LAGS = 10;
/** A counter that has moved by fewer steps tells less than the samples do. */
const LEAST_STEPS = 20;
/** Older readings are forgotten, days of them. */
const MOST_SAMPLES = 2 ** 18;

interface Silence {
  readonly from: number;
  to: number;
  readonly reason: string;
}

/** Shorter windows cannot hold enough readings. */
export function leastSeconds({ intervalSeconds }: PowerSource): number {
  return LEAST_SAMPLES * intervalSeconds;
}

/** What one source has said so far. It never fills gaps: what was not measured is missing. */
export class PowerLog {
  private samples: PowerSample[] = [];
  private readonly silences: Silence[] = [];

  constructor(private readonly source: PowerSource) {}

  record(event: PowerEvent): void {
    switch (event.kind) {
      case 'sample':
        if (this.samples.length >= MOST_SAMPLES) this.samples = this.samples.slice(MOST_SAMPLES / 2);
        this.samples.push(event.sample);
        return;
      case 'silent':
        this.silences.push({ from: event.at, to: Infinity, reason: event.reason });
        return;
      case 'back':
        for (const silence of this.silences) silence.to = Math.min(silence.to, event.at);
        return;
      case 'sensors':
        return;
    }
  }

  /** Energy over a window: the area under the readings. */
  over(window: Window): PowerReading {
    const { start, end } = window;
    const silence = this.silences.find(({ from, to }) => from < end && to > start);
    if (silence) return { missing: silence.reason };
    const inside = this.samples.filter(({ at }) => at >= start && at <= end);
    const problem = this.problemOf(window, inside);
    if (problem !== undefined) return { missing: problem };
    const joules = areaUnder(inside, start, end);
    const counter = this.counted(inside, end - start);
    return {
      joules,
      watts: joules / (end - start),
      samples: inside.length,
      ...(counter === undefined ? {} : { counterJoules: counter }),
    };
  }

  private problemOf({ start, end, isSettled }: Window, inside: readonly PowerSample[]): string | undefined {
    const { intervalSeconds, averagingSeconds } = this.source;
    const seconds = end - start;
    if (!isSettled && seconds < LEAST_LAGS * averagingSeconds)
      return `${seconds.toFixed(2)} s are too short: readings lag by ${averagingSeconds} s`;
    const edges = [start, ...inside.map(({ at }) => at), end];
    const widest = Math.max(...edges.slice(1).map((at, i) => at - edges[i]));
    const least = leastSeconds(this.source);
    if (seconds < least)
      return `${seconds.toFixed(2)} s are too short: ${LEAST_SAMPLES} readings take ${least} s`;
    if (widest > MOST_INTERVALS * intervalSeconds) return `no reading for ${widest.toFixed(2)} s`;
    if (inside.length < LEAST_SAMPLES) return `only ${inside.length} readings`;
    return undefined;
  }

  private counted(inside: readonly PowerSample[], seconds: number): number | undefined {
    const { counterStepJoules } = this.source;
    const first = inside[0];
    const last = inside[inside.length - 1];
    if (counterStepJoules === undefined) return undefined;
    if (first.counterJoules === undefined || last.counterJoules === undefined) return undefined;
    const counted = last.counterJoules - first.counterJoules;
    if (counted < LEAST_STEPS * counterStepJoules) return undefined;
    return (counted / (last.at - first.at)) * seconds;
  }
}

/** Straight lines between readings; before the first and after the last their values. */
function areaUnder(samples: readonly PowerSample[], start: number, end: number): number {
  const first = samples[0];
  const last = samples[samples.length - 1];
  let joules = (first.at - start) * first.watts + (end - last.at) * last.watts;
  for (let i = 1; i < samples.length; i++) {
    const [a, b] = [samples[i - 1], samples[i]];
    joules += ((b.at - a.at) * (a.watts + b.watts)) / 2;
  }
  return joules;
}
