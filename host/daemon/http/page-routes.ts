import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Gate } from './gate.js';
import { pageDocument, pageFiles, type PageFile } from './page-files.js';

/** Nothing but what the daemon itself sends, in no frame, and no form that leaves the page. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "object-src 'none'"],
  "require-trusted-types-for 'script'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Always asked for, sent where it has changed.
  'cache-control': 'no-cache',
};

/** The status page at `/` and the files that it loads. */
export function addPageRoutes(app: FastifyInstance, gate: Gate): void {
  const open = pageDocument(true);
  const closed = pageDocument(false);
  addFile(app, gate, '/', (request) => (gate.mayLook(request) ? open : closed));
  for (const file of pageFiles()) addFile(app, gate, file.path, () => file);
}

function addFile(
  app: FastifyInstance,
  gate: Gate,
  path: string,
  choose: (request: FastifyRequest) => PageFile,
): void {
  app.route({
    ...{ method: 'GET', url: path },
    onRequest: (request, _reply, done) => {
      try {
        gate.admitToPage(request);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    handler: async (request, reply) => await send(choose(request), request, reply),
  });
}

async function send(
  { type, content, tag }: PageFile,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  void reply.headers({ ...HEADERS, etag: tag });
  if (headers['if-none-match'] === tag) return await reply.code(304).send();
  return await reply.type(type).send(content);
}
