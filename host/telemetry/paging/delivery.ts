import { pause } from '../polling.js';
import { keyOf, type Page, type PageSource } from './condition.js';
import type { PageLog } from './page-log.js';
import { redact, type PageTarget } from './page-target.js';
import { postPage, type PostOutcome } from './post-page.js';

export interface DeliveryLimits {
  /** For an answer. */
  readonly timeoutSeconds: number;
  /** How often a page is sent at most that is not accepted. */
  readonly attempts: number;
  /** The first pause before it is sent again; it doubles each time. */
  readonly retrySeconds: number;
  /** Pages that wait at most. */
  readonly queuedPages: number;
}

/** What became of a page. */
export type PageResult = 'sent' | 'failed' | 'deduplicated';

export interface DeliveryParts {
  readonly target: PageTarget;
  readonly source: PageSource;
  readonly limits: DeliveryLimits;
  readonly log: PageLog;
  readonly onResult: (target: string, result: PageResult) => void;
}

interface Waiting {
  readonly key: string;
  readonly page: Page;
  /** How often it was sent. */
  attempts: number;
}

const MOST_RETRY_SECONDS = 300;

/** Brings pages to one target, one after another. Whoever gives it one never waits. */
export class Delivery {
  private queue: Waiting[] = [];
  /** Conditions that the target knows of. */
  private readonly told: Set<string>;
  private readonly closing = new AbortController();
  private work: Promise<void> | undefined;

  /** @param told keys of the conditions that the target knows of */
  constructor(
    private readonly parts: DeliveryParts,
    told: Iterable<string>,
  ) {
    this.told = new Set(told);
  }

  get target(): PageTarget {
    return this.parts.target;
  }

  /** Takes a page. It replaces one of the same condition that still waits. */
  add(page: Page): void {
    const key = keyOf(page.condition);
    const waits = this.queue.length;
    this.queue = this.queue.filter((other) => other.key !== key);
    const wasWaiting = this.queue.length < waits;
    if (wasWaiting) this.parts.onResult(this.target.name, 'deduplicated');
    this.queue.push({ key, page, attempts: 0 });
    if (this.queue.length > this.parts.limits.queuedPages) this.drop(this.queue.shift()!, 'too many wait');
    this.work ??= this.deliver();
  }

  /** Sends what waits, for so many seconds at most. */
  async close(seconds: number): Promise<void> {
    const timer = setTimeout(() => this.closing.abort(), seconds * 1000);
    try {
      await this.work;
    } finally {
      clearTimeout(timer);
      this.closing.abort();
    }
    for (const waiting of this.queue.splice(0)) this.drop(waiting, 'paging ends');
  }

  private async deliver(): Promise<void> {
    const { closing, target, parts } = this;
    // Whoever adds a page must have this promise before it can be over.
    await Promise.resolve();
    while (!closing.signal.aborted) {
      const waiting = this.queue.shift();
      if (!waiting) break;
      // What was over before the target heard of it is not told at all.
      if (waiting.page.status === 'resolved' && !this.told.has(waiting.key)) continue;
      const outcome = await this.send(waiting.page);
      waiting.attempts++;
      if (outcome.isAccepted) {
        if (waiting.page.status === 'firing') this.told.add(waiting.key);
        else this.told.delete(waiting.key);
        parts.onResult(target.name, 'sent');
        parts.log.info({ ...this.nameOf(waiting), status: outcome.status }, 'page sent');
        continue;
      }
      const { mayRetry, status, retrySeconds = 0 } = outcome;
      const reason = redact(outcome.text, target).slice(0, 300);
      if (!mayRetry || waiting.attempts >= parts.limits.attempts) {
        this.drop(waiting, `${status ?? 'no answer'}: ${reason}`);
        continue;
      }
      // A later page of the same condition says more than this one.
      if (!this.queue.some(({ key }) => key === waiting.key)) this.queue.unshift(waiting);
      const seconds = Math.max(retrySeconds, parts.limits.retrySeconds * 2 ** (waiting.attempts - 1));
      parts.log.warn({ ...this.nameOf(waiting), status, reason }, 'page not accepted; it is sent again');
      await pause(Math.min(MOST_RETRY_SECONDS, seconds), closing.signal);
    }
    this.work = undefined;
  }

  private async send(page: Page): Promise<PostOutcome> {
    const { target, source, limits } = this.parts;
    return await postPage(target.request(page, source), limits, this.closing.signal);
  }

  private drop(waiting: Waiting, reason: string): void {
    this.parts.onResult(this.target.name, 'failed');
    this.parts.log.error({ ...this.nameOf(waiting), reason }, 'page is given up');
  }

  private nameOf({ page: { condition, status: page } }: Waiting) {
    return { target: this.target.name, condition: condition.name, labels: condition.labels, page };
  }
}
