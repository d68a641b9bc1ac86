import { BUCKETS } from './buckets.js';
import { LabelValues, type MetricRegistry } from './metric-registry.js';

/** What is kept on the disk. */
export interface StorageReading {
  readonly artifactBytes: number;
  readonly limitBytes: number;
  readonly freeBytes: number;
}

/** A request that was answered. */
export interface AnsweredRequest {
  /** The template of its route; undefined where there is none. */
  readonly route: string | undefined;
  readonly method: string;
  readonly status: number;
  /** Undefined of what is not answered at once, such as a stream. */
  readonly seconds: number | undefined;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Metrics of the HTTP server, the store, the artifacts, and pages. */
export class ServerMetrics {
  private readonly requests;
  private readonly requestSeconds;
  private readonly storeErrors;
  private readonly damaged;
  private readonly pages;
  private readonly draining;
  private readonly routes = new LabelValues();
  private readonly targets = new LabelValues();

  constructor(
    registry: MetricRegistry,
    {
      storage,
      streams,
    }: { readonly storage: () => StorageReading | undefined; readonly streams: () => number },
  ) {
    this.requests = registry.counter('http_requests_total', 'Requests that were answered.', [
      'route',
      'method',
      'status',
    ]);
    this.requestSeconds = registry.histogram(
      'http_request_seconds',
      'What requests took; watched jobs are left out.',
      BUCKETS.request,
      ['route', 'method'],
    );
    const open = registry.gauge(
      'streams',
      'Jobs that are being watched.',
      [],
      () => void open.set(streams()),
    );
    this.storeErrors = registry.counter(
      'store_errors_total',
      'What went wrong with the store or the artifacts.',
      ['check'],
    );
    this.damaged = registry.counter(
      'damaged_artifacts_total',
      'Artifacts that were found damaged or missing on the disk.',
    );
    this.addStorage(registry, storage);
    this.pages = registry.counter('pages_total', 'Pages of the built-in notifier.', ['target', 'result']);
    this.draining = registry.gauge('draining', 'Whether the daemon takes no new work, since it is to stop.');
  }

  answered({ route, method, status, seconds }: AnsweredRequest): void {
    const where = {
      route: this.routes.of(route ?? 'none'),
      method: METHODS.has(method) ? method : 'other',
    };
    this.requests.inc({ ...where, status: String(status) });
    if (seconds !== undefined) this.requestSeconds.observe(where, seconds);
  }

  storeFailed(check: string): void {
    this.storeErrors.inc({ check });
  }

  damagedArtifact(): void {
    this.damaged.inc();
  }

  paged(target: string, result: 'sent' | 'failed' | 'deduplicated'): void {
    this.pages.inc({ target: this.targets.of(target), result });
  }

  setDraining(isDraining: boolean): void {
    this.draining.set(Number(isDraining));
  }

  private addStorage(registry: MetricRegistry, storage: () => StorageReading | undefined): void {
    const add = (name: string, help: string, pick: (reading: StorageReading) => number) => {
      const gauge = registry.gauge(name, help, [], () => {
        const reading = storage();
        if (reading) gauge.set(pick(reading));
        else gauge.remove();
      });
    };
    add('artifact_bytes', 'Bytes of all artifacts.', ({ artifactBytes }) => artifactBytes);
    add('artifact_limit_bytes', 'The most that artifacts may take.', ({ limitBytes }) => limitBytes);
    add('disk_free_bytes', 'What is free on the disk of the data folder.', ({ freeBytes }) => freeBytes);
  }
}
