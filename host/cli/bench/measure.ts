import type { PrimeFieldName } from '../../field/index.js';
import type { Device, Matrix, ProbeName } from '../../runtime/index.js';
import { prepare, type BenchOp, type Bound } from './catalogue.js';
import type { Shape } from './shape.js';

export interface Sample {
  readonly medianSeconds: number;
  readonly minSeconds: number;
  readonly maxSeconds: number;
  readonly runs: number;
}

/** What the machine can do at best, per second: bytes for `copy`, operations for the others. */
export type Rooflines = Readonly<Record<Bound, number>>;

/** Rooflines of the two fields; they differ in the multiplication alone. */
export type FieldRooflines = Readonly<Record<PrimeFieldName, Rooflines>>;

export function summarise(seconds: readonly number[]): Sample {
  const sorted = [...seconds].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return {
    medianSeconds: median,
    minSeconds: sorted[0],
    maxSeconds: sorted[sorted.length - 1],
    runs: sorted.length,
  };
}

/** One benched op with its input on the device. */
export class Workload {
  private constructor(
    private readonly device: Device,
    readonly op: BenchOp,
    readonly shape: Shape,
    private readonly input: Matrix,
  ) {}

  static async prepare(device: Device, op: BenchOp, shape: Shape): Promise<Workload> {
    const workload = new Workload(device, op, shape, await prepare(device, op, shape));
    // The first run pays for twiddle tables and fresh pages.
    await workload.time();
    return workload;
  }

  /** Seconds of one run. */
  async time(): Promise<number> {
    const seconds: number[] = [];
    for (let i = 0; i < (this.op.segments ?? 1); i++) seconds.push(await this.timeSegment());
    return summarise(seconds).medianSeconds;
  }

  private async timeSegment(): Promise<number> {
    const segment = this.device.segment();
    const made = this.op.run(segment, this.input, this.shape);
    // What was made is freed without being timed, where it is the segment that is timed.
    const isWhole = this.op.timed === 'segment';
    if (made.length > 0 && !isWhole) segment.free(...made);
    const started = performance.now();
    const outcome = await segment.submit();
    const seconds = (performance.now() - started) / 1e3;
    if (!isWhole) return outcome.seconds(this.op.timed);
    if (made.length > 0) {
      const freeing = this.device.segment();
      freeing.free(...made);
      await freeing.submit();
    }
    return seconds;
  }

  async release(): Promise<void> {
    const segment = this.device.segment();
    segment.free(this.input);
    await segment.submit();
  }
}

/**
 * Measures what ops are held against, on the threads that the device was opened with; undefined for a device that
 * does no probes.
 */
export async function measureRooflines(
  device: Device,
  isQuick: boolean,
): Promise<FieldRooflines | undefined> {
  // Cards with kernels for hashes alone have no arithmetic to be held to.
  if (!device.ops.has('probe') || !device.ops.has('elementwise')) return undefined;
  const rounds = isQuick ? 1 : 5;
  const best = async (what: ProbeName, field: PrimeFieldName, amount: number) => {
    const seconds: number[] = [];
    for (let i = 0; i < rounds; i++) {
      const segment = device.segment();
      segment.probe(what, field, amount);
      seconds.push((await segment.submit()).seconds('probe'));
    }
    return (amount * 2 ** 20) / Math.min(...seconds);
  };
  // A copy reads and writes: twice the bytes move.
  const copy = 2 * (await best('copy', 'koalabear', isQuick ? 1024 : 4096));
  const operations = isQuick ? 64 : 1024;
  const logic = await best('logic', 'koalabear', operations);
  return {
    koalabear: { copy, logic, multiply: await best('multiply', 'koalabear', operations) },
    babybear: { copy, logic, multiply: await best('multiply', 'babybear', operations) },
  };
}

/** What an op that took so long reaches of each roofline by the least work that it could do, the nearest first. */
export function holdAgainst(
  rooflines: Rooflines,
  { work }: BenchOp,
  shape: Shape,
  seconds: number,
): { bound: Bound; limit: number; share: number }[] {
  const bounds = Object.keys(work) as Bound[];
  return bounds
    .map((bound) => {
      const limit = rooflines[bound];
      return { bound, limit, share: work[bound]!(shape) / seconds / limit };
    })
    .sort((a, b) => b.share - a.share);
}
