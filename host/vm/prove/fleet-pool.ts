import { Dispatcher, Fleet, Journal, type DispatchOptions, type FleetMember } from '../../dispatch/index.js';
import { SwitchyardError, type OpName } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import { freeBatchPreprocessed, type BatchPreprocessed } from '../../stark/prove/index.js';
import { commitFixedTables } from './fixed-tables.js';
import type { LaneRequest, ShardLane, ShardPool } from './shard-pool.js';

/** A device, or several, that prove one shard at a time. */
export interface ProofLane {
  readonly name: string;
  /** The device that an op of a stage of a shard of a shape is meant for. */
  readonly assign: (shape: number, stage: string, op: OpName) => string | undefined;
  /** The device without which the lane proves nothing. */
  readonly device: string;
}

export interface FleetPoolOptions extends Pick<DispatchOptions, 'signal' | 'deadline' | 'check'> {
  readonly journal: Journal;
  readonly threads: number;
}

/** How carefully a shard is proven. */
type Care = 'plain' | 'checked' | 'reference';
const CARE: readonly Care[] = ['plain', 'checked', 'reference'];

/** The shards of a run over the lanes of a fleet. A proof that did not verify is made again under checks. */
export class FleetPool implements ShardPool {
  private readonly busy = new Set<ProofLane>();
  private readonly waiting: ((lane: ProofLane) => void)[] = [];
  private readonly tables = new Map<Care, Promise<BatchPreprocessed>>();
  private readonly makers = new Map<Care, Dispatcher>();
  private parameters: StarkParameters | undefined;
  private readonly references: readonly FleetMember[];

  constructor(
    readonly fleet: Fleet,
    private readonly specs: readonly ProofLane[],
    private readonly options: FleetPoolOptions,
  ) {
    this.references = fleet.members.filter(({ isReference }) => isReference);
  }

  get lanes(): number {
    return Math.max(1, this.specs.filter((spec) => this.isThere(spec)).length);
  }

  get threads(): number {
    return this.options.threads;
  }

  get attempts(): number {
    if (this.fleet.members.length < 2) return 1;
    return this.references.length > 0 ? 3 : 2;
  }

  async open(parameters: StarkParameters): Promise<void> {
    this.parameters = parameters;
    await this.fixedTables(this.careOf(0));
  }

  async run<T>(request: LaneRequest, task: (lane: ShardLane) => Promise<T>): Promise<T> {
    const spec = await this.take();
    try {
      const care = this.careOf(request.attempt);
      const fixedTables = await this.fixedTables(care);
      const assign = (stage: string, op: OpName) => spec.assign(request.shape, stage, op);
      const dispatcher = this.dispatcher(care, assign);
      return await task({
        dispatcher,
        fixedTables,
        name: care === 'reference' ? this.references[0].id : spec.name,
      });
    } finally {
      this.give(spec);
    }
  }

  retrying({ index, attempt }: LaneRequest, reason: string): void {
    const care = this.careOf(attempt);
    this.options.journal.tell({ kind: 'retry', shard: index, attempt, checked: care === 'checked', reason });
  }

  async close(): Promise<void> {
    const made = await Promise.allSettled(this.tables.values());
    this.tables.clear();
    for (const tables of made) {
      if (tables.status === 'fulfilled')
        await freeBatchPreprocessed(
          tables.value,
          this.dispatcher('plain', () => undefined),
        );
    }
  }

  private careOf(attempt: number): Care {
    return CARE[Math.min(CARE.length - 1, attempt + (this.options.check && attempt === 0 ? 1 : 0))];
  }

  private dispatcher(care: Care, assign: DispatchOptions['assign']): Dispatcher {
    const { journal, signal, deadline } = this.options;
    const fleet = care === 'reference' ? new Fleet(this.references) : this.fleet;
    return new Dispatcher(fleet, { assign, journal, signal, deadline, check: care === 'checked' });
  }

  /** Made by a reference, if there is one, which other devices get copies from. */
  private fixedTables(care: Care): Promise<BatchPreprocessed> {
    let tables = this.tables.get(care);
    if (!tables) {
      const maker = this.makers.get(care) ?? this.dispatcher(care, () => this.references.at(0)?.id);
      this.makers.set(care, maker);
      tables = commitFixedTables(this.parameters!, maker);
      tables.catch(() => this.tables.delete(care));
      this.tables.set(care, tables);
    }
    return tables;
  }

  private isThere({ device }: ProofLane): boolean {
    return this.fleet.find(device)?.device !== undefined;
  }

  /** The first lane that is free and there. */
  private take(): Promise<ProofLane> {
    const free = this.specs.find((spec) => !this.busy.has(spec) && this.isThere(spec));
    const last = this.specs.some((spec) => this.isThere(spec)) ? undefined : this.specs[0];
    const spec = free ?? (this.busy.size === 0 ? last : undefined);
    if (!spec) return new Promise((resolve) => this.waiting.push(resolve));
    this.busy.add(spec);
    return Promise.resolve(spec);
  }

  private give(spec: ProofLane): void {
    this.busy.delete(spec);
    while (this.waiting.length > 0) {
      const free = this.specs.find((other) => !this.busy.has(other) && this.isThere(other));
      const next = free ?? (this.busy.size === 0 ? this.specs[0] : undefined);
      if (!next) return;
      this.busy.add(next);
      this.waiting.shift()!(next);
    }
  }
}

/** A lane for each device of a fleet, which does alone what it can. */
export function lanePerMember(fleet: Fleet): ProofLane[] {
  if (fleet.members.length === 0) {
    throw new SwitchyardError('SY_ERR_DEVICE', 'there is no device to prove on', {
      remedy: 'Name devices that switchyard devices lists.',
    });
  }
  return fleet.members.map(({ id }) => ({ name: id, device: id, assign: () => id }));
}
