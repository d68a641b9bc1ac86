import { ProofError } from './proof-error.js';

const VARINT_MAX_BYTES = 10;

/** A cursor over bytes. */
export class ByteReader {
  private readonly bytes: Uint8Array;
  private offset = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.offset === this.bytes.length;
  }

  /** @throws ProofError TRUNCATED */
  byte(): number {
    if (this.offset >= this.bytes.length) {
      throw new ProofError('TRUNCATED', `the proof ends at byte ${this.bytes.length}`);
    }
    return this.bytes[this.offset++];
  }

  /** So many bytes, not copied. @throws ProofError TRUNCATED */
  take(count: number): Uint8Array {
    if (count > this.bytes.length - this.offset) {
      throw new ProofError('TRUNCATED', `the proof ends at byte ${this.bytes.length}`);
    }
    return this.bytes.subarray(this.offset, (this.offset += count));
  }

  /** Four bytes, little-endian. @throws ProofError TRUNCATED */
  word(): number {
    const { bytes, offset } = this;
    if (offset + 4 > bytes.length) {
      throw new ProofError('TRUNCATED', `the proof ends at byte ${bytes.length}`);
    }
    this.offset = offset + 4;
    return (
      (bytes[offset] | (bytes[offset + 1] << 8) | (bytes[offset + 2] << 16) | (bytes[offset + 3] << 24)) >>> 0
    );
  }

  /**
   * A 64-bit LEB128 number as [low, high] words.
   *
   * @throws ProofError TRUNCATED, or VARINT where it exceeds 64 bits or a shorter form of it exists.
   */
  varint64(): [number, number] {
    let low = 0;
    let high = 0;
    for (let i = 0; i < VARINT_MAX_BYTES; i++) {
      const byte = this.byte();
      const digit = byte & 0x7f;
      if (i < 4) low |= digit << (7 * i);
      else if (i === 4) {
        low |= digit << 28;
        high = digit >>> 4;
      } else high |= digit << (7 * i - 32);
      if (byte >= 0x80) continue;
      if (i > 0 && byte === 0)
        throw new ProofError('VARINT', `byte ${this.offset}: a number has a shorter form`);
      if (i === VARINT_MAX_BYTES - 1 && byte > 1) break;
      return [low >>> 0, high >>> 0];
    }
    throw new ProofError('VARINT', `byte ${this.offset}: a number exceeds 64 bits`);
  }

  /** A LEB128 number below 2^32; larger ones become Infinity. @throws ProofError TRUNCATED, VARINT */
  varint(): number {
    const [low, high] = this.varint64();
    return high === 0 ? low : Infinity;
  }
}
