import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, as one number. */
  readonly pixels: Uint32Array;
}

/** A PNG file of 8 bits for each channel, as browsers write them, with at most 256 colours: a third of the bytes. */
export function toPalettePng(file: Buffer): Buffer {
  const picture = decode(file);
  const counts = new Map<number, number>();
  for (const pixel of picture.pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const palette = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_COLOURS)
    .map(([colour]) => colour);
  const nearest = new Map<number, number>();
  for (const colour of counts.keys()) nearest.set(colour, indexOfNearest(palette, colour));
  const { width, height, pixels } = picture;
  // Every line begins with its filter: none.
  const lines = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) lines[y * (width + 1) + 1 + x] = nearest.get(pixels[y * width + x])!;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function channels(colour: number): [number, number, number] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

function indexOfNearest(palette: readonly number[], colour: number): number {
  const distanceTo = (other: number) => {
    const [red, green, blue] = channels(other);
    const own = channels(colour);
    return (red - own[0]) ** 2 + (green - own[1]) ** 2 + (blue - own[2]) ** 2;
  };
  let best = 0;
  for (let i = 1; i < palette.length; i++) {
    if (distanceTo(palette[i]) < distanceTo(palette[best])) best = i;
  }
  return best;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** Of 8 bits for each channel, not interlaced. @throws Error for others */
function decode(file: Buffer): Picture {
  const data: Buffer[] = [];
  let header: Buffer = Buffer.alloc(13);
  for (let at = SIGNATURE.length; at < file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const content = file.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = content;
    if (type === 'IDAT') data.push(content);
    at += length + 12;
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bytes = new Map([
    [2, 3],
    [6, 4],
  ]).get(header[9]);
  if (header[8] !== 8 || bytes === undefined || header[12] !== 0) throw new Error('a PNG of another form');
  const lines = unfilter(inflateSync(Buffer.concat(data)), width * bytes, bytes, height);
  const pixels = Uint32Array.from({ length: width * height }, (_, i) => lines.readUIntBE(i * bytes, 3));
  return { width, height, pixels };
}

/** What the filters of lines have made smaller, as it was. */
function unfilter(filtered: Buffer, stride: number, bytes: number, height: number): Buffer {
  const lines = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= bytes ? lines[at - bytes] : 0;
      const up = y > 0 ? lines[at - stride] : 0;
      const corner = x >= bytes && y > 0 ? lines[at - stride - bytes] : 0;
      const added = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      lines[at] = filtered[y * (stride + 1) + 1 + x] + added;
    }
  }
  return lines;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(guess - value));
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
