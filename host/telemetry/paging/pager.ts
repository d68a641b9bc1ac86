import { keyOf, type Condition, type ConditionKey, type Page, type PageSource } from './condition.js';
import { Delivery, type DeliveryLimits, type PageResult } from './delivery.js';
import type { PageLedger } from './page-ledger.js';
import type { PageLog } from './page-log.js';
import type { PageTarget } from './page-target.js';

export interface PagerSettings extends DeliveryLimits {
  readonly source: PageSource;
  readonly targets: readonly PageTarget[];
  /** After how long targets are told again of what lasts. */
  readonly repeatSeconds: number;
  /** How long a condition must be over before targets are told that it is. */
  readonly clearSeconds: number;
}

export interface PagerParts {
  readonly settings: PagerSettings;
  readonly log: PageLog;
  readonly ledger?: PageLedger;
  readonly onResult?: (target: string, result: PageResult) => void;
}

export interface RaiseOptions {
  /** How long it must hold before anybody is told. */
  readonly afterSeconds?: number;
  /** When it ends by itself unless it is raised again: for what happens and does not last. */
  readonly forSeconds?: number;
}

/** Times are in milliseconds since 1970. */
interface Raised {
  condition: Condition;
  readonly startsAt: number;
  /** When targets are to be told, for the first time or again. */
  tellAt: number;
  wasTold: boolean;
  endsAt: number | undefined;
}

/** More conditions than anybody reads. */
const MOST_CONDITIONS = 1000;
const TICK_MILLISECONDS = 250;
const CLOSE_SECONDS = 5;
/** How long after a start it shows whether what was told before still holds. */
const REMEMBER_SECONDS = 300;

/** Tells targets when a condition begins, from time to time while it lasts, and when it is over. */
export class Pager {
  private readonly raised = new Map<string, Raised>();
  private settings: PagerSettings;
  private deliveries: readonly Delivery[];
  private readonly leaving = new Set<Promise<void>>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly parts: PagerParts) {
    this.settings = parts.settings;
    const now = Date.now();
    for (const { condition, startsAt } of parts.ledger?.read() ?? []) {
      const tellAt = now + this.settings.repeatSeconds * 1000;
      const endsAt = now + REMEMBER_SECONDS * 1000;
      this.raised.set(keyOf(condition), { condition, startsAt, tellAt, wasTold: true, endsAt });
    }
    this.deliveries = this.settings.targets.map((target) => this.open(target));
    this.timer = setInterval(() => this.tick(), TICK_MILLISECONDS).unref();
  }

  /** What targets were told of and is not over. */
  get active(): readonly Condition[] {
    return this.told.map(({ condition }) => condition);
  }

  /** Says that a condition holds. Saying it again only brings its words and its end up to date. */
  raise(condition: Condition, { afterSeconds = 0, forSeconds }: RaiseOptions = {}): void {
    const key = keyOf(condition);
    const now = Date.now();
    const endsAt = forSeconds === undefined ? undefined : now + forSeconds * 1000;
    const earlier = this.raised.get(key);
    if (earlier) {
      earlier.condition = condition;
      earlier.endsAt = endsAt;
      if (!earlier.wasTold) return;
      for (const { target } of this.deliveries) this.parts.onResult?.(target.name, 'deduplicated');
      return;
    }
    if (this.raised.size >= MOST_CONDITIONS) {
      const { name, labels } = condition;
      this.parts.log.error({ condition: name, labels }, 'too many conditions: nobody is paged');
      return;
    }
    const tellAt = now + afterSeconds * 1000;
    this.raised.set(key, { condition, startsAt: now, tellAt, wasTold: false, endsAt });
    if (afterSeconds === 0) this.tell(this.raised.get(key)!);
  }

  /** Says that a condition does not hold, or not any more. Targets are told once that has lasted. */
  clear(condition: ConditionKey): void {
    const key = keyOf(condition);
    const raised = this.raised.get(key);
    if (!raised) return;
    if (raised.wasTold) raised.endsAt ??= Date.now() + this.settings.clearSeconds * 1000;
    else this.raised.delete(key);
  }

  /** Goes on with other settings. New targets are told of all that lasts. */
  update(settings: PagerSettings): void {
    const wayOf = ({ source, timeoutSeconds, attempts, retrySeconds, queuedPages }: PagerSettings) =>
      JSON.stringify([source, timeoutSeconds, attempts, retrySeconds, queuedPages]);
    const mayKeep = wayOf(settings) === wayOf(this.settings);
    const before = this.deliveries;
    this.settings = settings;
    this.deliveries = settings.targets.map((target) => {
      const known = before.find((one) => one.target.identity === target.identity);
      if (known && mayKeep && known.target.name === target.name) return known;
      const opened = this.open(target);
      for (const raised of this.told) opened.add(pageOf(raised));
      return opened;
    });
    for (const left of before.filter((one) => !this.deliveries.includes(one))) {
      const closed = left.close(CLOSE_SECONDS).finally(() => this.leaving.delete(closed));
      this.leaving.add(closed);
    }
  }

  /** Sends what waits, for a few seconds at most. What lasts is not resolved: it lasts. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([...this.deliveries.map((one) => one.close(CLOSE_SECONDS)), ...this.leaving]);
  }

  private get told(): readonly Raised[] {
    return [...this.raised.values()].filter(({ wasTold }) => wasTold);
  }

  private open(target: PageTarget): Delivery {
    const { log, onResult = () => undefined } = this.parts;
    const told = this.told.map(({ condition }) => keyOf(condition));
    return new Delivery({ target, source: this.settings.source, limits: this.settings, log, onResult }, told);
  }

  private tick(): void {
    const now = Date.now();
    for (const raised of [...this.raised.values()]) {
      if (raised.endsAt !== undefined && raised.endsAt <= now) this.end(raised);
      else if (raised.tellAt <= now) this.tell(raised);
    }
  }

  private tell(raised: Raised): void {
    const { name, labels, severity, summary } = raised.condition;
    if (!raised.wasTold) this.parts.log.warn({ condition: name, labels, severity }, summary);
    raised.tellAt = Date.now() + this.settings.repeatSeconds * 1000;
    for (const delivery of this.deliveries) delivery.add(pageOf(raised));
    if (raised.wasTold) return;
    raised.wasTold = true;
    this.parts.ledger?.write(this.told);
  }

  private end(raised: Raised): void {
    const { name, labels } = raised.condition;
    this.raised.delete(keyOf(raised.condition));
    if (!raised.wasTold) return;
    this.parts.log.info({ condition: name, labels }, 'condition is over');
    const page: Page = { ...pageOf(raised), status: 'resolved', endsAt: raised.endsAt };
    for (const delivery of this.deliveries) delivery.add(page);
    this.parts.ledger?.write(this.told);
  }
}

function pageOf({ condition, startsAt }: Raised): Page {
  return { status: 'firing', condition, startsAt, endsAt: undefined };
}
