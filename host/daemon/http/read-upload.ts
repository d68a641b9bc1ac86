import type { Readable } from 'node:stream';
import { Refusal } from './refusal.js';

const ELF_MAGIC = [0x7f, 0x45, 0x4c, 0x46];

/** The bytes of an upload as they come, as long as there are no more than so many. @throws Refusal 413, 422 */
export async function* readUpload(
  body: Readable,
  { maxBytes, isProgram }: { readonly maxBytes: number; readonly isProgram: boolean },
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  const start: number[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    if (isProgram && start.length < ELF_MAGIC.length) {
      start.push(...chunk.subarray(0, ELF_MAGIC.length - start.length));
      if (start.some((byte, i) => byte !== ELF_MAGIC[i])) throw noProgram();
    }
    yield chunk;
  }
  if (isProgram && start.length < ELF_MAGIC.length) throw noProgram();
}

export function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, 'BODY_TOO_LARGE', `at most ${maxBytes} bytes are taken`, 'Send less.');
}

function noProgram(): Refusal {
  return new Refusal(
    422,
    'NO_PROGRAM',
    'this is no ELF file',
    'Upload a statically linked RV32IM executable.',
  );
}
