/** What the device model says of its runs (hls/model/report.h): how long a card would take, beside what emulation took. */
import { z } from 'zod';

const count = z.number().nonnegative();

const line = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('run'),
    card: z.string(),
    unit: z.string(),
    mode: count,
    clocks: count,
    rowBytes: count,
    digestBytes: count,
    modelledSeconds: count,
    boundBy: z.enum(['pipeline', 'rows', 'digests']),
    emulationSeconds: count,
  }),
  z.object({
    event: z.literal('link'),
    card: z.string(),
    toCard: count,
    fromCard: count,
    modelledSeconds: count,
  }),
]);

export type ModelEvent = z.infer<typeof line>;
export type ModelRun = Extract<ModelEvent, { event: 'run' }>;

/** Every figure of a card is modelled: no card has been measured. */
export interface ModelSummary {
  readonly runs: number;
  /** Of the busiest compute unit: units that wait for each other are not modelled. */
  readonly clocks: number;
  readonly kernelSeconds: number;
  readonly linkSeconds: number;
  readonly toCardBytes: number;
  readonly fromCardBytes: number;
  /** What would take longest: the link, or what bounds the kernels most of the time. */
  readonly bottleneck: 'link' | ModelRun['boundBy'];
  /** What the emulation of the kernels took, which says nothing about a card. */
  readonly emulationSeconds: number;
}

/** The events of a report; what is no line of one, such as the last one under way, is left out. */
export function parseModelReport(text: string): ModelEvent[] {
  return text.split('\n').flatMap((source) => {
    try {
      const parsed = line.safeParse(JSON.parse(source));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}

export function summariseModel(events: readonly ModelEvent[]): ModelSummary {
  const runs = events.filter((event) => event.event === 'run');
  const links = events.filter((event) => event.event === 'link');
  const busiest = largest(sumBy(runs, ({ card, unit }) => `${card} ${unit}`, 'modelledSeconds'));
  const ofBusiest = runs.filter(({ card, unit }) => `${card} ${unit}` === busiest?.[0]);
  const linkSeconds = sum(links.map(({ modelledSeconds }) => modelledSeconds));
  const kernelSeconds = busiest?.[1] ?? 0;
  const bound = largest(sumBy(ofBusiest, ({ boundBy }) => boundBy, 'modelledSeconds'))?.[0];
  return {
    runs: runs.length,
    clocks: sum(ofBusiest.map(({ clocks }) => clocks)),
    kernelSeconds,
    linkSeconds,
    toCardBytes: sum(links.map(({ toCard }) => toCard)),
    fromCardBytes: sum(links.map(({ fromCard }) => fromCard)),
    bottleneck: linkSeconds > kernelSeconds ? 'link' : ((bound as ModelRun['boundBy']) ?? 'pipeline'),
    emulationSeconds: sum(runs.map(({ emulationSeconds }) => emulationSeconds)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function sumBy(
  runs: readonly ModelRun[],
  key: (run: ModelRun) => string,
  value: 'modelledSeconds',
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const run of runs) sums.set(key(run), (sums.get(key(run)) ?? 0) + run[value]);
  return sums;
}

function largest(sums: ReadonlyMap<string, number>): [string, number] | undefined {
  return [...sums].sort(([, a], [, b]) => b - a)[0];
}
