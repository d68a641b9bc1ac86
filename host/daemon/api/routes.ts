import { z } from 'zod';
import {
  drainRequest,
  drainView,
  health,
  idempotencyKey,
  jobId,
  jobList,
  jobRequest,
  jobView,
  listQuery,
  readiness,
  uploaded,
} from './schemas.js';
import { statusView } from './status.js';

/** What a token allows: `submit` its own jobs, `read` everybody's, `admin` everything. */
export type Role = 'submit' | 'read' | 'admin';

export interface ApiRoute {
  readonly method: 'GET' | 'POST';
  /** Whether `statusPage.open` lets those look who ask from the daemon's own machine, without a token. */
  readonly isOpenable?: boolean;
  /** Path parameters are written as `{id}`. */
  readonly path: string;
  readonly summary: string;
  /** Who may; undefined for everybody, without a token. */
  readonly roles: readonly Role[] | undefined;
  /** For operators and their programs: it may be asked often, and asking is not worth a line in the log. */
  readonly isProbe?: true;
  /** Whether it may need no token, by configuration. */
  readonly mayBeOpen?: true;
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  /** JSON, or bytes. */
  readonly body?: z.ZodType | 'bytes';
  /** What a status of success comes with. */
  readonly answers: Readonly<
    Record<
      number,
      { readonly about: string; readonly content: z.ZodType | 'bytes' | 'events' | 'text' | 'any' }
    >
  >;
  /** Statuses of refusal, beside those of all routes. */
  readonly refusals: readonly number[];
}

const WRITERS = ['submit', 'admin'] as const;
const READERS = ['submit', 'read', 'admin'] as const;
const ADMINS = ['admin'] as const;
const ONE_JOB = { parameters: z.strictObject({ id: jobId }) };

/** Everything that the daemon answers to. */
export const API_ROUTES = {
  uploadProgram: {
    ...{
      method: 'POST',
      path: '/v1/programs',
      summary: 'Upload a program (ELF)',
      roles: WRITERS,
      body: 'bytes',
    },
    answers: {
      200: { about: 'it was there already', content: uploaded },
      201: { about: 'it is kept', content: uploaded },
    },
    refusals: [413, 415, 422, 503, 507],
  },
  uploadInput: {
    ...{ method: 'POST', path: '/v1/inputs', summary: 'Upload an input', roles: WRITERS, body: 'bytes' },
    answers: {
      200: { about: 'it was there already', content: uploaded },
      201: { about: 'it is kept', content: uploaded },
    },
    refusals: [413, 415, 422, 503, 507],
  },
  submitJob: {
    ...{ method: 'POST', path: '/v1/jobs', summary: 'Ask for a proof', roles: WRITERS, body: jobRequest },
    headers: z.object({ 'idempotency-key': idempotencyKey.optional() }),
    answers: {
      202: { about: 'the job is written down; repeated with the same key: the same job', content: jobView },
    },
    refusals: [409, 413, 415, 422, 503, 507],
  },
  listJobs: {
    ...{
      method: 'GET',
      path: '/v1/jobs',
      summary: 'List jobs, the latest first',
      roles: READERS,
      query: listQuery,
    },
    answers: { 200: { about: 'own jobs; with the role read or admin, all', content: jobList } },
    refusals: [],
  },
  getJob: {
    ...{ method: 'GET', path: '/v1/jobs/{id}', summary: 'How a job is', roles: READERS, ...ONE_JOB },
    answers: { 200: { about: 'the job', content: jobView } },
    refusals: [404],
  },
  watchJob: {
    ...{ method: 'GET', path: '/v1/jobs/{id}/events', summary: 'Watch a job', roles: READERS, ...ONE_JOB },
    answers: {
      200: {
        about: 'server-sent events named `job`, each with the job as it is now; ends with a final state',
        content: 'events',
      },
    },
    refusals: [404, 503],
  },
  cancelJob: {
    ...{ method: 'POST', path: '/v1/jobs/{id}/cancel', summary: 'Cancel a job', roles: WRITERS, ...ONE_JOB },
    answers: { 200: { about: 'the job, cancelled', content: jobView } },
    refusals: [404, 409, 413, 415, 503, 507],
  },
  fetchProof: {
    ...{
      method: 'GET',
      path: '/v1/jobs/{id}/proof',
      summary: 'Fetch the proof of a job',
      roles: READERS,
      ...ONE_JOB,
    },
    answers: { 200: { about: 'the proof file, which has verified', content: 'bytes' } },
    refusals: [404, 409, 410, 503],
  },
  healthz: {
    ...{ method: 'GET', path: '/healthz', summary: 'Whether the daemon and its store answer' },
    ...{ roles: undefined, isProbe: true },
    answers: { 200: { about: 'they do', content: health } },
    refusals: [503],
  },
  readyz: {
    ...{ method: 'GET', path: '/readyz', summary: 'Whether jobs can be proven' },
    ...{ roles: undefined, isProbe: true },
    answers: { 200: { about: 'by one device at least', content: readiness } },
    refusals: [503],
  },
  metrics: {
    ...{ method: 'GET', path: '/metrics', summary: 'Metrics in the text format of Prometheus' },
    ...{ roles: ['read', 'admin'], isProbe: true, mayBeOpen: true },
    answers: { 200: { about: 'docs/metrics.md lists them', content: 'text' } },
    refusals: [],
  },
  status: {
    ...{ method: 'GET', path: '/v1/status', summary: 'How the daemon as a whole is', roles: READERS },
    isOpenable: true,
    answers: {
      200: { about: 'devices, own jobs (with the role read or admin, all), timeline', content: statusView },
    },
    refusals: [],
  },
  watchStatus: {
    ...{ method: 'GET', path: '/v1/status/events', summary: 'Watch the daemon', roles: READERS },
    isOpenable: true,
    answers: {
      200: {
        about:
          'server-sent events: one named `snapshot` with all of the status, then some named `update` with the parts that have changed and what is new of the timeline',
        content: 'events',
      },
    },
    refusals: [503],
  },
  drain: {
    ...{
      method: 'POST',
      path: '/v1/admin/drain',
      summary: 'End the daemon once no job is being proven; what waits goes on at its next start',
      roles: ADMINS,
      body: drainRequest,
    },
    answers: { 202: { about: 'it takes no jobs any more', content: drainView } },
    refusals: [413, 415, 422],
  },
  openApi: {
    ...{ method: 'GET', path: '/v1/openapi.json', summary: 'This description', roles: undefined },
    answers: { 200: { about: 'OpenAPI 3.1', content: 'any' } },
    refusals: [],
  },
} as const satisfies Record<string, ApiRoute>;

export type RouteName = keyof typeof API_ROUTES;

/** Statuses that every route may refuse with. */
export const COMMON_REFUSALS: Readonly<Record<number, string>> = {
  400: 'the request is malformed',
  408: 'the request took too long',
  429: 'too many requests, jobs or bytes: see Retry-After',
};

/** Statuses that routes with a token may refuse with. */
export const TOKEN_REFUSALS: Readonly<Record<number, string>> = {
  401: 'no token, or an unknown one',
  403: 'the role of the token does not allow it',
};

export const REFUSALS: Readonly<Record<number, string>> = {
  ...COMMON_REFUSALS,
  ...TOKEN_REFUSALS,
  404: 'there is no such job, or it is not yours',
  409: 'the state of the job does not allow it, or an artifact that it names is not there',
  410: 'the proof is lost',
  413: 'the body is larger than the limit',
  415: 'the body is of another type',
  422: 'the request cannot be carried out as it is',
  503: 'too much at a time, or the daemon is ending: see Retry-After; of a probe: no',
  507: 'the disk is too full to accept anything',
};
