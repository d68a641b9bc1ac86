import { createHash } from 'node:crypto';
import { SwitchyardError } from '../runtime/index.js';
import {
  apiError,
  drainView,
  isFinalState,
  jobList,
  jobView,
  readEvents,
  statusView,
  uploaded,
  type DrainView,
  type JobList,
  type JobRequestInput,
  type JobView,
  type StatusView,
  type Uploaded,
} from '../daemon/api/index.js';
import type { z } from 'zod';

export interface ClientOptions {
  /** Where the daemon listens, such as `http://127.0.0.1:8551`. */
  readonly url: string;
  readonly token: string;
  /** Another one in tests. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface SubmitOptions {
  /** A repeated request with the same key makes no second job. */
  readonly idempotencyKey?: string;
}

/** A refused request; `status` is that of HTTP. */
export class ApiRefusal extends SwitchyardError {
  constructor(
    readonly status: number,
    code: string,
    message: string,
    remedy: string,
  ) {
    super('SY_ERR_API', `${code}: ${message}`, { remedy, check: code });
  }
}

/** How often a watched job is asked for again whose stream broke off. */
const WATCH_AGAIN_MILLISECONDS = 1000;

/** What a header can have; what has anything else is named by the errors of those who send it. */
const SENDABLE = /^[\x21-\x7e]*$/;

/** A daemon, over HTTP. Every method throws {@link ApiRefusal}, and SwitchyardError SY_ERR_API where there is no answer. */
export class SwitchyardClient {
  private readonly fetch: typeof globalThis.fetch;

  constructor(private readonly options: ClientOptions) {
    this.fetch = options.fetch ?? globalThis.fetch;
  }

  uploadProgram(elf: Uint8Array): Promise<Uploaded> {
    return this.upload('/v1/programs', elf);
  }

  uploadInput(input: Uint8Array): Promise<Uploaded> {
    return this.upload('/v1/inputs', input);
  }

  async submit(request: JobRequestInput, { idempotencyKey }: SubmitOptions = {}): Promise<JobView> {
    const response = await this.ask('/v1/jobs', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body: JSON.stringify(request),
    });
    return await parse(response, jobView);
  }

  async job(id: string): Promise<JobView> {
    return await parse(await this.ask(`/v1/jobs/${encodeURIComponent(id)}`), jobView);
  }

  async list(query: { state?: JobView['state']; limit?: number; before?: number } = {}): Promise<JobList> {
    const entries = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
    return await parse(await this.ask(`/v1/jobs?${new URLSearchParams(entries).toString()}`), jobList);
  }

  /** How the daemon as a whole is: its devices, its queue, what ran where in the last minute. */
  async status(): Promise<StatusView> {
    return await parse(await this.ask('/v1/status'), statusView);
  }

  async cancel(id: string): Promise<JobView> {
    return await parse(
      await this.ask(`/v1/jobs/${encodeURIComponent(id)}/cancel`, { method: 'POST' }),
      jobView,
    );
  }

  /** Has the daemon end once no job is being proven; for the token of an admin. */
  async drain(request: { seconds?: number } = {}): Promise<DrainView> {
    const response = await this.ask('/v1/admin/drain', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    return await parse(response, drainView);
  }

  /** The bytes of a proof file. They come from a server: verify them. */
  async fetchProof(id: string): Promise<Uint8Array> {
    const response = await this.ask(`/v1/jobs/${encodeURIComponent(id)}/proof`);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** A job as it is, again after each change, until it is finished. A stream that breaks off is taken up again. */
  async *watch(id: string, signal?: AbortSignal): AsyncGenerator<JobView> {
    for (;;) {
      const response = await this.ask(`/v1/jobs/${encodeURIComponent(id)}/events`, signal ? { signal } : {});
      try {
        for await (const data of readEvents(response.body!)) {
          const view = jobView.parse(JSON.parse(data));
          yield view;
          if (isFinalState(view.state)) return;
        }
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof TypeError)) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, WATCH_AGAIN_MILLISECONDS));
    }
  }

  /** Watches a job to its end. */
  async wait(id: string, signal?: AbortSignal): Promise<JobView> {
    let last: JobView | undefined;
    for await (const view of this.watch(id, signal)) last = view;
    return last!;
  }

  private async upload(path: string, bytes: Uint8Array): Promise<Uploaded> {
    const response = await this.ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes as Uint8Array<ArrayBuffer>,
    });
    const answer = await parse(response, uploaded);
    if (answer.id === createHash('sha256').update(bytes).digest('hex')) return answer;
    throw unexpected('the daemon has kept other bytes than were sent');
  }

  private async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const { url, token } = this.options;
    if (!SENDABLE.test(token)) {
      throw new SwitchyardError('SY_ERR_API', 'the token has characters that no token has', {
        remedy: 'Pass it as switchyard daemon token has printed it, without a line break.',
      });
    }
    let response: Response;
    try {
      const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` };
      response = await this.fetch(new URL(path, url), { ...init, headers, redirect: 'error' });
    } catch (cause) {
      init.signal?.throwIfAborted();
      throw new SwitchyardError('SY_ERR_API', `${url} does not answer`, {
        remedy: 'See that the daemon runs, and that the URL is where it listens.',
        cause,
      });
    }
    if (response.ok) return response;
    const problem = apiError.safeParse(await response.json().catch(() => undefined));
    if (!problem.success) throw unexpected(`status ${response.status} without an explanation`);
    const { code, message, remedy } = problem.data.error;
    throw new ApiRefusal(response.status, code, message, remedy);
  }
}

async function parse<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw unexpected('the answer is not what the description says');
}

function unexpected(message: string): SwitchyardError {
  return new SwitchyardError('SY_ERR_API', message, {
    remedy: 'See that the URL is that of a daemon of this version.',
  });
}
