import type { Page, PageSource } from './condition.js';

/** One request over HTTP; it is POSTed. */
export interface PageRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Somebody who is paged. */
export interface PageTarget {
  /** For logs and metrics: says nothing that is secret, and is unlike those of others. */
  readonly name: string;
  /** The same for targets that are the same. It has the secrets: it is for comparing alone. */
  readonly identity: string;
  /** Texts that no log may have. */
  readonly secrets: readonly string[];
  request(page: Page, source: PageSource): PageRequest;
}

/** Leaves out of a text whatever is secret. */
export function redact(text: string, { secrets }: Pick<PageTarget, 'secrets'>): string {
  return secrets.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text);
}
