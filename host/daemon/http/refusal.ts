import { SwitchyardError } from '../../runtime/index.js';
import type { ApiError } from '../api/index.js';

/** A request that is refused, as the client is told. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly remedy: string,
    /** When it may be worth trying again. */
    readonly retrySeconds?: number,
  ) {
    super(message);
  }

  get body(): { readonly error: ApiError } {
    const { code, message, remedy } = this;
    return { error: { code, message, remedy } };
  }
}

const OF_STORE: Readonly<Record<string, { readonly status: number; readonly retrySeconds?: number }>> = {
  UNKNOWN_JOB: { status: 404 },
  TRANSITION: { status: 409 },
  ARTIFACT: { status: 409 },
  KEY_REUSED: { status: 422 },
  INPUT_BYTES: { status: 422 },
  QUOTA: { status: 429, retrySeconds: 10 },
  FULL: { status: 507, retrySeconds: 60 },
};

const OF_FASTIFY: Readonly<Record<string, { readonly status: number; readonly message: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, message: 'the body is larger than the limit' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, message: 'the body is of another type' },
};

/** What a client is told of an error; undefined for one that nobody expects. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof SwitchyardError && error.code === 'SY_ERR_STORE') {
    const { check = '', message, remedy } = error;
    const known = OF_STORE[check] as (typeof OF_STORE)[string] | undefined;
    if (known) return new Refusal(known.status, check, message, remedy, known.retrySeconds);
    return new Refusal(
      503,
      'DISK',
      'the store does not answer',
      'Try again later; see the daemon’s log.',
      10,
    );
  }
  const { code, statusCode } = error as { readonly code?: string; readonly statusCode?: number };
  const remedy = 'Correct the request as /v1/openapi.json describes it.';
  const known = OF_FASTIFY[code ?? ''] as (typeof OF_FASTIFY)[string] | undefined;
  if (known) return new Refusal(known.status, code!.replace('FST_ERR_CTP_', ''), known.message, remedy);
  if (statusCode === undefined || statusCode < 400 || statusCode >= 500) return undefined;
  return new Refusal(400, 'MALFORMED', 'the request is malformed', remedy);
}
