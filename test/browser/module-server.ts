import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { repositoryFile } from '../support/repository.js';

export interface ModuleServer extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly origin: string;
}

/** Compiled modules: no dots in a path but that of the extension, so that none leads out of dist/host. */
const MODULE = /^\/host(?:\/[a-z0-9-]+)+\.js$/;

/** Serves dist/host as /host and the given pages, by path, on the loopback interface. */
export async function serveModules(pages: ReadonlyMap<string, string>): Promise<ModuleServer> {
  const contentOf = async (path: string): Promise<string | Buffer | undefined> => {
    if (!MODULE.test(path)) return pages.get(path);
    return readFile(repositoryFile(`dist${path}`)).catch(() => undefined);
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    void contentOf(pathname).then((content) => {
      const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html';
      response.writeHead(content === undefined ? 404 : 200, { 'content-type': type });
      response.end(content);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
