import { isCancelled, Matrix, SwitchyardError, type Device, type Segment } from '../runtime/index.js';
import { isFault } from './faults.js';
import { supports, type Fleet } from './fleet.js';
import type { Datum, LogicalOp } from './datum.js';

/** What a move is part of, and how its messages are sent. */
export interface MoveContext {
  readonly fleet: Fleet;
  /** Sends ops to a device, with copies of their inputs there, and registers what they make. */
  readonly execute: (ops: readonly LogicalOp[], device: Device) => Promise<void>;
  /** Sends a segment for a device that moves so many words. */
  readonly transfer: (segment: Segment, device: Device, words: number) => Promise<void>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sees that a device has copies of data: from devices that have them, or made again by the ops that they come from.
 *
 * @throws SwitchyardError of the device where it cannot hold them; SY_ERR_DEVICE where data are lost for good
 */
export async function bring(data: readonly Datum[], device: Device, context: MoveContext): Promise<void> {
  const missing = data.filter((datum) => !datum.copies.has(device) && !datum.arriving.has(device));
  const isAwaitingOthers = data.some(({ arriving }) => arriving.has(device));
  const bySource = new Map<Device, Datum[]>();
  for (const datum of missing) {
    const source = sourceOf(datum, context.fleet);
    if (source) bySource.set(source, [...(bySource.get(source) ?? []), datum]);
    else arrive(datum, device, remake(datum, device, context));
  }
  for (const [source, ofSource] of bySource) {
    const moved = move(ofSource, source, device, context);
    for (const datum of ofSource) {
      arrive(
        datum,
        device,
        moved.then((isMoved) => (isMoved ? undefined : remake(datum, device, context))),
      );
    }
  }
  // All of them: what arrives after a failure would be left where nobody looks for it.
  const arrivals = await Promise.allSettled(data.flatMap((datum) => datum.arriving.get(device) ?? []));
  const failures = arrivals.flatMap((arrival) =>
    arrival.status === 'rejected' ? [arrival.reason as Error] : [],
  );
  const failure = failures.find((reason) => !isCancelled(reason)) ?? failures.at(0);
  if (failure === undefined) return;
  // Whoever had begun to bring it does not want it any more.
  if (isCancelled(failure) && isAwaitingOthers && !context.signal?.aborted)
    await bring(data, device, context);
  else throw failure;
}

/** Each datum arrives by itself, for one that is made again may wait for another. */
function arrive(datum: Datum, device: Device, arrival: Promise<void>): void {
  const done = arrival.finally(() => datum.arriving.delete(device));
  // Told to those who wait for it.
  done.catch(() => undefined);
  datum.arriving.set(device, done);
}

/** A device that a copy can be had from. */
function sourceOf({ held, copies }: Datum, fleet: Fleet): Device | undefined {
  if (!(held instanceof Matrix)) return undefined;
  const able = [...copies.keys()].filter((device) => fleet.has(device) && supports(device, 'download'));
  // What a reference has is not to be had from a device that may lie.
  return able.find((device) => fleet.memberOf(device)?.isReference) ?? able[0];
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
  const words = data.reduce((sum, { held }) => sum + wordsOf(held as Matrix), 0);
  pin(data);
  try {
    await transfer(download, source, words);
  } catch (error) {
    if (isFault(error)) return false;
    throw error;
  } finally {
    await unpin(data);
  }
  const upload = device.segment();
  const copies = data.map(({ held }, i) => {
    const { field, rows, columns } = held as Matrix;
    const words = results[i].decode(new Uint32Array());
    return upload.upload(words, { field, rows, columns });
  });
  await transfer(upload, device, words);
  await keepCopies(
    data.map((datum, i) => [datum, copies[i].handle]),
    device,
  );
  return true;
}

function wordsOf({ rows, columns }: Matrix): number {
  return rows * columns;
}

function shapeAt({ held, copies }: Datum, device: Device) {
  const { field, rows, columns } = held as Matrix;
  return [copies.get(device)!, field, rows, columns] as const;
}

async function remake(datum: Datum, device: Device, context: MoveContext): Promise<void> {
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
  let remaking = origin.remaking.get(device);
  if (!remaking) {
    remaking = runAgain(origin, device, context).finally(() => origin.remaking.delete(device));
    origin.remaking.set(device, remaking);
  }
  pin([datum]);
  try {
    await remaking;
  } finally {
    await unpin([datum]);
  }
}

/** Carries an op out again, and frees what nobody needs of its inputs and outputs. */
async function runAgain(op: LogicalOp, device: Device, context: MoveContext): Promise<void> {
  const inputs = op.inputs.map(({ datum }) => datum);
  const data = [...inputs, ...op.outputs.map(({ datum }) => datum)];
  pin(data);
  try {
    await bring(inputs, device, context);
    await context.execute([op], device);
  } finally {
    await unpin(data);
  }
}

/** Registers what a device has made. Of what it has already, since lineage has made it meanwhile, it keeps one. */
export async function keepCopies(made: Iterable<readonly [Datum, number]>, device: Device): Promise<void> {
  const surplus: number[] = [];
  for (const [datum, handle] of made) {
    if (datum.copies.has(device)) surplus.push(handle);
    else datum.copies.set(device, handle);
  }
  await freeHandles(device, surplus);
}

/** Keeps copies from being freed while somebody uses them. */
export function pin(data: readonly Datum[]): void {
  for (const datum of data) datum.pins++;
}

/** The last user frees the copies of data that were freed meanwhile, or that lineage alone had made. */
export async function unpin(data: readonly Datum[]): Promise<void> {
  for (const datum of data) datum.pins--;
  await freeCopies(new Set(data.filter(({ isFreed, pins }) => isFreed && pins === 0)));
}

/**
 * Hides copies that a message is about to consume or free, so that nobody else finds them meanwhile.
 *
 * @returns what is to be called where the message has failed: what it was to free is put back. The contents of what it
 *   was to consume cannot be relied on; where they can be made again they are freed.
 */
export function takeCopies(
  { consumed, freed }: { readonly consumed: readonly Datum[]; readonly freed: readonly Datum[] },
  device: Device,
): () => Promise<void> {
  const kept = new Map<Datum, number>();
  const spoilt: number[] = [];
  for (const datum of new Set([...consumed, ...freed])) {
    const handle = datum.copies.get(device);
    if (handle === undefined) continue;
    datum.copies.delete(device);
    if (consumed.includes(datum) && datum.origin) spoilt.push(handle);
    else kept.set(datum, handle);
  }
  return async () => {
    await keepCopies(kept, device);
    await freeHandles(device, spoilt);
  };
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

/** Frees all copies. Where a device is gone, so are they. */
export async function freeCopies(data: Iterable<Datum>): Promise<void> {
  const byDevice = new Map<Device, number[]>();
  for (const { copies } of data) {
    for (const [device, handle] of copies) byDevice.set(device, [...(byDevice.get(device) ?? []), handle]);
    copies.clear();
  }
  await Promise.all([...byDevice].map(([device, handles]) => freeHandles(device, handles)));
}

/** Frees the copies that one device has. */
export async function freeCopiesOn(data: readonly Datum[], device: Device): Promise<void> {
  const handles = data.flatMap(({ copies }) => copies.get(device) ?? []);
  for (const { copies } of data) copies.delete(device);
  await freeHandles(device, handles);
}

/** Frees handles of a device, whatever state it is in and whatever it answers: nobody uses them any more. */
export async function freeHandles(device: Device, handles: readonly number[]): Promise<void> {
  if (handles.length === 0) return;
  const segment = device.segment();
  segment.free(...handles.map((handle) => new Matrix(device, handle, 'koalabear', 0, 0)));
  await segment.submit({ deadlineSeconds: moveDeadline(0) }).catch((error: unknown) => {
    if (!(error instanceof SwitchyardError)) throw error;
  });
}

/** Seconds after which a device that moves so many words, at a rate below that of any link, counts as hung. */
export function moveDeadline(words: number): number {
  return MOVE_SECONDS + words / SLOWEST_WORDS_PER_SECOND;
}

const MOVE_SECONDS = 60;
const SLOWEST_WORDS_PER_SECOND = 5e6;
