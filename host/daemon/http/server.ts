import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { Server as TlsServer } from 'node:tls';
import {
  fastify,
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import {
  API_ROUTES,
  drainRequest,
  idempotencyKey,
  jobId,
  jobRequest,
  listQuery,
  openApiDocument,
  type ApiRoute,
  type JobView,
  type RouteName,
} from '../api/index.js';
import type { ArtifactFolder } from '../artifacts/index.js';
import type { DaemonConfig } from '../config.js';
import type { Drain } from '../drain.js';
import type { JobEngine } from '../engine/index.js';
import type { DaemonLog } from '../log.js';
import type { StatusBoard, Viewer } from '../status/index.js';
import { isStoreError } from '../store/index.js';
import type { Telemetry } from '../telemetry/index.js';
import { checkLimits, parsePart } from './check-request.js';
import { Crowd } from './crowd.js';
import { streamEvents, type EventSource } from './event-stream.js';
import { Doorway, Gate } from './gate.js';
import { jobEvents } from './job-events.js';
import { addPageRoutes } from './page-routes.js';
import { readUpload, tooLarge } from './read-upload.js';
import { Refusal, refusalOf } from './refusal.js';
import { readTlsFiles, type TlsFiles } from './tls-files.js';
import { statusEvents } from './status-events.js';
import type { TokenHolder } from './tokens.js';

export interface ServerParts {
  readonly config: DaemonConfig;
  readonly engine: JobEngine;
  readonly artifacts: ArtifactFolder;
  readonly drain: Drain;
  readonly status: StatusBoard;
  readonly log: DaemonLog;
  readonly telemetry: Telemetry;
  readonly version: string;
}

/** Routes that bring work, which a daemon that is ending does not take. */
const BRING_WORK: ReadonlySet<RouteName> = new Set(['uploadProgram', 'uploadInput', 'submitJob']);
const DRAINING_RETRY_SECONDS = 60;

/** How long a connection is kept whose request was answered. */
const KEPT_MILLISECONDS = 30_000;
/** How often it is looked whether a request takes too long to arrive. */
const LOOK_MILLISECONDS = 1000;
const BYTES = 'application/octet-stream';

type Handler = (request: FastifyRequest, reply: FastifyReply, holder: TokenHolder) => Promise<unknown>;

/** The HTTP API over an engine. */
export class ApiServer {
  private readonly app: FastifyInstance;
  private readonly gate: Gate;
  private readonly uploads: Doorway;
  private readonly streams: Doorway;
  private readonly downloads: Doorway;
  private readonly crowd: Crowd;
  private readonly holders = new WeakMap<FastifyRequest, TokenHolder>();
  private readonly routes = new WeakMap<FastifyRequest, ApiRoute>();
  private readonly closing = new AbortController();

  constructor(private readonly parts: ServerParts) {
    const { config, log } = parts;
    const { limits, listen } = config;
    this.gate = new Gate(config);
    this.uploads = new Doorway(() => config.limits.uploads, 'uploads');
    this.streams = new Doorway(() => config.limits.streams, 'watched jobs and status pages');
    this.downloads = new Doorway(() => config.limits.downloads, 'proofs that are fetched');
    this.app = fastify({
      ...{ loggerInstance: log, exposeHeadRoutes: false },
      frameworkErrors: (error, request, reply) => void this.refuse(error, request, reply),
      logController: new LogController({ disableRequestLogging: true }),
      ...{ bodyLimit: limits.requestBytes, requestTimeout: limits.requestSeconds * 1000 },
      ...{ keepAliveTimeout: KEPT_MILLISECONDS, forceCloseConnections: true, return503OnClosing: true },
      // Longer than any id, shorter than any trouble.
      routerOptions: { maxParamLength: 200 },
      ...(listen.tls
        ? { https: { ...readTlsFiles(listen.tls), connectionsCheckingInterval: LOOK_MILLISECONDS } }
        : { http: { connectionsCheckingInterval: LOOK_MILLISECONDS } }),
    }) as unknown as FastifyInstance;
    this.crowd = new Crowd(
      this.app.server,
      () => config.limits.connections,
      (connections) => log.warn({ connections }, 'too many connections: those without a request are closed'),
    );
    this.takeConfig();
    this.app.addContentTypeParser(BYTES, (_request, payload, done) => done(null, payload));
    this.app.removeContentTypeParser('text/plain');
    this.app.setErrorHandler((error, request, reply) => this.refuse(error, request, reply));
    this.app.setNotFoundHandler((request, reply) => this.notFound(request, reply));
    this.app.addHook('onRequest', (request, reply, done) => {
      if (!this.crowd.isOutside(request.raw.socket)) return done();
      void reply.header('connection', 'close');
      done(crowded(config.limits.connections));
    });
    this.app.addHook('onResponse', (request, reply, done) => {
      this.note(request, reply);
      done();
    });
    const handlers = this.handlers();
    for (const name of Object.keys(API_ROUTES) as RouteName[]) this.addRoute(name, handlers[name]);
    addPageRoutes(this.app, this.gate);
    parts.telemetry.watchStreams(() => this.streams.count);
  }

  /** Begins to listen; returns where. */
  async listen(): Promise<string> {
    const { host, port, tls } = this.parts.config.listen;
    await this.app.listen({ host, port });
    const address = this.app.server.address() as AddressInfo;
    const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `${tls ? 'https' : 'http'}://${name}:${address.port}`;
  }

  /** Goes on with what the configuration has become, as far as that is not looked up for each request. */
  takeConfig(): void {
    const { limits, tokens } = this.parts.config;
    this.gate.know(tokens);
    this.crowd.takeLimit();
    const { server } = this.app;
    server.requestTimeout = limits.requestSeconds * 1000;
    server.headersTimeout = Math.min(limits.headerSeconds, limits.requestSeconds) * 1000;
    server.timeout = limits.silentSeconds * 1000;
  }

  /** Goes on with another certificate; connections that are open keep theirs. */
  takeCertificate(certificate: TlsFiles): void {
    if (this.app.server instanceof TlsServer) this.app.server.setSecureContext(certificate);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.app.close();
  }

  private note(request: FastifyRequest, reply: FastifyReply): void {
    const { method, ip, params } = request;
    const route = this.routes.get(request);
    const { statusCode: status, elapsedTime } = reply;
    const seconds = route === API_ROUTES.watchJob ? undefined : elapsedTime / 1000;
    this.parts.telemetry.metrics.server.answered({ route: route?.path, method, status, seconds });
    const by = this.holders.get(request)?.name;
    const job = jobId.safeParse((params as { readonly id?: unknown } | undefined)?.id).data;
    // Not the whole URL: whatever somebody writes into a query stays out of the log.
    this.parts.log[route?.isProbe ? 'debug' : 'info'](
      { method, route: route?.path, status, ip, by, ...(job && { job }) },
      'request',
    );
  }

  private addRoute(name: RouteName, handler: Handler): void {
    const route: ApiRoute = API_ROUTES[name];
    this.app.route({
      ...{ method: route.method, url: route.path.replace(/\{(\w+)\}/g, ':$1') },
      // Before the body is read: who may not send it need not be listened to.
      onRequest: (request, _reply, done) => {
        try {
          this.routes.set(request, route);
          const holder = this.gate.admit(route, request);
          if (holder) this.holders.set(request, holder);
          this.checkLength(name, request);
          if (this.parts.drain.isDraining && BRING_WORK.has(name)) throw draining();
          done();
        } catch (error) {
          done(error as Error);
        }
      },
      handler: async (request, reply) => await handler(request, reply, this.holders.get(request)!),
    });
  }

  private handlers(): Record<RouteName, Handler> {
    const { engine, config, status, version, telemetry } = this.parts;
    const description = openApiDocument(version);
    return {
      uploadProgram: (request, reply, holder) => this.upload(request, reply, holder, true),
      uploadInput: (request, reply, holder) => this.upload(request, reply, holder, false),
      submitJob: async (request, reply, holder) => {
        const key = request.headers['idempotency-key'];
        const body = parsePart(jobRequest, request.body, 'body', 422);
        const submission = {
          ...{ owner: holder.name, request: body },
          ...(key === undefined ? {} : { idempotencyKey: parsePart(idempotencyKey, key, 'idempotency-key') }),
          mostUnfinished: holder.unfinishedJobs ?? config.limits.unfinishedJobs,
        };
        checkLimits(body, config);
        return reply.code(202).send(await engine.submit(submission));
      },
      listJobs: async (request, _reply, holder) => {
        const { state, limit, before } = parsePart(listQuery, request.query, 'query');
        const owner = holder.role === 'submit' ? holder.name : undefined;
        const found = await engine.list({ owner, state, before, limit: limit + 1 });
        const shown = found.slice(0, limit);
        const next = found.length > limit ? shown.at(-1)!.place : null;
        return { jobs: shown.map(({ view }) => view), next };
      },
      getJob: (request, _reply, holder) => this.jobFor(request, holder),
      watchJob: async (request, reply, holder) => {
        const { id } = await this.jobFor(request, holder);
        await this.stream(reply, jobEvents(engine, id), { job: id });
      },
      cancelJob: async (request, _reply, holder) => {
        const { id } = await this.jobFor(request, holder);
        return await engine.cancel(id);
      },
      fetchProof: async (request, reply, holder) => {
        const { id } = await this.jobFor(request, holder);
        // Until the last of its bytes is sent, a proof takes memory.
        reply.raw.once('close', this.downloads.enter());
        try {
          const proof = await engine.proof(id);
          return await reply.type(BYTES).send(Buffer.from(proof.buffer, proof.byteOffset, proof.byteLength));
        } catch (error) {
          if (!isStoreError(error, 'ARTIFACT')) throw error;
          throw new Refusal(503, 'PROOF_DAMAGED', (error as Error).message, 'Fetch it again later.', 30);
        }
      },
      healthz: async () => {
        if (await telemetry.isAlive()) return { status: 'ok' };
        throw new Refusal(
          503,
          'STORE',
          'the store does not answer',
          "See the daemon's log and its disk.",
          10,
        );
      },
      readyz: async (_request, reply) => {
        if (this.parts.drain.isDraining) throw draining();
        const readiness = telemetry.readiness();
        if (readiness.status !== 'unready') return readiness;
        const why = readiness.devices.map(({ id, missing }) => `${id}: ${missing}`).join('; ');
        const remedy = "See the daemon's log, and switchyard devices --test.";
        const { body } = new Refusal(503, 'UNREADY', `no device can prove: ${why}`, remedy);
        return await reply.code(503).send({ ...body, ...readiness });
      },
      metrics: async (_request, reply) => {
        const { metrics } = telemetry;
        return await reply.type(metrics.contentType).send(await metrics.text());
      },
      drain: async (request, reply) => {
        const { seconds } = parsePart(drainRequest, request.body ?? {}, 'body', 422);
        const { proving, endsAt } = this.parts.drain.begin(seconds);
        return await reply.code(202).send({ proving, endsAt: new Date(endsAt).toISOString() });
      },
      status: (_request, reply, holder) => {
        void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
        return Promise.resolve(status.view(viewerOf(holder)));
      },
      watchStatus: async (_request, reply, holder) => {
        await this.stream(reply, statusEvents(status, viewerOf(holder)));
      },
      openApi: () => Promise.resolve(description),
    };
  }

  private async stream(reply: FastifyReply, source: EventSource, about: object = {}): Promise<void> {
    const leave = this.streams.enter();
    reply.hijack();
    try {
      await streamEvents(source, reply.raw, this.closing.signal);
    } catch (error) {
      this.parts.log.warn({ err: error, ...about }, 'what somebody watches cannot be shown any more');
    } finally {
      leave();
    }
  }

  private async upload(
    request: FastifyRequest,
    reply: FastifyReply,
    holder: TokenHolder,
    isProgram: boolean,
  ): Promise<unknown> {
    const { programBytes, inputBytes } = this.parts.config.limits;
    const maxBytes = isProgram ? programBytes : inputBytes;
    if (request.headers['content-type']?.split(';')[0].trim().toLowerCase() !== BYTES || !request.body) {
      throw new Refusal(415, 'INVALID_MEDIA_TYPE', `the body is no ${BYTES}`, 'Send the bytes as they are.');
    }
    const leave = this.uploads.enter();
    try {
      const { gate } = this;
      const chunks = readUpload(request.body as Readable, { maxBytes, isProgram });
      const counted = async function* () {
        for await (const chunk of chunks) {
          gate.admitBytes(holder, chunk.length);
          yield chunk;
        }
      };
      const kept = await this.parts.artifacts.putStream(counted(), 'upload');
      kept.release();
      const { id, bytes, isNew } = kept;
      return await reply.code(isNew ? 201 : 200).send({ id, bytes, isNew });
    } finally {
      leave();
    }
  }

  /** The job that a path names, if its asker may know of it. @throws Refusal 400, 404 */
  private async jobFor(request: FastifyRequest, holder: TokenHolder): Promise<JobView> {
    const { id } = request.params as { readonly id?: unknown };
    const view = await this.parts.engine.job(parsePart(jobId, id, 'id'));
    if (holder.role === 'submit' && view.owner !== holder.name) {
      throw new Refusal(404, 'UNKNOWN_JOB', 'there is no such job', 'Use the id of a job of yours.');
    }
    return view;
  }

  /** Refuses by its declared length what is too large, before any of it is read. */
  private checkLength(name: RouteName, { headers }: FastifyRequest): void {
    const { programBytes, inputBytes, requestBytes } = this.parts.config.limits;
    const most = name === 'uploadProgram' ? programBytes : name === 'uploadInput' ? inputBytes : requestBytes;
    if (Number(headers['content-length'] ?? 0) > most) throw tooLarge(most);
  }

  private notFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const refusal = new Refusal(404, 'UNKNOWN_ROUTE', 'there is no such route', 'See /v1/openapi.json.');
    return this.refuse(refusal, request, reply);
  }

  private refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const refusal = refusalOf(error);
    if (!refusal) {
      // The sender has gone: nobody reads an answer.
      if (request.raw.destroyed && !request.raw.complete) return reply.code(400).send();
      this.parts.log.error({ err: error }, 'a request failed unexpectedly');
      const internal = new Refusal(
        500,
        'INTERNAL',
        'the request failed unexpectedly',
        'See the daemon’s log.',
      );
      return reply.code(500).send(internal.body);
    }
    const { status, retrySeconds, body } = refusal;
    if (retrySeconds !== undefined) void reply.header('retry-after', Math.ceil(retrySeconds));
    // What is left of the body is not read.
    if (!request.raw.complete) void reply.header('connection', 'close');
    return reply.code(status).type('application/json').send(body);
  }
}

function crowded(most: number): Refusal {
  return new Refusal(503, 'BUSY', `connections at a time: ${most}`, 'Try again later.', 1);
}

function draining(): Refusal {
  return new Refusal(
    503,
    'DRAINING',
    'the daemon is ending and takes no jobs',
    'Try again later, or ask another server.',
    DRAINING_RETRY_SECONDS,
  );
}

/** Whoever may submit sees devices, and jobs of its own. */
function viewerOf({ role, name }: TokenHolder): Viewer {
  return { owner: role === 'submit' ? name : undefined };
}
