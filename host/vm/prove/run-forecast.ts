import { RunReplay, type ReplayRequest } from '../../runtime/index.js';
import { MACHINE_CHIPS } from '../machine.js';
import { SHAPES } from '../shapes.js';
import { planCut, type RunWindow } from './plan-cut.js';

/** Cycles of a window. */
const WINDOW_CYCLES = 2 ** 17;
/** How far the forecast sees: several shards of the largest shapes. */
const WINDOWS = 32;

/** Rows that some shape has room for. */
const LARGEST = Object.fromEntries(
  MACHINE_CHIPS.map(({ name }, i) => [name, 2 ** Math.max(...SHAPES.map(({ logHeights }) => logHeights[i]))]),
);

/** Replays a run ahead of its proof, to see which rows it will need. */
export class RunForecast {
  private readonly windows: RunWindow[] = [];
  /** Cycles before the first window that is kept. */
  private forgotten = 0;
  private isWhole = false;

  private constructor(private readonly replay: RunReplay) {}

  /** @throws as RunReplay.open does */
  static async open(request: ReplayRequest): Promise<RunForecast> {
    return new RunForecast(await RunReplay.open(request));
  }

  /**
   * The shape to cut the shard by that begins after so many cycles of the run. Positions never decrease.
   *
   * @throws as RunReplay.nextShard does, possibly before the shard in question is reached
   */
  async shapeAt(cycles: number, shardCycles: number, extensionDegree: number): Promise<number> {
    while (this.windows.length > 1 && this.forgotten + this.windows[0].cycles <= cycles)
      this.forgotten += this.windows.shift()!.cycles;
    while (!this.isWhole && this.windows.length < WINDOWS) {
      const { cycles, rows, isLast } = await this.replay.nextShard({ steps: WINDOW_CYCLES, rows: LARGEST });
      this.windows.push({ cycles, rows });
      this.isWhole = isLast;
    }
    const done = Math.max(0, cycles - this.forgotten);
    return planCut({ windows: this.windows, done, shardCycles }, extensionDegree);
  }
}
