import { AirError, type AirErrorCode } from './air-error.js';
import { bitConstraint, isBit } from './bits.js';
import type { BusBuilder, Count, ExclusiveGroup, LocalGroup } from './bus-builder.js';
import { defineBus, isSameBus, type Bus, type Direction } from './bus.js';
import type { ConstraintRecorder } from './chip-builder.js';
import type { ExpressionGraph } from './expression-graph.js';
import { Expression, nodeOf, type Operand } from './expression.js';
import type { Interaction, Message } from './interaction.js';
import { lookupOf } from './lookup.js';

/** The largest bound on the count of one message. */
export const MAX_WEIGHT = 2 ** 20;

/** Collects the interactions of a chip in the order in which they are stated, and what must be a bit for them. */
export class InteractionRecorder {
  readonly interactions: Interaction[] = [];
  private readonly graph: ExpressionGraph;
  private readonly maxDegree: number;
  private readonly buses = new Map<string, Bus>();
  private readonly localNames = new Set<string>();
  private readonly bits: { readonly name: string; readonly node: number }[] = [];
  private sealed = false;

  constructor(graph: ExpressionGraph, maxDegree: number) {
    this.graph = graph;
    this.maxDegree = maxDegree;
  }

  /** Ends the definition, and states what has to be a bit and is not known to be one. */
  seal(constraints: ConstraintRecorder): void {
    this.sealed = true;
    const held = new Set(constraints.constraints.map((constraint) => constraint.node));
    for (const { name, node } of this.bits) {
      if (isBit(this.graph, node, held)) continue;
      const zero = bitConstraint(this.graph, node);
      constraints.record(name, new Expression(this.graph, zero));
      held.add(zero);
    }
  }

  builder(): BusBuilder {
    const global =
      (direction: Direction) =>
      (bus: Bus, fields: readonly Operand[], count: Count = 1): void => {
        const statement = this.begin(`${direction}[${this.interactions.length}] on ${bus.name}`, bus);
        const message = this.message(statement, direction, fields, count);
        this.record(statement, { kind: 'global', bus, messages: [message], place: statement.place });
      };
    return {
      send: global('send'),
      receive: global('receive'),
      provide: global('provide'),
      local: (name, state) => this.local(name, state),
      exclusive: (bus, state) => this.exclusive(bus, state),
    };
  }

  private local(name: string, state: (group: LocalGroup) => void): void {
    const statement = this.begin(`local ${name}`, null);
    if (name === '') statement.refuse('NAME', 'a local interaction without a name');
    if (this.localNames.has(name)) statement.refuse('DUPLICATE_NAME', `two are called ${name}`);
    this.localNames.add(name);
    const messages: Message[] = [];
    let ended = false;
    const add =
      (direction: Direction) =>
      (fields: readonly Operand[], count: Count = 1): void => {
        if (ended) statement.refuse('SEALED', 'a message is stated after its end');
        messages.push(this.message(statement, direction, fields, count));
        const [width, other] = [messages[0].fields.length, fields.length];
        if (width !== other) statement.refuse('BUS_WIDTH', `messages of ${width} and of ${other} fields`);
      };
    state({ send: add('send'), receive: add('receive'), provide: add('provide') });
    ended = true;
    const sends = messages.filter(({ direction }) => direction === 'send').length;
    if (sends === 0) statement.refuse('BUS_UNBALANCED', 'nothing is sent');
    if (sends === messages.length) statement.refuse('BUS_UNBALANCED', 'nothing is received');
    this.record(statement, { kind: 'local', bus: null, messages, place: statement.place });
  }

  private exclusive(bus: Bus, state: (group: ExclusiveGroup) => void): void {
    const statement = this.begin(`exclusive[${this.interactions.length}] on ${bus.name}`, bus);
    const messages: Message[] = [];
    const flags: Expression[] = [];
    let ended = false;
    const add =
      (direction: Direction) =>
      (flag: Expression, fields: readonly Operand[], count: Count = 1): void => {
        if (ended) statement.refuse('SEALED', 'a message is stated after its end');
        const node = nodeOf(this.graph, flag);
        if (this.graph.constantValue(node) !== undefined) statement.refuse('COUNT', 'a flag is constant');
        this.holdBit(`flag ${flags.length} of ${statement.place} is a bit`, node);
        flags.push(flag);
        messages.push({ ...this.message(statement, direction, fields, count), flag: node });
      };
    state({ send: add('send'), receive: add('receive'), provide: add('provide') });
    ended = true;
    if (flags.length === 0) statement.refuse('COUNT', 'there are no messages');
    const sum = flags.reduce((total, flag) => total.add(flag));
    this.holdBit(`at most one flag of ${statement.place}`, sum.node);
    this.record(statement, { kind: 'exclusive', bus, messages, place: statement.place });
  }

  private record({ refuse }: Statement, interaction: Interaction): void {
    const { degree } = lookupOf(this.graph, interaction);
    if (degree > this.maxDegree) {
      refuse('DEGREE', `its column has a constraint of degree ${degree}, above the bound ${this.maxDegree}`);
    }
    this.interactions.push(interaction);
  }

  /** Begins an interaction at a place, and checks its bus. */
  private begin(place: string, bus: Bus | null): Statement {
    const subject = { chip: this.graph.chip, interaction: place, ...(bus && { bus: bus.name }) };
    const refuse: Refuse = (code, message) => {
      throw new AirError(code, `${place}: ${message}`, subject);
    };
    if (this.sealed) refuse('SEALED', 'stated after the definition has ended');
    if (bus) {
      const known = this.buses.get(bus.name);
      if (known && !isSameBus(known, bus)) refuse('BUS', `there are two buses called ${bus.name}`);
      if (!known) this.buses.set(bus.name, defineBus(bus));
    }
    return { place, bus, refuse };
  }

  private message(
    statement: Statement,
    direction: Direction,
    fields: readonly Operand[],
    count: Count,
  ): Message {
    const { bus, refuse } = statement;
    if (bus && fields.length !== bus.fields.length) {
      refuse('BUS_WIDTH', `${fields.length} fields, but bus ${bus.name} has ${bus.fields.length}`);
    }
    if (fields.length === 0) refuse('BUS_WIDTH', 'a message without fields');
    if (direction === 'provide' && bus?.kind === 'permutation') {
      refuse('BUS_KIND', `bus ${bus.name} is no lookup bus, so that every count needs a bound`);
    }
    const nodes = fields.map((field) => nodeOf(this.graph, field));
    if (direction === 'provide') {
      return { direction, fields: nodes, count: nodeOf(this.graph, count as Operand), weight: 0 };
    }
    return { direction, fields: nodes, ...this.bounded(statement, count) };
  }

  /** A count and its bound. */
  private bounded({ place, refuse }: Statement, count: Count): Pick<Message, 'count' | 'weight'> {
    const { graph } = this;
    const node = nodeOf(graph, isBounded(count) ? count.value : count);
    const declared = isBounded(count) ? count.weight : undefined;
    if (declared !== undefined && !isWeight(declared)) {
      refuse('COUNT', `a count needs a bound from 1 to ${MAX_WEIGHT}, not ${declared}`);
    }
    const constant = graph.constantValue(node);
    if (constant === undefined) {
      const weight = declared ?? 1;
      if (weight === 1) this.holdBit(`count of ${place} is a bit`, node);
      return { count: node, weight };
    }
    if (!isWeight(constant)) refuse('COUNT', `${constant} is no count from 1 to ${MAX_WEIGHT}`);
    if (constant > (declared ?? constant)) refuse('COUNT', `${constant} is above its bound ${declared}`);
    return { count: node, weight: declared ?? constant };
  }

  private holdBit(name: string, node: number): void {
    if (this.bits.some((bit) => bit.node === node)) return;
    this.bits.push({ name, node });
  }
}

type Refuse = (code: AirErrorCode, message: string) => never;

/** An interaction that is being stated. */
interface Statement {
  readonly place: string;
  readonly bus: Bus | null;
  readonly refuse: Refuse;
}

function isBounded(count: Count): count is Exclude<Count, Operand> {
  return typeof count === 'object' && !(count instanceof Expression);
}

function isWeight(weight: number): boolean {
  return Number.isInteger(weight) && weight >= 1 && weight <= MAX_WEIGHT;
}
