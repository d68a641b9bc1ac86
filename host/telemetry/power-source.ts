import type { SensorReading } from './sensor-reading.js';

/** Whose power a source tells: of the whole machine at the plug, of a GPU, or of an FPGA card. */
export type PowerScope = 'wall' | 'gpu' | 'fpga';

/** Something that tells power. */
export interface PowerSource {
  /** Unlike all others: `sdm120 on /dev/ttyUSB0`. */
  readonly name: string;
  readonly scope: PowerScope;
  /** From one reading to the next. */
  readonly intervalSeconds: number;
  /** A reading is the mean over so long before it, or comes so late. */
  readonly averagingSeconds: number;
  /** The step of its energy counter, where it has one. */
  readonly counterStepJoules?: number;
}

/** One reading. */
export interface PowerSample {
  /** Seconds, by the clock of `performance.now()`. */
  readonly at: number;
  readonly watts: number;
  /** What the source itself has counted since whenever. */
  readonly counterJoules?: number;
}

/** What happens to a source. Between `silent` and `back` it tells no power. */
export type PowerEvent =
  | { readonly kind: 'sample'; readonly source: string; readonly sample: PowerSample }
  | { readonly kind: 'sensors'; readonly source: string; readonly sensors: SensorReading }
  | { readonly kind: 'silent'; readonly source: string; readonly at: number; readonly reason: string }
  | { readonly kind: 'back'; readonly source: string; readonly at: number };

export type PowerListener = (event: PowerEvent) => void;

/** Sources that were opened together and tell what they read until they are closed. */
export interface OpenSources {
  readonly sources: readonly PowerSource[];
  close(): Promise<void>;
}

/** Opens sources, or throws a TelemetryError; from then on they talk to the listener. */
export type OpenPower = (listener: PowerListener) => Promise<OpenSources>;

/** Now, as samples count time. */
export function secondsNow(): number {
  return performance.now() / 1e3;
}
