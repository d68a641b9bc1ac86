import type { AddressInfo } from 'node:net';
import { fastify, type FastifyInstance } from 'fastify';
import { streamEvents } from '../../../host/daemon/http/event-stream.js';
import { Gate } from '../../../host/daemon/http/gate.js';
import { addPageRoutes } from '../../../host/daemon/http/page-routes.js';
import { statusEvents } from '../../../host/daemon/http/status-events.js';
import type { StatusBoard } from '../../../host/daemon/status/index.js';
import { testConfig } from '../fake-daemon.js';

/** The page over a status that no daemon has, for whoever asks from this machine. */
export async function serveBoard(board: Pick<StatusBoard, 'follow' | 'revision'>) {
  const closing = new AbortController();
  const app = fastify({ forceCloseConnections: true }) as unknown as FastifyInstance;
  addPageRoutes(app, new Gate(testConfig('/nowhere', { statusPage: { open: true } })));
  app.get('/v1/status/events', async (_request, reply) => {
    reply.hijack();
    const source = statusEvents(board as StatusBoard, { owner: undefined });
    await streamEvents(source, reply.raw, closing.signal);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      closing.abort();
      await app.close();
    },
  };
}
