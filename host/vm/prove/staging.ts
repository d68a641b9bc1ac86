import type { Dispatcher } from '../../dispatch/index.js';
import type { Device, Matrix } from '../../runtime/index.js';

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

  /** @param onFailure told where tables could not be put on a device: they are when it is their turn */
  constructor(private readonly onFailure: (device: string, error: Error) => void) {}

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
      this.onFailure(target.device.id, error as Error);
      this.full.add(target.device.id);
      return undefined;
    });
    this.staged.set(shard, { ...target, tables });
  }

  /** Hands over what a lane has of a shard. What is on another device is freed: the tables are nearer to the host. */
  async take(shard: number, lane: string): Promise<readonly Matrix[] | undefined> {
    const staged = this.staged.get(shard);
    if (!staged) return undefined;
    if (staged.lane !== lane) {
      await this.discard(shard);
      return undefined;
    }
    this.staged.delete(shard);
    return await staged.tables;
  }

  /** Frees what was staged of a shard. */
  async discard(shard: number): Promise<void> {
    const staged = this.staged.get(shard);
    this.staged.delete(shard);
    const tables = await staged?.tables;
    if (tables) await staged!.dispatcher.free(...tables);
  }

  /** Makes room on a device that has too little; nothing more is staged there. Returns whether that gave any. */
  async makeRoom(device: Device): Promise<boolean> {
    this.full.add(device.id);
    const ofDevice = [...this.staged].filter(([, staged]) => staged.device === device);
    await Promise.all(ofDevice.map(([shard]) => this.discard(shard)));
    return ofDevice.length > 0;
  }

  async close(): Promise<void> {
    await Promise.all([...this.staged.keys()].map((shard) => this.discard(shard)));
    this.full.clear();
  }
}
