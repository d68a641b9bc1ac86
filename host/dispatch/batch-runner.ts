import { SwitchyardError, type Device, type OpName, type Outcome, type Segment } from '../runtime/index.js';
import type { Batch } from './batches.js';
import { concreteMessage } from './concrete-message.js';
import { CrossCheck } from './cross-check.js';
import { allConsumedBy, type Datum, type LogicalOp } from './datum.js';
import type { DispatchOptions } from './dispatcher.js';
import { isFault, isOfOneOp } from './faults.js';
import { supports, type Fleet, type FleetMember } from './fleet.js';
import type { Journal } from './journal.js';
import { opCost } from './op-cost.js';
import { checkResults } from './result-words.js';
import {
  bring,
  freeHandles,
  keepCopies,
  moveDeadline,
  pin,
  takeCopies,
  unpin,
  type MoveContext,
} from './residency.js';

/** What became of a batch. */
export interface BatchOutcome {
  readonly batch: Batch;
  readonly outcome: Outcome;
  readonly device: Device;
  /** In the journal's seconds. */
  readonly submitted: number;
}

/** Ops that run where their input is, since that cannot be had elsewhere as cheaply. */
const STAYS: ReadonlySet<OpName> = new Set<OpName>(['open', 'reshape', 'download']);

/** Sends batches to devices, and to others where those fail. */
export class BatchRunner {
  /** Devices that failed during this proof, and ops that they could not do. */
  private readonly avoided = new Set<string>();
  private readonly crossCheck: CrossCheck | undefined;

  constructor(
    private readonly fleet: Fleet,
    private readonly journal: Journal,
    private readonly options: DispatchOptions,
  ) {
    if (!options.check) return;
    this.crossCheck = new CrossCheck(fleet, journal, (device, run, keepsInputs) =>
      this.attempt(device, run, keepsInputs),
    );
  }

  /** The device that an op of a stage is meant for. */
  wanted(stage: string, op: LogicalOp, homes: ReadonlyMap<Datum, string | undefined>): string | undefined {
    const [input] = op.inputs;
    if (STAYS.has(op.name)) {
      if (homes.has(input.datum)) return homes.get(input.datum);
      const home = [...input.datum.copies.keys()].find((device) => this.fleet.has(device));
      if (home) return this.idOf(home);
    }
    return this.options.assign?.(stage, op.name) ?? this.fleet.members[0].id;
  }

  /** Runs batches as soon as those before them are done. The first failure is told once all have ended. */
  async runAll(
    stage: string,
    batches: readonly Batch[],
    freed: readonly Datum[],
    signal: AbortSignal | undefined,
  ): Promise<BatchOutcome[]> {
    const running = new Map<Batch, Promise<BatchOutcome>>();
    for (const batch of batches) {
      const start = async () => {
        await Promise.all([...batch.after].map((before) => running.get(before)!));
        return await this.runBatch(stage, batch, freed, signal);
      };
      running.set(batch, start());
    }
    const settled = await Promise.allSettled(running.values());
    return settled.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }

  private async runBatch(
    stage: string,
    batch: Batch,
    freed: readonly Datum[],
    signal: AbortSignal | undefined,
  ): Promise<BatchOutcome> {
    const ops = batch.ops.map(({ op }) => op);
    const tried = new Set<FleetMember>();
    let member = this.choose(ops, batch.wanted, tried);
    if (!member) throw unsupported(ops, batch.wanted);
    for (;;) {
      try {
        const run = { stage, ops, freed, signal };
        const done = await (this.crossCheck?.run(member, run) ?? this.attempt(member.device!, run));
        return { batch, ...done };
      } catch (error) {
        if (!isFault(error)) throw error;
        this.journal.fault(member.id, error.code);
        if ((await this.makesRoom(stage, ops, member, error)) && member.device) continue;
        tried.add(member);
        this.avoid(member, ops, error);
        if (this.options.isStrict) throw error;
        const next = this.choose(ops, undefined, tried);
        if (!next) throw error;
        this.tellFallback(stage, ops, member, next, error);
        member = next;
      }
    }
  }

  /** Whether a device that had too little memory may have enough now. */
  private async makesRoom(
    stage: string,
    ops: readonly LogicalOp[],
    { id, device }: FleetMember,
    error: SwitchyardError,
  ): Promise<boolean> {
    if (error.code !== 'SY_ERR_MEMORY' || !device) return false;
    const isMade = (await this.options.makeRoom?.(device)) ?? false;
    const op = opOf(ops, error);
    if (isMade) this.journal.tell({ kind: 'room', stage, op, device: id, reason: error.message });
    return isMade;
  }

  /** The wanted device if it can do all ops, or else the first that can, those that failed before last. */
  choose(
    ops: readonly LogicalOp[],
    wanted: string | undefined,
    except: ReadonlySet<FleetMember>,
  ): FleetMember | undefined {
    const able = this.fleet.members.filter(
      (member) =>
        member.device && !except.has(member) && ops.every(({ name }) => supports(member.device!, name)),
    );
    const rank = (member: FleetMember) =>
      (this.isAvoided(member, ops) ? 2 : 0) + (member.id === wanted ? 0 : 1);
    return able.sort((a, b) => rank(a) - rank(b))[0];
  }

  private isAvoided({ id }: FleetMember, ops: readonly LogicalOp[]): boolean {
    return this.avoided.has(id) || ops.some(({ name }) => this.avoided.has(`${id} ${name}`));
  }

  private avoid(member: FleetMember, ops: readonly LogicalOp[], error: SwitchyardError): void {
    const { id } = member;
    if (!isOfOneOp(error)) this.avoided.add(id);
    else this.avoided.add(`${id} ${error.op ?? ops[0].name}`);
    if (error.code === 'SY_ERR_DEVICE') member.suspect(error.message);
  }

  private tellFallback(
    stage: string,
    ops: readonly LogicalOp[],
    from: FleetMember,
    to: FleetMember,
    error: SwitchyardError,
  ): void {
    const op = opOf(ops, error);
    this.journal.tell({
      ...{ kind: 'fallback', stage, op, from: from.id, to: to.id },
      ...{ code: error.code, reason: error.message },
    });
  }

  /**
   * Carries ops out on a device. On success their outputs have copies there, and what they consumed or freed has none.
   *
   * @throws SwitchyardError; nothing is then left of the outputs
   */
  async attempt(device: Device, run: BatchRun, keepsInputs = false): Promise<Omit<BatchOutcome, 'batch'>> {
    const { stage, ops, signal } = run;
    const made = new Set(ops.flatMap(({ outputs }) => outputs.map(({ datum }) => datum)));
    const inputs = [...new Set(ops.flatMap((op) => op.inputs.map(({ datum }) => datum)))].filter(
      (datum) => !made.has(datum) && !datum.isFreed,
    );
    pin(inputs);
    try {
      await bring(inputs, device, this.moves(stage, signal));
      return await this.send(device, run, keepsInputs);
    } finally {
      await unpin(inputs);
    }
  }

  /** What ops consume, and what is freed, is kept where somebody else uses it at the time. */
  private async send(
    device: Device,
    { stage, ops, freed, signal }: BatchRun,
    keepsInputs = false,
  ): Promise<Omit<BatchOutcome, 'batch'>> {
    const read = new Set(ops.flatMap(({ inputs }) => inputs.map(({ datum }) => datum)));
    const isOursAlone = (datum: Datum) => datum.pins <= (read.has(datum) ? 1 : 0);
    const consumed = keepsInputs ? [] : allConsumedBy(ops).filter(isOursAlone);
    const released = freed.filter(isOursAlone);
    const { message, made } = concreteMessage(ops, device, { consumed, freed: released });
    const deadlineSeconds = this.options.deadline?.(device, ops);
    const submitted = this.journal.now();
    const id = this.idOf(device);
    this.journal.begin(id, stage);
    const gone = new Set([...consumed, ...released]);
    const undo = takeCopies({ consumed, freed: released }, device);
    const outcome = await device
      .submit(message, {
        ...(signal ? { signal } : {}),
        ...(deadlineSeconds === undefined ? {} : { deadlineSeconds }),
        queue: this.options.queue ?? 0,
      })
      .catch(async (error: unknown) => {
        await undo();
        throw error;
      })
      .finally(() => this.journal.end(id, stage));
    await this.checkAnswers(ops, outcome, device, [...made.values()]);
    await keepCopies(
      [...made].filter(([datum]) => !gone.has(datum)),
      device,
    );
    this.note(stage, ops, device, outcome, submitted);
    return { outcome, device, submitted };
  }

  /** What a device has made beside a wrong answer is not kept, and the device not trusted. */
  private async checkAnswers(
    ops: readonly LogicalOp[],
    outcome: Outcome,
    device: Device,
    made: readonly number[],
  ): Promise<void> {
    try {
      checkResults(ops, outcome, device);
    } catch (error) {
      this.fleet.memberOf(device)?.blame((error as Error).message);
      await freeHandles(device, made);
      throw error;
    }
  }

  private idOf(device: Device): string {
    return this.fleet.memberOf(device)?.id ?? device.id;
  }

  /** Keeps what each op took. */
  private note(
    stage: string,
    ops: readonly LogicalOp[],
    device: Device,
    { timings, peakBytes, link }: Outcome,
    submitted: number,
  ): void {
    const { journal } = this;
    const id = this.idOf(device);
    journal.held(id, peakBytes);
    journal.moved(id, link);
    timings.forEach(({ op, start, end }, i) => {
      journal.record({
        ...{ stage: `${stage}: ${op}`, device: id },
        ...{ start: submitted + start, end: submitted + end },
        ...(this.options.queue ? { queue: this.options.queue } : {}),
      });
      const cost = i < ops.length ? opCost(ops[i]) : undefined;
      if (!cost) return;
      const { identity } = device.info;
      journal.sample({ device: id, identity, ...cost, seconds: end - start });
    });
  }

  private moves(stage: string, signal: AbortSignal | undefined): MoveContext {
    return {
      fleet: this.fleet,
      execute: async (ops, device) => {
        await this.send(device, { stage: `${stage} (again)`, ops, freed: [], signal });
        for (const { name } of ops)
          this.journal.tell({ kind: 'remade', stage, op: name, device: this.idOf(device) });
      },
      signal,
      transfer: async (segment: Segment, device: Device, words: number) => {
        const submitted = this.journal.now();
        const outcome = await segment.submit({
          ...(signal ? { signal } : {}),
          deadlineSeconds: moveDeadline(words),
        });
        this.journal.moved(this.idOf(device), outcome.link);
        for (const { op, start, end } of outcome.timings) {
          const times = { start: submitted + start, end: submitted + end };
          this.journal.record({ stage: `${stage} (move): ${op}`, device: this.idOf(device), ...times });
        }
      },
    };
  }
}

/** What is carried out together. */
export interface BatchRun {
  readonly stage: string;
  readonly ops: readonly LogicalOp[];
  /** What to free in the end, as far as the device has it. */
  readonly freed: readonly Datum[];
  readonly signal: AbortSignal | undefined;
}

/** Which of the ops an error is about. */
function opOf(ops: readonly LogicalOp[], error: SwitchyardError): OpName {
  return (ops.find(({ name }) => name === error.op) ?? ops[0]).name;
}

function unsupported(ops: readonly LogicalOp[], device: string | undefined): SwitchyardError {
  const names = [...new Set(ops.map(({ name }) => name))].join(', ');
  return new SwitchyardError('SY_ERR_UNSUPPORTED', `no device that is there does ${names}`, {
    ...{ device, op: ops[0].name },
    remedy: 'Run switchyard devices to see which ones are there.',
  });
}
