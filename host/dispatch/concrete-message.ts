import { freeWords, WordList, type Device, type Op, type SegmentMessage } from '../runtime/index.js';
import { LDE_CONSUME, type Datum, type LogicalOp } from './datum.js';

export interface ConcreteMessage {
  readonly message: SegmentMessage;
  /** The device's handles of what it makes. */
  readonly made: ReadonlyMap<Datum, number>;
}

export interface MessageOptions {
  /** What ops may consume; anything else is kept. */
  readonly consumed?: readonly Datum[] | undefined;
  /** What to free in the end, as far as the device has it. */
  readonly freed?: readonly Datum[] | undefined;
}

/**
 * Ops as one device is told them: with its own handles for what they read, which must have copies there or be made by
 * earlier ones, and new ones for what they make.
 */
export function concreteMessage(
  ops: readonly LogicalOp[],
  device: Device,
  { consumed = [], freed = [] }: MessageOptions = {},
): ConcreteMessage {
  const words = new WordList();
  const regions: Uint32Array[] = [];
  const made = new Map<Datum, number>();
  const own: Op[] = [];
  for (const { name, words: logical, inputs, outputs, regionAt, region } of ops) {
    const op = Uint32Array.from(logical);
    for (const { at, datum } of inputs) op[at] = handleAt(datum, device, made);
    for (const { at, datum } of outputs) {
      op[at] = device.newHandle();
      made.set(datum, op[at]);
    }
    if (name === 'lde' && !consumed.includes(inputs[0].datum)) op[LDE_CONSUME] = 0;
    if (regionAt !== undefined) op[regionAt] = regions.push(region!) - 1;
    own.push({ name, start: words.length, length: op.length, inputs: [], outputs: [], regionAt });
    words.append(op);
  }
  const handles = freed.flatMap((datum) => made.get(datum) ?? datum.copies.get(device) ?? []);
  if (handles.length > 0) {
    const op = freeWords(handles);
    own.push({ name: 'free', start: words.length, length: op.length, inputs: [], outputs: [] });
    words.append(op);
  }
  return { message: { words: words.view, ops: own, regions }, made };
}

function handleAt(datum: Datum, device: Device, made: ReadonlyMap<Datum, number>): number {
  const handle = made.get(datum) ?? datum.copies.get(device);
  // A handle that the device does not have: it answers as it does for matrices that were freed.
  return handle ?? NO_HANDLE;
}

const NO_HANDLE = 0;
