import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Condition } from './condition.js';
import type { PageLog } from './page-log.js';

/** A condition that targets were told of. */
export interface ToldCondition {
  readonly condition: Condition;
  /** Milliseconds since 1970. */
  readonly startsAt: number;
}

const MOST_BYTES = 2 ** 22;

const ledger = z.array(
  z.object({
    condition: z.object({
      name: z.string(),
      labels: z.record(z.string(), z.string()),
      severity: z.enum(['critical', 'warning', 'info']),
      summary: z.string(),
      description: z.string().exactOptional(),
      runbook: z.string(),
    }),
    startsAt: z.number(),
  }),
);

/** What targets were told of and is not over, in a file: so that it is resolved, too, if it ends while nobody pages. */
export class PageLedger {
  constructor(
    private readonly file: string,
    private readonly log: PageLog,
  ) {}

  read(): readonly ToldCondition[] {
    try {
      const status = statSync(this.file, { throwIfNoEntry: false });
      if (!status) return [];
      if (status.size > MOST_BYTES) throw new Error('the file is too large');
      return ledger.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch (error) {
      this.log.warn({ err: error }, 'what was paged before is not known: nothing of it is resolved');
      return [];
    }
  }

  /** The file is a few kilobytes, and is not synced: after a power failure an old page may stay open. */
  write(conditions: readonly ToldCondition[]): void {
    try {
      writeFileSync(`${this.file}.new`, JSON.stringify(conditions), { mode: 0o600 });
      renameSync(`${this.file}.new`, this.file);
    } catch (error) {
      this.log.warn({ err: error }, 'what is paged cannot be written down');
    }
  }
}
