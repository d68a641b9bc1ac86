import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';

const PREFIX = 'switchyard_';

/** Of prom-client's own metrics, gauges whose names say that they were counters, which promtool objects to. */
const MISNAMED = [
  'nodejs_active_resources_total',
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
];

/** Values that a label may have in all; whatever comes after is counted as {@link OTHER}. */
const MOST_VALUES = 256;
const OTHER = 'other';

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary';

/** A metric as the documentation has it. */
export interface MetricDescription {
  readonly name: string;
  readonly type: MetricType;
  readonly labels: readonly string[];
  readonly help: string;
}

type Metric = Counter | Gauge | Histogram | Summary;

/** What a summary says that is kept elsewhere. */
export interface SummaryReading {
  /** By quantile, of late. */
  readonly quantiles: Readonly<Record<string, number>>;
  /** Of all that was ever measured. */
  readonly sum: number;
  readonly count: number;
}

/** What prom-client calls before a metric is read. */
type Collect = () => void;

/** The metrics of one daemon. Nothing is shared between two in a process, but what tells of the process. */
export class MetricRegistry {
  readonly described: MetricDescription[] = [];
  private readonly registry = new Registry();

  /** The text that Prometheus reads. */
  async text(): Promise<string> {
    return await this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  counter<Label extends string = never>(
    name: string,
    help: string,
    labels: readonly Label[] = [],
    collect?: Collect,
  ): Counter<Label> {
    return this.add(
      'counter',
      name,
      help,
      labels,
      (common) => new Counter({ ...common, ...optional(collect) }),
    );
  }

  gauge<Label extends string = never>(
    name: string,
    help: string,
    labels: readonly Label[] = [],
    collect?: Collect,
  ): Gauge<Label> {
    return this.add('gauge', name, help, labels, (common) => new Gauge({ ...common, ...optional(collect) }));
  }

  histogram<Label extends string = never>(
    name: string,
    help: string,
    buckets: readonly number[],
    labels: readonly Label[] = [],
  ): Histogram<Label> {
    return this.add('histogram', name, help, labels, (common) => {
      return new Histogram({ ...common, buckets: [...buckets] });
    });
  }

  /** @param read asked when the summary is read */
  summary(name: string, help: string, read: () => SummaryReading): void {
    this.add('summary', name, help, [], (common) => new ReadSummary(common, read));
  }

  /** Adds what prom-client knows of the process and of Node. */
  addProcessMetrics(): void {
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
  }

  private add<Label extends string, M extends Metric>(
    type: MetricType,
    name: string,
    help: string,
    labels: readonly Label[],
    make: (common: { name: string; help: string; labelNames: Label[]; registers: [] }) => M,
  ): M {
    const metric = make({ name: PREFIX + name, help, labelNames: [...labels], registers: [] });
    this.registry.registerMetric(metric);
    this.described.push({ name: PREFIX + name, type, labels, help });
    return metric;
  }
}

/** A summary of what is kept elsewhere. */
class ReadSummary extends Summary {
  constructor(
    private readonly described: { readonly name: string; readonly help: string; readonly registers: [] },
    private readonly read: () => SummaryReading,
  ) {
    super(described);
  }

  override async get(): ReturnType<Summary['get']> {
    const { name } = this.described;
    const { quantiles, sum, count } = this.read();
    const of = Object.entries(quantiles).map(([quantile, value]) => ({ labels: { quantile }, value }));
    const values = [
      ...of,
      { metricName: `${name}_sum`, labels: {}, value: sum },
      { metricName: `${name}_count`, labels: {}, value: count },
    ];
    return { ...(await super.get()), values };
  }
}

function optional(collect: Collect | undefined): { collect?: Collect } {
  return collect ? { collect } : {};
}

/** Lets a label have so many values and no more, whatever comes: a series is kept for each. */
export class LabelValues {
  private readonly known: Set<string>;

  constructor(values: Iterable<string> = []) {
    this.known = new Set(values);
  }

  /** The value, or `other` where there are too many already. */
  of(value: string): string {
    if (this.known.has(value)) return value;
    if (this.known.size >= MOST_VALUES) return OTHER;
    this.known.add(value);
    return value;
  }
}
