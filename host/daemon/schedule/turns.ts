import { byUrgency, type Ranked } from './urgency.js';

/** Somebody who works when it is its turn. */
export interface TurnTaker extends Ranked {
  /** Asks it to begin nothing more, to give its turn back soon, and to wait for another. */
  suspend(): void;
}

interface Waiting<Taker> {
  readonly taker: Taker;
  readonly begin: () => void;
}

/**
 * Lets so many work at a time: the most urgent. Who is more urgent than one that works takes its place at once, while
 * that one ends what it has begun.
 */
export class Turns<Taker extends TurnTaker> {
  private readonly working = new Set<Taker>();
  private readonly leaving = new Set<Taker>();
  private isStopped = false;
  private waiting: Waiting<Taker>[] = [];

  constructor(private readonly limit: number) {}

  /** Waits for a turn, which the caller ends. @throws the signal's reason where it aborts meanwhile */
  async take(taker: Taker, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.withdraw(taker);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.request(taker, () => {
        signal.removeEventListener('abort', leave);
        resolve();
      });
    });
  }

  /** Has somebody begin once it is its turn, which may be at once. */
  request(taker: Taker, begin: () => void): void {
    this.waiting.push({ taker, begin });
    this.update();
  }

  /** Who waits for a turn does not want it any more. */
  withdraw(taker: Taker): void {
    this.waiting = this.waiting.filter((other) => other.taker !== taker);
  }

  end(taker: Taker): void {
    this.working.delete(taker);
    this.leaving.delete(taker);
    this.update();
  }

  /** How many have a turn. */
  get taken(): number {
    return this.working.size;
  }

  /** From now on nobody gets a turn, and nobody is suspended for another. */
  stop(): void {
    this.isStopped = true;
  }

  /** After somebody's urgency has changed, too. */
  update(): void {
    if (this.isStopped) return;
    for (let next; (next = this.mostUrgent()) !== undefined;) {
      if (this.working.size - this.leaving.size >= this.limit && !this.suspendFor(next.taker)) return;
      this.waiting.splice(this.waiting.indexOf(next), 1);
      this.working.add(next.taker);
      next.begin();
    }
  }

  /** Of those that wait; among those alike, who came first. */
  private mostUrgent(): Waiting<Taker> | undefined {
    let first: Waiting<Taker> | undefined;
    for (const one of this.waiting) if (!first || byUrgency(one.taker, first.taker) < 0) first = one;
    return first;
  }

  /** Suspends the least urgent that works, if it is less urgent than somebody. */
  private suspendFor(other: Taker): boolean {
    let least: Taker | undefined;
    for (const taker of this.working) {
      if (!this.leaving.has(taker) && (!least || byUrgency(taker, least) > 0)) least = taker;
    }
    if (!least || byUrgency(least, other) <= 0) return false;
    this.leaving.add(least);
    least.suspend();
    return true;
  }
}
