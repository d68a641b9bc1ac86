import type { BusKind } from './bus.js';
import type { ExpressionGraph } from './expression-graph.js';
import type { Interaction, Message } from './interaction.js';
import type { LookupShape } from './verifiable-air.js';

/**
 * Whether global interactions on one bus share columns: `same-bus` as long as that needs no more quotient chunks
 * than the chip does without; `max-degree` as long as the chip's bound on degrees allows, for chips with so many
 * messages that fewer columns are worth another chunk.
 */
export type Packing = 'same-bus' | 'max-degree' | 'none';

/** One fraction column of the permutation trace: the sum of count / (prefix - fingerprint) over messages. */
export interface Lookup extends LookupShape {
  /** At most one message counts, the one whose flag is set. */
  readonly exclusive: boolean;
  readonly messages: readonly Message[];
  /** Of the constraint that defines the column. */
  readonly degree: number;
}

/** Degree of the first- and last-row constraints of the accumulator. */
const ACCUMULATOR_DEGREE = 2;

/**
 * The fraction columns of a chip in Plonky3's order: without packing local, global, exclusive interactions;
 * with it local, exclusive, then the global ones bus by bus.
 *
 * @param constraintDegree the highest of the chip's own constraints
 * @param maxDegree the chip's bound on it
 */
export function makeLookups(
  graph: ExpressionGraph,
  interactions: readonly Interaction[],
  packing: Packing,
  constraintDegree: number,
  maxDegree: number,
): Lookup[] {
  const ofKind = (kind: Interaction['kind']): Lookup[] =>
    interactions.filter((each) => each.kind === kind).map((each) => lookupOf(graph, each));
  const [local, global, exclusive] = [ofKind('local'), ofKind('global'), ofKind('exclusive')];
  const unpacked = [...local, ...global, ...exclusive];
  if (packing === 'none') return unpacked;
  const budget =
    packing === 'max-degree' ? maxDegree : packingBudget(maxDegreeWith(unpacked, constraintDegree));
  return [...local, ...exclusive, ...packSameBus(graph, global, budget)];
}

/** The highest degree of the constraints of a chip, those of lookups included. */
export function maxDegreeWith(lookups: readonly Lookup[], constraintDegree: number): number {
  if (lookups.length === 0) return constraintDegree;
  return Math.max(constraintDegree, ACCUMULATOR_DEGREE, ...lookups.map(({ degree }) => degree));
}

/** The number of fields of the widest message, 0 where there are none. */
export function widestMessage(lookups: readonly LookupShape[]): number {
  return lookups.reduce((widest, { width }) => Math.max(widest, width), 0);
}

/** The highest degree that needs as many quotient chunks: the next power of two, and 1. */
function packingBudget(maxDegree: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(maxDegree, 2) - 1)) + 1;
}

/** Fills columns in the order of interactions; buses in the order in which they appear. */
function packSameBus(graph: ExpressionGraph, lookups: readonly Lookup[], budget: number): Lookup[] {
  const buses = new Map<string | null, Lookup[]>();
  for (const lookup of lookups) {
    const columns = buses.get(lookup.bus) ?? [];
    buses.set(lookup.bus, columns);
    const last = columns.at(-1);
    const merged = last && merge(graph, last, lookup);
    if (merged && merged.degree <= budget) columns[columns.length - 1] = merged;
    else columns.push(lookup);
  }
  return [...buses.values()].flat();
}

function merge(graph: ExpressionGraph, first: Lookup, second: Lookup): Lookup {
  const messages = [...first.messages, ...second.messages];
  return {
    ...first,
    messages,
    weight: first.weight + second.weight,
    degree: sumDegree(graph, messages),
    place: `${first.place}, ${second.place}`,
  };
}

/** The column of one interaction. */
export function lookupOf(graph: ExpressionGraph, { kind, bus, messages, place }: Interaction): Lookup {
  const exclusive = kind === 'exclusive';
  const weights = messages.map(({ weight }) => weight);
  return {
    bus: bus && bus.name,
    kind: bus ? bus.kind : localKind(messages),
    width: messages[0].fields.length,
    exclusive,
    messages,
    weight: exclusive ? Math.max(...weights) : weights.reduce((sum, weight) => sum + weight),
    degree: exclusive ? exclusiveDegree(graph, messages) : sumDegree(graph, messages),
    place,
  };
}

function localKind(messages: readonly Message[]): BusKind {
  return messages.some(({ direction }) => direction === 'provide') ? 'lookup' : 'permutation';
}

function fieldDegree(graph: ExpressionGraph, { fields }: Message): number {
  return Math.max(...fields.map((field) => graph.degree(field)));
}

/** Of (product of denominators) fraction - (sum of counts times the other denominators). */
function sumDegree(graph: ExpressionGraph, messages: readonly Message[]): number {
  const degrees = messages.map((message) => fieldDegree(graph, message));
  const product = degrees.reduce((sum, degree) => sum + degree);
  const numerators = messages.map(({ count }, i) => graph.degree(count) + product - degrees[i]);
  return Math.max(1 + product, ...numerators);
}

/** Of (sum of flagged denominators + 1 - sum of flags) fraction - (sum of flagged counts). */
function exclusiveDegree(graph: ExpressionGraph, messages: readonly Message[]): number {
  const flagDegree = ({ flag }: Message): number => graph.degree(flag as number);
  const denominators = messages.map((message) => flagDegree(message) + fieldDegree(graph, message));
  const numerators = messages.map((message) => flagDegree(message) + graph.degree(message.count));
  return Math.max(1 + Math.max(...denominators), ...numerators);
}
