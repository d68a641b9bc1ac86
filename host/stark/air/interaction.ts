import type { Bus, Direction } from './bus.js';

/** One message of an interaction; expressions are nodes of the chip's graph. */
export interface Message {
  readonly direction: Direction;
  readonly fields: readonly number[];
  /** How often. What is sent counts positive, what is received or provided negative: that is not part of this. */
  readonly count: number;
  /** The largest magnitude of the count on a row; 0 for what is provided, which has no bound. */
  readonly weight: number;
  /** Of exclusive interactions alone: the bit that says whether this message counts. */
  readonly flag?: number;
}

/** What a chip states about messages, as it was stated. */
export interface Interaction {
  /** Global: one message on a bus. Local: messages that balance within the table. Exclusive: at most one of several. */
  readonly kind: 'global' | 'local' | 'exclusive';
  /** Null for local interactions, which have a bus of their own. */
  readonly bus: Bus | null;
  readonly messages: readonly Message[];
  /** Where it is stated, for people: `send[2] on memory`, `local order`. */
  readonly place: string;
}

/** All expressions that an interaction is made of, by message: flag, count, fields. */
export function nodesOf({ messages }: Interaction): number[] {
  return messages.flatMap(({ flag, count, fields }) => [
    ...(flag === undefined ? [] : [flag]),
    count,
    ...fields,
  ]);
}
