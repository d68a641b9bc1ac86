import { createHash, randomBytes } from 'node:crypto';
import type { DaemonConfig } from '../config.js';

export type TokenHolder = DaemonConfig['tokens'][number];

const TOKEN = /^Bearer (sy_[A-Za-z0-9_-]{43})$/;

/** A new token, and what a configuration has of it. Its 256 random bits need no slow hash. */
export function makeToken(): { readonly token: string; readonly sha256: string } {
  const token = `sy_${randomBytes(32).toString('base64url')}`;
  return { token, sha256: digestOf(token) };
}

/** Whose tokens are known. They are looked up by their digest, so that nothing depends on how much of one is right. */
export class Tokens {
  private readonly holders: ReadonlyMap<string, TokenHolder>;

  constructor(holders: readonly TokenHolder[]) {
    this.holders = new Map(holders.map((holder) => [holder.sha256, holder]));
  }

  /** Who sends a header `Authorization`; undefined for nobody who is known. */
  holderOf(header: string | undefined): TokenHolder | undefined {
    const token = TOKEN.exec(header ?? '')?.[1];
    return token === undefined ? undefined : this.holders.get(digestOf(token));
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
