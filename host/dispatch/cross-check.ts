import { Matrix, SwitchyardError, type Device } from '../runtime/index.js';
import type { BatchOutcome, BatchRun } from './batch-runner.js';
import { allConsumedBy, type Datum } from './datum.js';
import { isFault } from './faults.js';
import { supports, type Fleet, type FleetMember } from './fleet.js';
import type { Journal } from './journal.js';
import { freeCopies, freeCopiesOn, moveDeadline } from './residency.js';

/** How a batch is carried out on one device. */
type Attempt = (device: Device, run: BatchRun, keepsInputs: boolean) => Promise<Omit<BatchOutcome, 'batch'>>;

/**
 * Carries out ops on two devices and compares all that they made. The second one is the reference, the
 * CPU of this process, wherever that is not the first. It is believed where they differ, and the other is blamed.
 */
export class CrossCheck {
  constructor(
    private readonly fleet: Fleet,
    private readonly journal: Journal,
    private readonly attempt: Attempt,
  ) {}

  /**
   * @throws SwitchyardError SY_ERR_DEVICE where the device's work is not to be trusted, or nobody is left to say so
   *   (a reference is believed then); nothing of it is left
   */
  async run(member: FleetMember, run: BatchRun): Promise<Omit<BatchOutcome, 'batch'>> {
    const witnesses = this.witnessesFor(member);
    if (witnesses.length === 0) {
      if (member.isReference) return await this.attempt(member.device!, run, false);
      throw noSecondDevice(member);
    }
    const unfreed = { ...run, freed: [] };
    const first = { ...(await this.attempt(member.device!, unfreed, true)), regions: regionsOf(run) };
    try {
      const isChecked = await this.confirm(member, first, unfreed, witnesses);
      if (!isChecked && !member.isReference) throw nobodyLeft(member);
    } catch (error) {
      await freeCopies(outputsOf(run));
      throw error;
    }
    // A witness has written last.
    run.ops.forEach(({ name, region }, i) => {
      if (name === 'download') region!.set(first.regions[i]);
    });
    const gone = [...allConsumedBy(run.ops), ...run.freed];
    await freeCopies(gone.filter(({ pins }) => pins === 0));
    return first;
  }

  /** References first. */
  private witnessesFor(member: FleetMember): readonly FleetMember[] {
    const others = this.fleet.members.filter((other) => other !== member);
    return [
      ...others.filter(({ isReference }) => isReference),
      ...others.filter(({ isReference }) => !isReference),
    ];
  }

  /** Whether another device has said that the work is right. One that fails at it leaves that to the next. */
  private async confirm(
    member: FleetMember,
    first: Work,
    run: BatchRun,
    witnesses: readonly FleetMember[],
  ): Promise<boolean> {
    for (const witness of witnesses) {
      const { device } = witness;
      if (!device || !run.ops.every(({ name }) => supports(device, name))) continue;
      const second = await failing(this.attempt(device, run, true));
      const difference =
        second instanceof WitnessFailure
          ? second
          : await this.compare(run, first, { ...second, regions: regionsOf(run) });
      if (difference instanceof WitnessFailure) {
        // What it has made is not to be relied on either.
        await freeCopiesOn(outputsOf(run), device);
        const { code, message } = difference.error;
        this.journal.tell({
          ...{ kind: 'unchecked', stage: run.stage, device: member.id, against: witness.id },
          ...{ code, reason: message },
        });
        continue;
      }
      if (difference) await this.settle(run, member, { witness, device, difference });
      return true;
    }
    return false;
  }

  private async compare(
    { ops, signal }: BatchRun,
    first: Work,
    second: Work,
  ): Promise<Difference | WitnessFailure | undefined> {
    for (const [op, { name, outputs }] of ops.entries()) {
      const isSame =
        areEqual(first.outcome.words(op), second.outcome.words(op)) &&
        areEqual(first.regions[op], second.regions[op]);
      if (!isSame) return { op, detail: `the result of ${name} differs` };
      for (const { datum } of outputs) {
        const { held, copies } = datum;
        if (!(held instanceof Matrix) || !copies.has(first.device) || !copies.has(second.device)) continue;
        const mine = await download(datum, first.device, signal);
        const others = await failing(download(datum, second.device, signal));
        if (others instanceof WitnessFailure) return others;
        if (areEqual(mine, others)) continue;
        const at = mine.findIndex((word, k) => word !== others[k]);
        const place = `row ${Math.floor(at / held.columns)}, column ${at % held.columns}`;
        return { op, detail: `a matrix made by ${name} differs in ${place}` };
      }
    }
    return undefined;
  }

  /** Blames the device that is no reference. Fails with it where the work was its own, and not that of the witness. */
  private async settle(
    run: BatchRun,
    member: FleetMember,
    { witness, device, difference }: Doubt,
  ): Promise<void> {
    const liar = member.isReference ? witness : member;
    const other = liar === member ? witness : member;
    const { op, detail } = difference;
    const { name } = run.ops[op];
    this.journal.tell({
      ...{ kind: 'mismatch', stage: run.stage, op: name, detail },
      ...{ device: liar.id, against: other.id },
    });
    liar.blame(`${run.stage}: ${detail} from that of ${other.id}`);
    if (liar === member) {
      throw new SwitchyardError('SY_ERR_DEVICE', `${liar.id} ${name}: ${detail} from that of ${other.id}`, {
        ...{ device: liar.id, op: name },
        remedy: 'Its work is done elsewhere meanwhile; replace the device if it happens again.',
      });
    }
    // Whoever is left is right, and has copies of its own.
    await freeCopiesOn(outputsOf(run), device);
  }
}

/** What one of two devices did. */
type Work = Omit<BatchOutcome, 'batch'> & {
  /** What downloads wrote, by op. */
  readonly regions: readonly Uint32Array[];
};

/** What kept a witness from being one. */
class WitnessFailure {
  constructor(readonly error: SwitchyardError) {}
}

/** What a witness does, or the fault that it met with. */
async function failing<T>(work: Promise<T>): Promise<T | WitnessFailure> {
  try {
    return await work;
  } catch (error) {
    if (isFault(error)) return new WitnessFailure(error);
    throw error;
  }
}

/** What a witness has found. */
interface Doubt {
  readonly witness: FleetMember;
  readonly device: Device;
  readonly difference: Difference;
}

interface Difference {
  /** Its index in the batch. */
  readonly op: number;
  readonly detail: string;
}

function regionsOf({ ops }: BatchRun): readonly Uint32Array[] {
  return ops.map(({ name, region }) => (name === 'download' ? region!.slice() : new Uint32Array()));
}

function outputsOf({ ops }: BatchRun): readonly Datum[] {
  return ops.flatMap(({ outputs }) => outputs.map(({ datum }) => datum));
}

async function download(datum: Datum, device: Device, signal: AbortSignal | undefined): Promise<Uint32Array> {
  const { field, rows, columns } = datum.held as Matrix;
  const segment = device.segment();
  const result = segment.download(new Matrix(device, datum.copies.get(device)!, field, rows, columns));
  const deadlineSeconds = moveDeadline(rows * columns);
  return (await segment.submit({ ...(signal ? { signal } : {}), deadlineSeconds })).get(result);
}

function areEqual(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function noSecondDevice({ id }: FleetMember): SwitchyardError {
  return new SwitchyardError('SY_ERR_ARGUMENT', `there is no second device to check ${id} against`, {
    argument: 'check',
    remedy: 'Add another device, or leave the check out.',
  });
}

function nobodyLeft({ id }: FleetMember): SwitchyardError {
  return new SwitchyardError('SY_ERR_DEVICE', `nobody is left to check ${id} against`, {
    device: id,
    remedy: 'Run switchyard devices --test to see how the others are.',
  });
}
