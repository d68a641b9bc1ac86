import { deserialize, serialize } from 'node:v8';

/** The largest message, in bytes: far above any proof's openings; bulk data crosses by the arena. */
export const MAX_FRAME_BYTES = 2 ** 28;

const LENGTH_BYTES = 4;

/** A value as a frame: its length as a little-endian word, and its structured clone. */
export function encodeFrame(value: unknown): Buffer {
  const body = serialize(value);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
}

/** Takes frames apart, however their bytes arrive. What is no frame is told once, and ends it. */
export class FrameReader {
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private isBroken = false;

  constructor(
    private readonly hear: (value: unknown) => void,
    private readonly tellBroken: (why: string) => void,
  ) {}

  push(chunk: Buffer): void {
    if (this.isBroken) return;
    this.chunks.push(chunk);
    this.bytes += chunk.length;
    while (!this.isBroken && this.bytes >= LENGTH_BYTES) {
      const length = this.peekLength();
      if (length > MAX_FRAME_BYTES) {
        this.break(`a message of ${length} bytes`);
      } else if (this.bytes < LENGTH_BYTES + length) {
        return;
      } else {
        this.read(this.take(LENGTH_BYTES + length).subarray(LENGTH_BYTES));
      }
    }
  }

  private read(body: Buffer): void {
    let value: unknown;
    try {
      value = deserialize(body);
    } catch {
      this.break('what is no message');
      return;
    }
    this.hear(value);
  }

  private peekLength(): number {
    if (this.chunks[0].length < LENGTH_BYTES) this.chunks.unshift(this.take(LENGTH_BYTES, true));
    return this.chunks[0].readUInt32LE();
  }

  /** So many bytes off the front; they still count where they are put back. */
  private take(count: number, isPutBack = false): Buffer {
    const parts: Buffer[] = [];
    for (let missing = count; missing > 0;) {
      const chunk = this.chunks.shift()!;
      parts.push(chunk.subarray(0, missing));
      if (chunk.length > missing) this.chunks.unshift(chunk.subarray(missing));
      missing -= Math.min(missing, chunk.length);
    }
    if (!isPutBack) this.bytes -= count;
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }

  private break(why: string): void {
    this.isBroken = true;
    this.chunks.length = 0;
    this.tellBroken(why);
  }
}
