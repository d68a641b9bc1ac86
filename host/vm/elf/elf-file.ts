/** Bytes of an untrusted file, little endian. */
export class ElfFile {
  private readonly view: DataView;

  constructor(private readonly file: Uint8Array) {
    this.view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  }

  get size(): number {
    return this.file.length;
  }

  holds(offset: number, size: number): boolean {
    return offset + size <= this.file.length;
  }

  bytes(offset: number, size: number): Uint8Array {
    return this.file.subarray(offset, offset + size);
  }

  byte(offset: number): number {
    return this.view.getUint8(offset);
  }

  half(offset: number): number {
    return this.view.getUint16(offset, true);
  }

  word(offset: number): number {
    return this.view.getUint32(offset, true);
  }
}
