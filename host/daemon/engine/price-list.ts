import type { StarkParameters } from '../../stark/proof/index.js';
import type { LiveJob } from './live-job.js';
import type { Workshop } from './workshop.js';

type Seconds = readonly number[] | undefined;

interface Price {
  readonly shape: number;
  readonly parameters: StarkParameters;
  readonly seconds: Seconds;
}

/** What shards take on each lane, by all that it depends on: asked for when a job comes, and again as more is measured. */
export class PriceList {
  private readonly prices = new Map<string, Price>();
  /** Another number as soon as something else is known. */
  version = 0;

  constructor(private readonly workshop: Pick<Workshop, 'shardSeconds'>) {}

  /** Finds out what the shards of a job take. */
  async add({ size, parameters }: LiveJob): Promise<void> {
    for (const shape of new Set(size?.shapes)) {
      const seconds = await this.workshop.shardSeconds(shape, parameters);
      this.set({ shape, parameters, seconds });
    }
  }

  /** Asks again for all. */
  async refresh(): Promise<void> {
    for (const price of [...this.prices.values()]) {
      this.set({ ...price, seconds: await this.workshop.shardSeconds(price.shape, price.parameters) });
    }
  }

  private set(price: Price): void {
    const key = keyOf(price.shape, price.parameters);
    const before = this.prices.get(key)?.seconds;
    if (before?.every((one, lane) => one === price.seconds?.[lane])) return;
    this.prices.set(key, price);
    this.version++;
  }

  /** Seconds for a shard on each lane; undefined where nothing is known. */
  of(shape: number, parameters: StarkParameters): Seconds {
    return this.prices.get(keyOf(shape, parameters))?.seconds;
  }
}

function keyOf(shape: number, { hashSet, queryCount }: StarkParameters): string {
  return `${shape} ${hashSet} ${queryCount}`;
}
