import { SwitchyardError } from '../runtime/index.js';

const LENGTH_BYTES = 8;

/**
 * The input buffers of a serialised `SP1Stdin`: bincode, that is a 64-bit count, then for each buffer a 64-bit length
 * and its bytes, little-endian. Fields may follow, and are not read. The buffers are not copied.
 *
 * @throws SwitchyardError SY_ERR_STDIN with `check` `TRUNCATED` where the bytes end before the buffers do
 */
export function parseSp1Stdin(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  const readLength = (what: string): number => {
    if (bytes.length - offset < LENGTH_BYTES) throw truncated(bytes, what);
    const length = view.getBigUint64(offset, true);
    offset += LENGTH_BYTES;
    // More than is left cannot be, and what is left is a safe number.
    if (length > BigInt(bytes.length - offset)) throw truncated(bytes, `${what} of ${length}`);
    return Number(length);
  };
  const count = readLength('the number of buffers');
  const buffers: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const length = readLength(`the length of buffer ${i}`);
    buffers.push(bytes.subarray(offset, (offset += length)));
  }
  return buffers;
}

function truncated(bytes: Uint8Array, what: string): SwitchyardError {
  return new SwitchyardError(
    'SY_ERR_STDIN',
    `TRUNCATED: the file ends at byte ${bytes.length}, within ${what}`,
    {
      remedy: 'Pass an SP1Stdin as bincode serialises it.',
      check: 'TRUNCATED',
      argument: 'sp1-stdin',
    },
  );
}
