import { setMaxListeners } from 'node:events';
import {
  Dispatcher,
  Fleet,
  Journal,
  ShardScheduler,
  type DispatchOptions,
  supports,
  type FleetMember,
  type WorkLabel,
} from '../../dispatch/index.js';
import { SwitchyardError, type Device, type Matrix, type OpName } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import { freeBatchPreprocessed, type BatchPreprocessed } from '../../stark/prove/index.js';
import { fixedTablesSetting } from '../fixed-tables.js';
import { SHAPES } from '../shapes.js';
import { commitFixedTables } from './fixed-tables.js';
import type { LaneOrder, LanePolicy, LaneState } from './lane-policy.js';
import { OccupiedLanes } from './occupied-lanes.js';
import { Race } from './race.js';
import type { ScoutReport } from './scout-run.js';
import type { LaneRequest, ShardLane, ShardPool } from './shard-pool.js';
import { Staging } from './staging.js';

/** A device, or several, that prove one shard at a time. */
export interface ProofLane {
  readonly name: string;
  /** The device that an op of a stage of a shard of a shape is meant for. */
  readonly assign: (shape: number, stage: string, op: OpName) => string | undefined;
  /** The device without which the lane proves nothing. */
  readonly device: string;
  /** Seconds for a shard by shape, as planned; without them all lanes count alike. */
  readonly seconds?: ReadonlyMap<number, number> | undefined;
}

export interface FleetPoolOptions extends Pick<DispatchOptions, 'signal' | 'deadline' | 'check'> {
  readonly journal: Journal;
  readonly threads: number;
}

/** Decides on the lanes for a run. */
export type LanePlanner = (run: ScoutReport) => Promise<readonly ProofLane[]>;

/** How carefully a shard is proven. */
type Care = 'plain' | 'checked' | 'reference';
const CARE: readonly Care[] = ['plain', 'checked', 'reference'];

/** The shards of a run over the lanes of a fleet. A proof that did not verify is made again under checks. */
export class FleetPool implements ShardPool {
  private scheduler = new ShardScheduler([], [], false);
  /** Lanes that the scheduler knows, by name. */
  private readonly there = new Map<string, ProofLane>();
  private readonly occupied: OccupiedLanes;
  private readonly waiting = new Map<number, Waiting>();
  /** Shards that are being proven. */
  private readonly running = new Map<number, Running>();
  /** What lanes do, those too that a shard's run has not waited for. */
  private readonly entered = new Set<Promise<void>>();
  private policy: LanePolicy | undefined;
  private readonly staging = new Staging((device, code, { message }) =>
    this.options.journal.tell({ kind: 'unstaged', device, code, reason: message }),
  );
  private readonly suspects = new Set<string>();
  private specs: readonly ProofLane[] = [];
  private nextShard = 0;
  private hasLast = false;
  private again: NodeJS.Timeout | undefined;
  /** By care and setting. */
  private readonly tables = new Map<string, Promise<BatchPreprocessed>>();
  private readonly makers = new Map<Care, Dispatcher>();
  private parameters: StarkParameters | undefined;
  private readonly references: readonly FleetMember[];

  constructor(
    readonly fleet: Fleet,
    /** Lanes, or what plans them once it is known what the run needs. */
    private readonly plan: readonly ProofLane[] | LanePlanner,
    private readonly options: FleetPoolOptions,
  ) {
    this.references = fleet.members.filter(({ isReference }) => isReference);
    this.occupied = new OccupiedLanes(() => options.journal.now());
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

  async open(parameters: StarkParameters, run: ScoutReport): Promise<void> {
    this.parameters = parameters;
    this.begin(typeof this.plan === 'function' ? await this.plan(run) : this.plan);
    await this.prepare(parameters);
  }

  /** Begins anew, with no shards. */
  begin(lanes: readonly ProofLane[]): void {
    this.scheduler = new ShardScheduler([], [], false);
    this.there.clear();
    this.suspects.clear();
    this.hasLast = false;
    this.specs = lanes;
  }

  /**
   * Makes ready for shards of a run that shares the pool.
   *
   * @param isCounted whether lanes are to be kept busy for it, since more of its shards will come
   */
  async prepare(parameters: StarkParameters, isCounted = true): Promise<void> {
    if (isCounted) this.hasLast = false;
    await this.fixedTables(this.careOf(0), parameters);
  }

  /** From now on a policy decides what lanes do, instead of the order of urgency alone. */
  steer(policy: LanePolicy): void {
    this.policy = policy;
  }

  /** The lanes, in the order in which they were given. */
  get laneStates(): readonly LaneState[] {
    return this.specs.map((spec) => ({
      ...{ name: spec.name, isThere: this.isThere(spec) },
      ...this.occupied.describe(spec.name),
    }));
  }

  /** Looks whether lanes could do something else than they do: time has passed, or devices have come or gone. */
  review(): void {
    this.handOut();
  }

  /** Whether a lane has nothing to prove, and no shard waits for any. */
  isIdle(lane: string): boolean {
    return this.waiting.size === 0 && !this.occupied.has(lane);
  }

  async run<T>(
    request: LaneRequest,
    task: (lane: ShardLane) => Promise<T>,
    accept: (result: T) => Promise<boolean> = () => Promise.resolve(true),
  ): Promise<T> {
    const { lane, shard } = await this.take(request);
    const race = new Race(accept);
    const enter = (lane: ProofLane) => {
      const over = race
        .enter(async (signal) => {
          const began = this.options.journal.now();
          try {
            return await this.prove({ lane, shard }, { request, signal }, task);
          } finally {
            if (race.isLost(signal)) request.onOutrun?.(lane.name, this.options.journal.now() - began);
          }
        })
        .finally(() => this.entered.delete(over));
      this.entered.add(over);
    };
    this.running.set(shard, { request, lane: lane.name, enter });
    enter(lane);
    try {
      return await race.result;
    } finally {
      this.running.delete(shard);
    }
  }

  retrying(request: LaneRequest, reason: string): void {
    const { index: shard, attempt } = request;
    const checked = this.careOf(attempt) === 'checked';
    this.options.journal.labelled(labelOf(request)).tell({ kind: 'retry', shard, attempt, checked, reason });
  }

  async close(): Promise<void> {
    clearTimeout(this.again);
    await Promise.all(this.entered);
    await this.staging.close();
    const made = await Promise.allSettled(this.tables.values());
    this.tables.clear();
    for (const tables of made) {
      if (tables.status === 'fulfilled') await freeBatchPreprocessed(tables.value, this.dispatcher('plain'));
    }
  }

  /** What a lane that was given a shard does with it, until its signal ends that. */
  private async prove<T>(
    { lane, shard }: Taken,
    { request, signal }: { readonly request: LaneRequest; readonly signal: AbortSignal },
    task: (lane: ShardLane) => Promise<T>,
  ): Promise<T> {
    let isDone = false;
    let staged: readonly Matrix[] | undefined;
    const takeTables = () => {
      const tables = staged;
      staged = undefined;
      return tables;
    };
    const wanted = request.signal ? AbortSignal.any([signal, request.signal]) : signal;
    // Every op in progress listens.
    setMaxListeners(0, wanted);
    this.occupied.enter(lane.name, request, wanted);
    try {
      const care = this.careOf(request.attempt);
      staged = await this.staging.take(shard, lane.name);
      const fixedTables = await this.fixedTables(care, request.parameters ?? this.parameters!);
      const assign = (stage: string, op: OpName) => lane.assign(request.shape, stage, op);
      const alone = this.aloneFor(request, lane, care);
      const dispatcher = this.dispatcher(care, assign, { signal: wanted, work: labelOf(request), alone });
      const name = care === 'reference' ? this.references[0].id : lane.name;
      const result = await task({ dispatcher, fixedTables, name, takeTables });
      alone?.requireThere();
      isDone = true;
      return result;
    } finally {
      this.occupied.leave(lane.name);
      if (isDone) this.scheduler.finished(lane.name, shard, this.options.journal.now());
      else this.scheduler.dropped(lane.name, shard);
      this.handOut();
      const unused = takeTables();
      if (unused) await this.dispatcher('plain').free(...unused);
    }
  }

  private careOf(attempt: number): Care {
    return CARE[Math.min(CARE.length - 1, attempt + (this.options.check && attempt === 0 ? 1 : 0))];
  }

  private dispatcher(
    care: Care,
    assign?: DispatchOptions['assign'],
    { signal: wanted, work, alone }: DispatcherNeeds = {},
  ): Dispatcher {
    const { deadline } = this.options;
    const journal = work ? this.options.journal.labelled(work) : this.options.journal;
    const signals = [this.options.signal, wanted].filter((signal) => signal !== undefined);
    const signal = signals.length < 2 ? signals.at(0) : AbortSignal.any(signals);
    const fleet = care === 'reference' ? new Fleet(this.references) : (alone?.fleet ?? this.fleet);
    const makeRoom = (device: Device) => this.staging.makeRoom(device);
    const check = care === 'checked';
    return new Dispatcher(fleet, {
      ...{ assign, journal, signal, deadline, makeRoom, check, isStrict: alone !== undefined },
    });
  }

  /** Where a shard is proven that is held to a lane: so that it says something of the lane's device. */
  private aloneFor({ lane }: LaneRequest, { device: id }: ProofLane, care: Care): Alone | undefined {
    if (lane === undefined || care !== 'plain') return undefined;
    const member = this.fleet.find(id);
    const device = member?.device;
    const requireThere = () => {
      if (device && member.device === device) return;
      const remedy = 'Run switchyard devices --test to see how it is.';
      throw new SwitchyardError('SY_ERR_LOST', `${id} is not there any more`, { device: id, remedy });
    };
    requireThere();
    return { fleet: new Fleet([...new Set([member!, ...this.references])]), requireThere };
  }

  /** Made by a reference, if there is one, which other devices get copies from. */
  private fixedTables(care: Care, parameters: StarkParameters): Promise<BatchPreprocessed> {
    const key = `${care} ${fixedTablesSetting(parameters)}`;
    let tables = this.tables.get(key);
    if (!tables) {
      const maker = this.makers.get(care) ?? this.dispatcher(care, () => this.references.at(0)?.id);
      this.makers.set(care, maker);
      tables = commitFixedTables(parameters, maker);
      tables.catch(() => this.tables.delete(key));
      this.tables.set(key, tables);
    }
    return tables;
  }

  private isThere({ device }: ProofLane): boolean {
    return this.fleet.find(device)?.device !== undefined;
  }

  private async take(request: LaneRequest): Promise<Taken> {
    const { isLast, signal, pause, urgency } = request;
    const signals = [signal, pause].filter((one) => one !== undefined);
    for (const one of signals) one.throwIfAborted();
    const shard = this.nextShard++;
    this.hasLast ||= isLast;
    this.scheduler.reopen();
    this.scheduler.add({ id: shard, kind: kindOf(request), urgency });
    const taken = new Promise<Taken>((resolve, reject) => {
      const forget = () => {
        for (const one of signals) one.removeEventListener('abort', onAbort);
      };
      const onAbort = ({ target }: Event) => {
        forget();
        this.waiting.delete(shard);
        this.scheduler.withdrawn(shard);
        this.staging.discard(shard);
        reject((target as AbortSignal).reason as Error);
      };
      for (const one of signals) one.addEventListener('abort', onAbort, { once: true });
      const give = (taken: Taken) => {
        forget();
        resolve(taken);
      };
      this.waiting.set(shard, { request, give });
    });
    // From now on slow lanes leave the last shards to fast ones.
    if (this.hasLast) this.scheduler.close();
    this.handOut();
    return await taken;
  }

  /** Gives waiting shards to lanes that are free, and asks again while some wait: devices come and go. */
  private handOut(): void {
    this.seeWhoIsThere();
    for (const [id, lane] of this.there) {
      if (this.occupied.has(id)) continue;
      if (this.policy) {
        this.follow(this.policy, lane);
        continue;
      }
      const shard = this.scheduler.next(id, this.options.journal.now());
      if (shard) this.give(shard.id, lane);
    }
    this.stageNext();
    this.tellSuspects();
    clearTimeout(this.again);
    if (this.waiting.size > 0) this.again = setTimeout(() => this.handOut(), ASK_AGAIN_MILLISECONDS);
  }

  private give(shard: number, lane: ProofLane): void {
    const { request, give } = this.waiting.get(shard)!;
    this.waiting.delete(shard);
    // Before it begins nobody else is to be given the lane.
    this.occupied.enter(lane.name, request);
    give({ lane, shard });
  }

  /** Has a lane do what a policy says; where that is nothing, a shard that is held to the lane. */
  private follow(policy: LanePolicy, lane: ProofLane): void {
    if (this.waiting.size === 0 && this.running.size === 0) return;
    const suited = [...this.waiting].filter(([shard]) => this.scheduler.mayGive(lane.name, shard));
    const waiting = suited.filter(([, { request }]) => !isHeld(request));
    const order = policy.choose(lane.name, new Set(waiting.map(([, { request }]) => idOf(request))));
    if (!order) {
      const held = suited.find(([, { request }]) => isHeld(request));
      if (held) this.beginShard(held[0], lane);
    } else if (order.kind === 'begin') {
      const ofRun = waiting.filter(([, { request }]) => idOf(request) === order.runId);
      const ofShape = ofRun.filter(([, { request }]) => request.shape === order.shape);
      const [shard] = (ofShape.length > 0 ? ofShape : ofRun).reduce((first, one) =>
        one[1].request.index < first[1].request.index ? one : first,
      );
      this.beginShard(shard, lane);
    } else this.copy(order, lane);
  }

  private beginShard(shard: number, lane: ProofLane): void {
    this.scheduler.give(lane.name, shard, this.options.journal.now());
    this.give(shard, lane);
  }

  private copy({ runId, index, reason }: LaneOrder & { readonly kind: 'copy' }, lane: ProofLane): void {
    const found = [...this.running].find(
      ([, { request }]) => !isHeld(request) && idOf(request) === runId && request.index === index,
    );
    // It is done meanwhile.
    if (!found) return;
    const [shard, { request, lane: from, enter }] = found;
    const { journal } = this.options;
    this.scheduler.giveCopy(lane.name, shard, journal.now());
    journal
      .labelled(labelOf(request))
      .tell({ kind: 'copied', runId, shard: index, from, to: lane.name, reason });
    enter(lane);
  }

  /** Puts the tables of the shard that is next on the device that is likely to prove it, while that is busy. */
  private stageNext(): void {
    const [next] = [...this.waiting].sort(
      ([, a], [, b]) => (a.request.urgency ?? 0) - (b.request.urgency ?? 0),
    );
    if (next === undefined) return;
    const [shard, { request }] = next;
    // With more care than usual it may be proven anywhere.
    if (!request.upload || request.attempt > 0 || this.options.check || this.staging.has(shard)) return;
    const now = this.options.journal.now();
    const soonest = [...this.occupied.names].sort(
      (a, b) => this.scheduler.freeAt(a, now) - this.scheduler.freeAt(b, now),
    );
    for (const lane of soonest) {
      const member = this.fleet.find(this.there.get(lane)?.assign(request.shape, 'tables', 'upload') ?? '');
      const device = member?.device;
      // Within this process there is no link to keep busy.
      if (!member || !device || member.isReference || !this.staging.hasRoom(lane, device)) continue;
      if (!supports(device, 'upload') || !supports(device, 'fill')) continue;
      const { signal, deadline } = this.options;
      const journal = this.options.journal.labelled(labelOf(request));
      const options = { assign: () => member.id, journal, signal, deadline, queue: STAGING_QUEUE };
      const dispatcher = new Dispatcher(new Fleet([member]), options);
      this.staging.begin(shard, { lane, device, dispatcher }, request.upload);
      return;
    }
  }

  /** A lane that proves something stays until it is done: its work goes on on other devices. */
  private seeWhoIsThere(): void {
    const present = this.specs.filter((spec) => this.isThere(spec));
    const wanted = new Map(
      (present.length > 0 ? present : this.lastResort()).map((spec) => [spec.name, spec]),
    );
    for (const id of this.there.keys()) {
      if (wanted.has(id) || this.occupied.has(id)) continue;
      this.scheduler.laneLost(id);
      this.there.delete(id);
    }
    for (const [id, spec] of wanted) {
      if (this.there.has(id)) continue;
      this.scheduler.laneAdded({ id, seconds: secondsByKind(spec) });
      this.there.set(id, spec);
    }
  }

  /** Where no lane's device is there, whatever is. */
  private lastResort(): ProofLane[] {
    const member = this.fleet.members.find(({ device }) => device !== undefined);
    return member ? [{ name: member.id, device: member.id, assign: () => member.id }] : [];
  }

  private tellSuspects(): void {
    for (const { lane, rate } of this.scheduler.suspects(this.options.journal.now())) {
      // Slow is what is slower than planned.
      if (this.suspects.has(lane) || !this.there.get(lane)?.seconds) continue;
      this.suspects.add(lane);
      this.options.journal.tell({ kind: 'slow', device: lane, ratio: rate });
    }
  }
}

/** What a dispatcher may be made for. */
interface DispatcherNeeds {
  readonly signal?: AbortSignal | undefined;
  readonly work?: WorkLabel;
  readonly alone?: Alone | undefined;
}

/** One device, and references for what it does not do. */
interface Alone {
  readonly fleet: Fleet;
  /** @throws SwitchyardError SY_ERR_LOST where the device was lost meanwhile: others have done its work then */
  readonly requireThere: () => void;
}

/** A shard that waits for a lane. */
interface Waiting {
  readonly request: LaneRequest;
  readonly give: (taken: Taken) => void;
}

/** A shard that is being proven. */
interface Running {
  readonly request: LaneRequest;
  /** The first that was given it. */
  readonly lane: string;
  /** Has one more lane prove it. */
  readonly enter: (lane: ProofLane) => void;
}

/** A lane that was given a shard. */
interface Taken {
  readonly lane: ProofLane;
  readonly shard: number;
}

const ASK_AGAIN_MILLISECONDS = 1000;

/** Beside the first, which devices prove on. */
const STAGING_QUEUE = 1;

/** What the scheduler tells shards apart by: those that are held to a lane are of a kind that no other lane knows. */
function kindOf({ shape, lane }: Pick<LaneRequest, 'shape' | 'lane'>): string {
  return lane === undefined ? String(shape) : `${shape} ${lane}`;
}

/** Whether one lane alone may prove it: then it is nothing that a policy decides on. */
function isHeld({ lane }: LaneRequest): boolean {
  return lane !== undefined;
}

function idOf({ runId = '' }: LaneRequest): string {
  return runId;
}

function labelOf({ run, index }: LaneRequest): WorkLabel {
  return { ...(run && { run }), shard: index };
}

/** A shape that was not planned takes as long as the others do on average. */
function secondsByKind({ name: lane, seconds }: ProofLane): ReadonlyMap<string, number> {
  const known = seconds ? [...seconds.values()] : [];
  const mean = known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : 1;
  return new Map(
    SHAPES.flatMap((_, shape) =>
      [undefined, lane].map((held) => [kindOf({ shape, lane: held }), seconds?.get(shape) ?? mean] as const),
    ),
  );
}

/**
 * A lane for each device of a fleet, which does alone what it can, but for ops that are pinned to others. A device that
 * ops are pinned to has no lane of its own, unless there is no other.
 *
 * @param ids the devices that may have a lane; all of the fleet by default
 */
export function lanePerMember(
  fleet: Fleet,
  pins: ReadonlyMap<string, string> = new Map(),
  ids: readonly string[] = fleet.members.map(({ id }) => id),
): ProofLane[] {
  const members = fleet.members.filter(({ id }) => ids.includes(id));
  if (members.length === 0) {
    throw new SwitchyardError('SY_ERR_DEVICE', 'there is no device to prove on', {
      remedy: 'Name devices that switchyard devices lists.',
    });
  }
  const serving = new Set(pins.values());
  const free = members.filter(({ id }) => !serving.has(id));
  return (free.length > 0 ? free : members).map(({ id }) => ({
    ...{ name: id, device: id },
    assign: (_shape, _stage, op) => pins.get(op) ?? id,
  }));
}
