import type { StarkParameters } from '../../stark/proof/index.js';
import type { LiveJob } from './live-job.js';
import type { Workshop } from './workshop.js';

type Seconds = readonly number[] | undefined;

interface Price {
  readonly shape: number;
  readonly parameters: StarkParameters;
  seconds: Seconds;
}

/** What shards take on each lane, by all that it depends on: asked for when a job comes, and again as more is measured. */
export class PriceList {
  private readonly prices = new Map<string, Price>();

  constructor(private readonly workshop: Pick<Workshop, 'shardSeconds'>) {}

  /** Finds out what the shards of a job take. */
  async add({ size, parameters }: LiveJob): Promise<void> {
    for (const shape of new Set(size?.shapes)) {
      const seconds = await this.workshop.shardSeconds(shape, parameters);
      this.prices.set(keyOf(shape, parameters), { shape, parameters, seconds });
    }
  }

  /** Asks again for all. */
  async refresh(): Promise<void> {
    for (const price of this.prices.values()) {
      price.seconds = await this.workshop.shardSeconds(price.shape, price.parameters);
    }
  }

  /** Seconds for a shard on each lane; undefined where nothing is known. */
  of(shape: number, parameters: StarkParameters): Seconds {
    return this.prices.get(keyOf(shape, parameters))?.seconds;
  }
}

function keyOf(shape: number, { hashSet, queryCount }: StarkParameters): string {
  return `${shape} ${hashSet} ${queryCount}`;
}
