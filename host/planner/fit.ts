import type { Rate } from './device-model.js';

/** What calls of one class took: work in the units of the class, and seconds. */
export interface Measurement {
  readonly work: number;
  readonly seconds: number;
}

/** A line through measurements, and how well they lie on it. */
export interface Fit extends Rate {
  /** The median of |predicted / measured - 1|. */
  readonly error: number;
}

const ROUNDS = 12;
/** Residuals beyond so many median ones count less (Huber 1964). */
const HUBER = 2;

/**
 * latency + work / rate through measurements of any sizes, by reweighted least squares: residuals count by the square
 * root of what was measured, so that neither the many small calls nor the few large ones decide alone, and outliers
 * count less. The latency is never negative and the rate always positive.
 *
 * @returns undefined without a measurement
 */
export function fitRate(measurements: readonly Measurement[]): Fit | undefined {
  const points = measurements.filter(({ work, seconds }) => work > 0 && seconds > 0);
  if (points.length === 0) return undefined;
  let weights = points.map(({ seconds }) => 1 / seconds);
  let line = through(points, weights);
  for (let round = 0; round < ROUNDS; round++) {
    const residuals = points.map(
      (point) => Math.abs(point.seconds - valueAt(line, point.work)) / point.seconds,
    );
    const limit = HUBER * Math.max(1e-9, median(residuals));
    weights = points.map(({ seconds }, i) => Math.min(1, limit / residuals[i]) / seconds);
    line = through(points, weights);
  }
  return {
    ...line,
    error: median(points.map((point) => Math.abs(valueAt(line, point.work) / point.seconds - 1))),
  };
}

function valueAt({ latencySeconds, workPerSecond }: Rate, work: number): number {
  return latencySeconds + work / workPerSecond;
}

/** The line of least weighted squares whose latency is not negative and whose slope is positive. */
function through(points: readonly Measurement[], weights: readonly number[]): Rate {
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  points.forEach(({ work, seconds }, i) => {
    const weight = weights[i];
    w += weight;
    wx += weight * work;
    wy += weight * seconds;
    wxx += weight * work * work;
    wxy += weight * work * seconds;
  });
  const spread = w * wxx - wx * wx;
  const slope = spread > 1e-9 * w * wxx ? (w * wxy - wx * wy) / spread : 0;
  const latency = (wy - slope * wx) / w;
  // Through the origin where the free line would be no cost at all.
  if (!(slope > 0) || latency < 0) return { latencySeconds: 0, workPerSecond: wxx / wxy };
  return { latencySeconds: latency, workPerSecond: 1 / slope };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
