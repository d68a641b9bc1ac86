import type { Dispatcher } from '../../dispatch/index.js';
import { isCancelled, SwitchyardError, type Device, type Matrix } from '../../runtime/index.js';

/** Tables on a device ahead of their turn. */
interface Staged {
  readonly lane: string;
  readonly device: Device;
  readonly dispatcher: Dispatcher;
  /** Undefined where they could not be put there. */
  readonly tables: Promise<readonly Matrix[] | undefined>;
}

/**
 * Tables of shards that wait, put on devices while these still prove others: so links are busy while devices are. It is
 * done for no more than one shard a lane, and undone where a device has no room for it.
 */
export class Staging {
  private readonly staged = new Map<number, Staged>();
  /** Devices that had no room. */
  private readonly full = new Set<string>();
  /** What is being freed, by device. */
  private readonly leaving = new Map<Device, Set<Promise<void>>>();

  /** @param onFailure told where tables could not be put on a device: they are when it is their turn */
  constructor(private readonly onFailure: (device: string, code: string, error: Error) => void) {}

  /** Whether a lane, on this device, may get a shard's tables ahead. */
  hasRoom(lane: string, device: Device): boolean {
    const isTaken = [...this.staged.values()].some((staged) => staged.lane === lane);
    return !isTaken && !this.full.has(device.id) && device.queues > 1;
  }

  has(shard: number): boolean {
    return this.staged.has(shard);
  }

  /** Begins to put a shard's tables on a lane's device. */
  begin(
    shard: number,
    target: Pick<Staged, 'lane' | 'device' | 'dispatcher'>,
    upload: (dispatcher: Dispatcher) => Promise<readonly Matrix[]>,
  ): void {
    const tables = upload(target.dispatcher).catch((error: unknown) => {
      const code = error instanceof SwitchyardError ? error.code : 'unknown';
      if (code === 'SY_ERR_MEMORY') this.full.add(target.device.id);
      if (!isCancelled(error)) this.onFailure(target.device.id, code, error as Error);
      return undefined;
    });
    this.staged.set(shard, { ...target, tables });
  }

  /** Hands over what a lane has of a shard. What is on another device is freed there: nobody waits for that. */
  async take(shard: number, lane: string): Promise<readonly Matrix[] | undefined> {
    const staged = this.staged.get(shard);
    if (!staged) return undefined;
    if (staged.lane !== lane) {
      this.discard(shard);
      return undefined;
    }
    this.staged.delete(shard);
    return await staged.tables;
  }

  /** Begins to free what was staged of a shard. */
  discard(shard: number): void {
    const staged = this.staged.get(shard);
    if (!staged) return;
    this.staged.delete(shard);
    const { device, dispatcher, tables } = staged;
    const free = async () => {
      await dispatcher.free(...((await tables) ?? []));
    };
    const others = this.leaving.get(device) ?? new Set();
    // A device that does not even free is met with at the next op.
    const freed = free()
      .catch(() => undefined)
      .finally(() => others.delete(freed));
    this.leaving.set(device, others.add(freed));
  }

  /** Makes room on a device that has too little; nothing more is staged there. Returns whether that gave any. */
  async makeRoom(device: Device): Promise<boolean> {
    this.full.add(device.id);
    for (const [shard, staged] of this.staged) if (staged.device === device) this.discard(shard);
    const leaving = [...(this.leaving.get(device) ?? [])];
    await Promise.all(leaving);
    return leaving.length > 0;
  }

  /** Returns once nothing is left. */
  async close(): Promise<void> {
    for (const shard of this.staged.keys()) this.discard(shard);
    await Promise.all([...this.leaving.values()].flatMap((leaving) => [...leaving]));
    this.leaving.clear();
    this.full.clear();
  }
}
