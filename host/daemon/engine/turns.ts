/** Somebody who works when it is its turn. */
export interface TurnTaker {
  readonly urgency: number;
  /** Asks it to give its turn back soon, and to wait for another. */
  suspend(): void;
}

/** Lets so many work at a time: the most urgent. Who is more urgent than one that works has it suspended. */
export class Turns<Taker extends TurnTaker> {
  private readonly working = new Set<Taker>();
  private readonly leaving = new Set<Taker>();
  private isStopped = false;
  private waiting: { readonly taker: Taker; readonly begin: () => void }[] = [];

  constructor(private readonly limit: number) {}

  /** Waits for a turn, which the caller ends. @throws the signal's reason where it aborts meanwhile */
  async take(taker: Taker, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.waiting = this.waiting.filter((other) => other !== entry);
        reject(signal.reason as Error);
      };
      const begin = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const entry = { taker, begin };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(entry);
      this.update();
    });
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
    this.waiting.sort((a, b) => a.taker.urgency - b.taker.urgency);
    while (this.waiting.length > 0 && this.working.size < this.limit) {
      const { taker, begin } = this.waiting.shift()!;
      this.working.add(taker);
      begin();
    }
    // One place is made for each that waits and is more urgent.
    const staying = [...this.working]
      .filter((taker) => !this.leaving.has(taker))
      .sort((a, b) => b.urgency - a.urgency);
    for (const { taker } of this.waiting.slice(this.leaving.size)) {
      const least = staying.shift();
      if (!least || least.urgency <= taker.urgency) return;
      this.leaving.add(least);
      least.suspend();
    }
  }
}
