import test from 'ava';
import { encodeFrame, FrameReader, MAX_FRAME_BYTES } from '../../../host/runtime/process/frames.js';

/** What a reader makes of bytes that come in pieces of such a size. */
function readAll(bytes: Buffer, pieceBytes: number) {
  const heard: unknown[] = [];
  const broken: string[] = [];
  const reader = new FrameReader(
    (value) => heard.push(value),
    (why) => broken.push(why),
  );
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.subarray(at, at + pieceBytes));
  return { heard, broken };
}

const VALUES = [{ kind: 'closed' }, { words: Uint32Array.of(1, 2, 3), times: Float64Array.of(0.5) }, null, 7];

test('frames come out as they went in, however their bytes are cut', (t) => {
  const bytes = Buffer.concat(VALUES.map(encodeFrame));
  for (let pieceBytes = 1; pieceBytes <= bytes.length; pieceBytes++) {
    t.deepEqual(readAll(bytes, pieceBytes), { heard: VALUES, broken: [] });
  }
});

test('a frame that is cut short is awaited', (t) => {
  const bytes = encodeFrame(VALUES[1]);
  t.deepEqual(readAll(bytes.subarray(0, -1), 5), { heard: [], broken: [] });
});

test('what is no frame is told once, and ends the talk', (t) => {
  const body = Buffer.from('a log');
  const wrong = Buffer.concat([Buffer.of(body.length, 0, 0, 0), body]);
  const bytes = Buffer.concat([encodeFrame(1), wrong, wrong, encodeFrame(2)]);
  for (const pieceBytes of [1, 3, bytes.length]) {
    t.deepEqual(readAll(bytes, pieceBytes), { heard: [1], broken: ['what is no message'] });
  }
});

test('a length beyond the bound is refused before anything of it is kept', (t) => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(MAX_FRAME_BYTES + 1);
  t.deepEqual(readAll(length, 4), { heard: [], broken: [`a message of ${MAX_FRAME_BYTES + 1} bytes`] });
});

test('bytes that were changed anywhere are read or refused, never thrown', (t) => {
  const frame = encodeFrame(VALUES);
  for (let at = 4; at < frame.length; at++) {
    for (const value of [0, 1, 0x5b, 0x7f, 0xff]) {
      const changed = Buffer.from(frame);
      changed[at] = value;
      const { heard, broken } = readAll(changed, changed.length);
      t.is(heard.length + broken.length, 1);
    }
  }
});
