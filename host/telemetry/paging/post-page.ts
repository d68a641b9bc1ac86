import type { PageRequest } from './page-target.js';

/** What a request came to. */
export interface PostOutcome {
  readonly isAccepted: boolean;
  /** Whether the same request may be accepted later. */
  readonly mayRetry: boolean;
  /** That of HTTP; undefined where there was no answer. */
  readonly status: number | undefined;
  /** What was answered, or why there was no answer: its beginning. May have secrets in it. */
  readonly text: string;
  /** When the other side wants to be asked again. */
  readonly retrySeconds: number | undefined;
}

export interface PostLimits {
  readonly timeoutSeconds: number;
}

const MOST_ANSWER_BYTES = 2048;

/** Statuses after which the same request may be accepted. */
function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Sends a page once. Follows no redirect: whatever the page has goes where the configuration says, or nowhere. */
export async function postPage(
  { url, headers, body }: PageRequest,
  { timeoutSeconds }: PostLimits,
  signal: AbortSignal,
): Promise<PostOutcome> {
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
  const until = AbortSignal.any([timeout, signal]);
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: until });
    const { status, ok } = response;
    const text = await readStart(response);
    const retrySeconds = Number(response.headers.get('retry-after') ?? NaN);
    return {
      ...{ isAccepted: ok, mayRetry: isPassing(status), status },
      text: status >= 300 && status < 400 ? 'a redirect, which is not followed' : text,
      retrySeconds: Number.isFinite(retrySeconds) && retrySeconds > 0 ? retrySeconds : undefined,
    };
  } catch (error) {
    const text = timeout.aborted ? `no answer within ${timeoutSeconds} s` : reasonOf(error);
    return { isAccepted: false, mayRetry: true, status: undefined, text, retrySeconds: undefined };
  }
}

/** The beginning of an answer; the rest is not waited for. */
async function readStart({ body }: Response): Promise<string> {
  if (!body) return '';
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the body.
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= MOST_ANSWER_BYTES) break;
  }
  return new TextDecoder().decode(Buffer.concat(parts).subarray(0, MOST_ANSWER_BYTES));
}

/** Why a request failed, by the name that the system has for it: whole messages may have the URL in them. */
function reasonOf(error: unknown): string {
  const { cause, name } = error as { readonly cause?: { readonly code?: unknown }; readonly name?: string };
  return typeof cause?.code === 'string' ? cause.code : (name ?? 'no answer');
}
