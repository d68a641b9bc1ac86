import { ContainerError } from './bitstream-error.js';

/** Bytes of an untrusted file, little endian. Callers keep to its size. */
export class ContainerBytes {
  private readonly data: DataView;

  constructor(private readonly file: Uint8Array) {
    this.data = new DataView(file.buffer, file.byteOffset, file.byteLength);
  }

  get size(): number {
    return this.file.length;
  }

  view(offset: number, size: number): Uint8Array {
    return this.file.subarray(offset, offset + size);
  }

  byte(offset: number): number {
    return this.data.getUint8(offset);
  }

  half(offset: number): number {
    return this.data.getUint16(offset, true);
  }

  word(offset: number): number {
    return this.data.getUint32(offset, true);
  }

  int(offset: number): number {
    return this.data.getInt32(offset, true);
  }

  long(offset: number): bigint {
    return this.data.getBigUint64(offset, true);
  }

  /** Printable ASCII up to a zero byte within `room` bytes, all behind which are zero; undefined for anything else. */
  text(offset: number, room: number): string | undefined {
    const bytes = this.view(offset, room);
    const end = bytes.indexOf(0);
    if (end < 0 || bytes.subarray(end).some((byte) => byte !== 0)) return undefined;
    const text = Buffer.from(bytes.subarray(0, end)).toString('latin1');
    return /^[\x20-\x7e]*$/.test(text) ? text : undefined;
  }

  /** The same where it has to be there. @throws ContainerError CONTAINER_TEXT */
  requiredText(offset: number, room: number, what: string, mayBeEmpty = false): string {
    const text = this.text(offset, room);
    if (text === undefined || (text === '' && !mayBeEmpty))
      throw new ContainerError('CONTAINER_TEXT', `${what} is no text of fewer than ${room} characters`);
    return text;
  }
}
