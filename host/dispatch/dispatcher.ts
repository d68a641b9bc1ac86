import {
  Device,
  Segment,
  SwitchyardError,
  type LinkBytes,
  type Matrix,
  type MerkleTree,
  type OpName,
  type Outcome,
  type Place,
  type SegmentMessage,
} from '../runtime/index.js';
import { BatchRunner } from './batch-runner.js';
import { divide } from './batches.js';
import { adopt, allConsumedBy, datumOf, logicalOps, type Datum, type LogicalOp } from './datum.js';
import type { StageRecord } from './events.js';
import { Fleet, lastingMember } from './fleet.js';
import { Journal } from './journal.js';
import { newLogicalHandle } from './logical-handle.js';
import { mergeOutcomes } from './merge-outcomes.js';
import { freeCopies } from './residency.js';
import type { StageRunner } from './stage-runner.js';

/** How the stages of one proof are carried out. */
export interface DispatchOptions {
  readonly signal?: AbortSignal | undefined;
  /** The device that an op of a stage is meant for, by id; by default the first of the fleet. */
  readonly assign?: ((stage: string, op: OpName) => string | undefined) | undefined;
  /** Carries each op out on two devices and compares what they made. */
  readonly check?: boolean | undefined;
  /** Seconds after which a segment with this much work is given up; by default never. */
  readonly deadline?: ((device: Device, ops: readonly LogicalOp[]) => number | undefined) | undefined;
  /** The devices' queue that everything goes to; by default the first. */
  readonly queue?: number | undefined;
  /** Asked where a device has too little memory: makes room there. False where it could not; then work goes elsewhere. */
  readonly makeRoom?: ((device: Device) => Promise<boolean>) | undefined;
  /** An op that a device fails at is not carried out elsewhere: the error is thrown. */
  readonly isStrict?: boolean | undefined;
  /** Where it is told what happens. Dispatchers of several proofs may share it. */
  readonly journal?: Journal | undefined;
}

/**
 * Carries out the stages of one proof on the devices of a fleet: each op goes to the device that it is assigned to,
 * data are moved where they are needed, and what a device cannot do, or takes with it when it fails, is done again
 * elsewhere. Matrices belong to no device: they can be used with every dispatcher whose fleet has a copy or can make one.
 *
 * A segment succeeds or fails as a whole, like one of a device.
 */
export class Dispatcher implements StageRunner {
  readonly fleet: Fleet;
  readonly journal: Journal;
  private readonly place: Place;
  private readonly runner: BatchRunner;

  constructor(
    devices: Device | Fleet,
    private readonly options: DispatchOptions = {},
  ) {
    this.fleet = devices instanceof Device ? new Fleet([lastingMember(devices)]) : devices;
    this.journal = options.journal ?? new Journal();
    this.runner = new BatchRunner(this.fleet, this.journal, options);
    this.place = {
      id: this.fleet.members.map(({ id }) => id).join('+'),
      newHandle: newLogicalHandle,
      handleOf: (held) => {
        const datum = this.find(held);
        // Without a datum, it is one that the segment itself is to make.
        const isKnown = datum
          ? datum.origin !== undefined || this.canHave(datum)
          : !(held.place instanceof Device);
        return isKnown ? held.handle : undefined;
      },
      submit: (message, { signal }) => this.carryOut('segment', message, signal),
    };
  }

  /** The device that is preferred where nothing is assigned. */
  get device(): Device {
    const device = this.fleet.members.find((member) => member.device)?.device;
    if (device) return device;
    throw new SwitchyardError('SY_ERR_DEVICE', `none of ${this.place.id} is there`, {
      device: this.place.id,
      remedy: 'Run switchyard devices to see why.',
    });
  }

  segment(): Segment {
    return new Segment(this.place);
  }

  holds(held: Matrix | MerkleTree): boolean {
    const datum = this.find(held);
    return datum !== undefined && this.canHave(datum);
  }

  async run(stage: string, segment: Segment): Promise<Outcome> {
    if (segment.place instanceof Device) {
      throw new SwitchyardError('SY_ERR_ARGUMENT', 'the segment is one of a device', {
        argument: 'segment',
        remedy: 'Start it with dispatcher.segment().',
      });
    }
    return this.carryOut(stage, segment.take(), this.options.signal);
  }

  async free(...held: (Matrix | MerkleTree)[]): Promise<void> {
    const segment = this.segment();
    segment.free(...held);
    await this.carryOut('release', segment.take(), undefined);
  }

  /** Everything that ran, in order of completion. */
  get timeline(): readonly StageRecord[] {
    return this.journal.stages;
  }

  /** The most that a device held while one of these segments ran. */
  get peakBytes(): number {
    return Math.max(0, ...this.journal.peakBytes.values());
  }

  /** What went over the links of devices that have one. */
  get linkBytes(): ReadonlyMap<string, LinkBytes> {
    return this.journal.linkBytes;
  }

  private canHave({ copies, origin }: Datum): boolean {
    if ([...copies.keys()].some((device) => this.fleet.has(device))) return true;
    return origin?.inputs.every(({ datum }) => this.canHave(datum)) ?? false;
  }

  private find(held: Matrix | MerkleTree): Datum | undefined {
    const known = datumOf(held);
    if (known) return known;
    const { place } = held;
    return place instanceof Device && this.fleet.has(place) ? adopt(held, place) : undefined;
  }

  private async carryOut(
    stage: string,
    message: SegmentMessage,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    const ops = logicalOps(message, (held) => this.find(held) ?? refuseUnmade(this.place.id));
    const used = ops.flatMap(({ name, inputs }) => inputs.map(({ datum }) => ({ name, datum })));
    const gone = used.find(({ datum }) => datum.isFreed);
    if (gone) throw freedAlready(this.place.id, gone.name);
    const freed = used.flatMap(({ name, datum }) => (name === 'free' ? [datum] : []));
    const began = this.journal.now();
    const batches = divide(ops, (op, homes) => this.runner.wanted(stage, op, homes));
    try {
      // Where all is on one device, one message is enough.
      const within = batches.length === 1 ? freed : [];
      const outcomes = await this.runner.runAll(stage, batches, within, signal);
      const consumed = allConsumedBy(ops);
      await freeForGood([...freed, ...consumed]);
      return mergeOutcomes(ops, outcomes, began);
    } catch (error) {
      await freeForGood(ops.flatMap((op) => op.outputs.map(({ datum }) => datum)));
      throw error;
    }
  }
}

async function freeForGood(data: readonly Datum[]): Promise<void> {
  for (const datum of data) datum.isFreed = true;
  await freeCopies(data.filter(({ pins }) => pins === 0));
}

function refuseUnmade(device: string): never {
  throw new SwitchyardError('SY_ERR_ARGUMENT', 'a matrix or a tree is used that no segment has made yet', {
    ...{ argument: 'segment', device },
    remedy: 'Run the segment that makes it first.',
  });
}

function freedAlready(device: string, op: OpName): SwitchyardError {
  return new SwitchyardError('SY_ERR_ARGUMENT', `${op} uses a matrix or a tree that was freed`, {
    ...{ argument: op, device, op },
    remedy: 'Use it before it is freed, and free it once.',
  });
}
