import type { Datum, LogicalOp } from './datum.js';

/** Ops of a segment that go to one device as one message. */
export interface Batch {
  /** The device's id, or undefined for any. */
  readonly wanted: string | undefined;
  readonly ops: { readonly op: LogicalOp; /** Its place in the segment. */ readonly index: number }[];
  /** Batches whose outputs it reads. */
  readonly after: Set<Batch>;
}

/**
 * Divides ops among devices. An op joins the last batch of its device unless it reads what a later batch makes; so
 * each batch can be sent as soon as those that it names are done.
 *
 * @param wanted the device that an op is meant for, given those of what the segment has made so far. `free` is left out,
 *   since data may be on several devices.
 */
export function divide(
  ops: readonly LogicalOp[],
  wanted: (op: LogicalOp, homes: ReadonlyMap<Datum, string | undefined>) => string | undefined,
): readonly Batch[] {
  const batches: Batch[] = [];
  const makers = new Map<Datum, number>();
  const homes = new Map<Datum, string | undefined>();
  const last = new Map<string | undefined, number>();
  ops.forEach((op, index) => {
    if (op.name === 'free') return;
    const sources = op.inputs.flatMap(({ datum }) => makers.get(datum) ?? []);
    const device = wanted(op, homes);
    let at = last.get(device);
    if (at === undefined || sources.some((source) => source > at!)) {
      at = batches.push({ wanted: device, ops: [], after: new Set() }) - 1;
      last.set(device, at);
    }
    batches[at].ops.push({ op, index });
    for (const source of sources) if (source !== at) batches[at].after.add(batches[source]);
    for (const { datum } of op.outputs) {
      makers.set(datum, at);
      homes.set(datum, device);
    }
  });
  return batches;
}
