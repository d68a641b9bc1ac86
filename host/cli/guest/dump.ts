import type { MemoryRange } from '../../vm/index.js';
import { UsageError } from '../usage-error.js';

/** A range of memory, and the file that it goes to. */
export interface Dump extends MemoryRange {
  readonly file: string;
}

/** Parses `FROM:TO=FILE`, addresses in decimal or with 0x. @throws UsageError */
export function parseDump(text: string): Dump {
  const match = /^(0x[0-9a-f]{1,8}|\d{1,10}):(0x[0-9a-f]{1,8}|\d{1,10})=(.+)$/i.exec(text);
  const [from, to] = match ? [Number(match[1]), Number(match[2])] : [1, 0];
  if (!match || from > to || to >= 2 ** 32) {
    throw new UsageError(`--dump: '${text}' is not FROM:TO=FILE with addresses such as 0x00200800`);
  }
  return { from, to, file: match[3] };
}
