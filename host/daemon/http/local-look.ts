import type { FastifyRequest } from 'fastify';
import type { TokenHolder } from './tokens.js';

/** Somebody on this machine who looks without a token. */
export const LOCAL_VIEWER: TokenHolder = { name: '(this machine)', role: 'read', sha256: '' };

const LOOPBACK_ADDRESS = /^(?:::ffff:)?127(?:\.\d{1,3}){3}$|^::1$/;
/** Names that nobody else can have resolved to loopback: a page of somebody else's host is not let in. */
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
/** What proxies add: whoever is behind one on this machine does not ask from it. */
const PROXIED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'] as const;

/**
 * Whether a request without a token comes from this machine, by somebody who knows that it does: no page of another
 * host makes a browser ask so, neither by a name that it has resolved to loopback nor from its own origin.
 */
export function isLocalLook({ headers, socket }: FastifyRequest): boolean {
  if (headers.authorization !== undefined) return false;
  if (!LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '')) return false;
  if (!LOOPBACK_HOST.test(headers.host ?? '')) return false;
  if (PROXIED.some((name) => headers[name] !== undefined)) return false;
  const { origin } = headers;
  if (origin !== undefined && origin.replace(/^https?:\/\//, '') !== headers.host) return false;
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}
