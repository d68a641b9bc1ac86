import { isNoRoom, RunReplay, type ReplayedShard, type ReplayRequest } from '../../runtime/index.js';
import { EVERY_STEP_SHAPE } from '../shapes.js';
import { cheapestShape, shapeHeights } from './choose-shape.js';
import { cutAt, type CutChoice, type ScoutedRun } from './scout-run.js';

/** A shard as far as it is known without its tables. */
export interface CutShard {
  readonly index: number;
  /** The cheapest that has room for it. */
  readonly shape: number;
  readonly shard: ReplayedShard;
  /** What it takes to replay it anywhere. */
  readonly checkpoint: Uint8Array;
  readonly cutSeconds: number;
}

/** Cuts a run into shards, in one execution that writes a checkpoint for each. */
export class RunCutter implements AsyncDisposable {
  private cycles = 0;
  private index = 0;
  private isDone = false;

  private constructor(
    private readonly replay: RunReplay,
    private readonly scouted: ScoutedRun,
    private readonly choice: CutChoice,
  ) {}

  /** @throws as RunReplay.open does */
  static async open(
    request: Omit<ReplayRequest, 'detail' | 'lie'>,
    scouted: ScoutedRun,
    choice: CutChoice,
  ): Promise<RunCutter> {
    return new RunCutter(await RunReplay.open({ ...request, detail: 'checkpoint' }), scouted, choice);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.replay[Symbol.asyncDispose]();
  }

  /** The next shard; undefined after the last one. @throws as RunReplay.nextShard does */
  async next(): Promise<CutShard | undefined> {
    if (this.isDone) return undefined;
    const { choice, replay } = this;
    const started = performance.now();
    const limit = choice.shape ?? cutAt(this.scouted, this.cycles, choice).shape;
    const shard = await this.cut(limit);
    this.cycles += shard.cycles;
    this.isDone = shard.isLast;
    return {
      ...{ index: this.index++, shard, checkpoint: replay.checkpoint() },
      shape: cheapestShape(shard.rows, choice.extensionDegree)!,
      cutSeconds: (performance.now() - started) / 1e3,
    };
  }

  /** Cuts to a shape, or to another one if the first step needs a table that the shape does not have. */
  private async cut(shape: number): Promise<ReplayedShard> {
    const { choice, replay } = this;
    const cutTo = (limit: number) =>
      replay.nextShard({ steps: choice.shardCycles, rows: shapeHeights(limit) });
    try {
      return await cutTo(shape);
    } catch (error) {
      if (!isNoRoom(error) || shape === EVERY_STEP_SHAPE) throw error;
      return await cutTo(EVERY_STEP_SHAPE);
    }
  }
}
