import { Matrix, SwitchyardError, type Device, type Segment } from '../runtime/index.js';
import { isFault } from './faults.js';
import { supports, type Fleet } from './fleet.js';
import { consumedBy, type Datum, type LogicalOp } from './datum.js';

/** What a move is part of, and how its messages are sent. */
export interface MoveContext {
  readonly fleet: Fleet;
  /** Sends ops to a device, with copies of their inputs there, and registers what they make. */
  readonly execute: (ops: readonly LogicalOp[], device: Device) => Promise<void>;
  /** Sends a segment for a device that moves data. */
  readonly transfer: (segment: Segment, device: Device) => Promise<void>;
}

/**
 * Sees that a device has copies of data: from devices that have them, or made again by the ops that they come from.
 *
 * @throws SwitchyardError of the device where it cannot hold them; SY_ERR_DEVICE where data are lost for good
 */
export async function bring(data: readonly Datum[], device: Device, context: MoveContext): Promise<void> {
  const arriving = data.flatMap((datum) => datum.arriving.get(device) ?? []);
  const missing = data.filter((datum) => !datum.copies.has(device) && !datum.arriving.has(device));
  if (missing.length === 0 && arriving.length === 0) return;
  const arrival = bringMissing(missing, device, context);
  // Awaited below; a failure is told there.
  arrival.catch(() => undefined);
  for (const datum of missing) datum.arriving.set(device, arrival);
  try {
    await Promise.all([arrival, ...arriving]);
  } finally {
    for (const datum of missing) datum.arriving.delete(device);
  }
}

async function bringMissing(data: readonly Datum[], device: Device, context: MoveContext): Promise<void> {
  const movable = new Map<Device, Datum[]>();
  const remade: Datum[] = [];
  for (const datum of data) {
    const source = sourceOf(datum, context.fleet);
    if (source) movable.set(source, [...(movable.get(source) ?? []), datum]);
    else remade.push(datum);
  }
  for (const [source, ofSource] of movable) {
    if (!(await move(ofSource, source, device, context))) remade.push(...ofSource);
  }
  for (const datum of remade) await remake(datum, device, context);
}

/** A device that a copy can be had from. */
function sourceOf({ held, copies }: Datum, fleet: Fleet): Device | undefined {
  if (!(held instanceof Matrix)) return undefined;
  return [...copies.keys()].find((device) => fleet.has(device) && supports(device, 'download'));
}

/** Copies matrices through host memory; false where the source has failed. */
async function move(
  data: readonly Datum[],
  source: Device,
  device: Device,
  { transfer }: MoveContext,
): Promise<boolean> {
  const download = source.segment();
  const results = data.map((datum) => download.download(new Matrix(source, ...shapeAt(datum, source))));
  for (const datum of data) datum.pins++;
  try {
    await transfer(download, source);
  } catch (error) {
    if (isFault(error)) return false;
    throw error;
  } finally {
    for (const datum of data) datum.pins--;
  }
  const upload = device.segment();
  const copies = data.map(({ held }, i) => {
    const { field, rows, columns } = held as Matrix;
    const words = results[i].decode(new Uint32Array());
    return upload.upload(words, { field, rows, columns });
  });
  await transfer(upload, device);
  data.forEach((datum, i) => datum.copies.set(device, copies[i].handle));
  return true;
}

function shapeAt({ held, copies }: Datum, device: Device) {
  const { field, rows, columns } = held as Matrix;
  return [copies.get(device)!, field, rows, columns] as const;
}

async function remake(datum: Datum, device: Device, context: MoveContext): Promise<void> {
  if (datum.copies.has(device)) return;
  const { origin } = datum;
  if (!origin) {
    throw new SwitchyardError('SY_ERR_DEVICE', 'data were lost with the device that had them', {
      device: device.id,
      remedy: 'Make them in a segment of the dispatcher, which knows how to make them again.',
    });
  }
  if (!supports(device, origin.name)) {
    await remakeElsewhere(datum, origin, device, context);
    return;
  }
  const inputs = origin.inputs.map((input) => input.datum);
  for (const input of inputs) input.pins++;
  try {
    await bring(inputs, device, context);
    await context.execute([origin], device);
  } finally {
    for (const input of inputs) input.pins--;
  }
  const unneeded = [...inputs, ...origin.outputs.map((output) => output.datum)];
  const consumed = consumedBy(origin);
  if (consumed) consumed.copies.delete(device);
  await discard(
    unneeded.filter(({ isFreed, pins }) => isFreed && pins === 0),
    datum,
  );
}

async function remakeElsewhere(
  datum: Datum,
  origin: LogicalOp,
  device: Device,
  context: MoveContext,
): Promise<void> {
  const maker = context.fleet.members.find((member) => member.device && supports(member.device, origin.name));
  if (!maker?.device || !(datum.held instanceof Matrix)) {
    throw new SwitchyardError('SY_ERR_UNSUPPORTED', `${device.id} cannot do ${origin.name}`, {
      ...{ device: device.id, op: origin.name },
      remedy: 'Use another device for this op.',
    });
  }
  await bring([datum], maker.device, context);
  if (!(await move([datum], maker.device, device, context))) {
    throw new SwitchyardError('SY_ERR_DEVICE', `${maker.id} failed while data were moved from it`, {
      device: maker.id,
      remedy: 'Try again.',
    });
  }
}

/** Frees the copies of data that lineage alone had made, except one that is wanted. */
async function discard(data: readonly Datum[], wanted: Datum): Promise<void> {
  await freeCopies(new Set(data.filter((datum) => datum !== wanted)));
}

/** Frees all copies. Where a device is gone, so are they. */
export async function freeCopies(data: Iterable<Datum>): Promise<void> {
  const byDevice = new Map<Device, number[]>();
  for (const { copies } of data) {
    for (const [device, handle] of copies) byDevice.set(device, [...(byDevice.get(device) ?? []), handle]);
    copies.clear();
  }
  await Promise.all([...byDevice].map(([device, handles]) => freeHandles(device, handles)));
}

/** Frees handles of a device, whatever state it is in. */
export async function freeHandles(device: Device, handles: readonly number[]): Promise<void> {
  if (handles.length === 0) return;
  const segment = device.segment();
  segment.free(...handles.map((handle) => new Matrix(device, handle, 'koalabear', 0, 0)));
  await segment.submit().catch((error: unknown) => {
    if (!isFault(error)) throw error;
  });
}
