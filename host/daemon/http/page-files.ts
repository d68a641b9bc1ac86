import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of the status page, as it is sent. */
export interface PageFile {
  /** Of the URL. */
  readonly path: string;
  readonly type: string;
  readonly content: Buffer;
  /** Changes with the content. */
  readonly tag: string;
}

/** HTML and CSS are sent as they are in the source tree, modules as they were compiled. */
const SOURCES = fileURLToPath(new URL('../../../../host/daemon/page/', import.meta.url));
const MODULES = fileURLToPath(new URL('../page/', import.meta.url));
const READ_EVENTS = fileURLToPath(new URL('../api/read-events.js', import.meta.url));

function pageFile(path: string, type: string, content: Buffer): PageFile {
  const tag = `"${createHash('sha256').update(content).digest('base64url')}"`;
  return { path, type: `${type}; charset=utf-8`, content, tag };
}

/** Everything that the page loads besides its HTML. */
export function pageFiles(): PageFile[] {
  const modules = readdirSync(MODULES)
    .filter((name) => name.endsWith('.js'))
    .map((name) => [`/page/${name}`, MODULES + name] as const);
  return [
    pageFile('/page/style.css', 'text/css', readFileSync(`${SOURCES}style.css`)),
    pageFile('/page/icon.svg', 'image/svg+xml', readFileSync(`${SOURCES}icon.svg`)),
    ...[...modules, ['/api/read-events.js', READ_EVENTS] as const].map(([path, file]) =>
      pageFile(path, 'text/javascript', readFileSync(file)),
    ),
  ];
}

/** The page itself. It is told whether it may look without a token, so that it need not try. */
export function pageDocument(isOpen: boolean): PageFile {
  const text = readFileSync(`${SOURCES}index.html`, 'utf8');
  const content = isOpen ? text.replace('<html lang="en">', '<html lang="en" data-open>') : text;
  return pageFile('/', 'text/html', Buffer.from(content));
}
