/** Where so many may be at a time. */
export interface Room {
  /**
   * Waits for a slot. The caller gives it back by the function that it gets, once.
   *
   * @throws the signal's reason where it aborts meanwhile
   */
  take(signal?: AbortSignal): Promise<() => void>;
}

interface Taker {
  readonly urgency: number;
  readonly holder: object | undefined;
}

interface Waiting extends Taker {
  readonly enter: () => void;
}

/**
 * Lets so many through at a time: the most urgent first (the lowest number), those alike as they came. The limit may
 * change while somebody waits. Beyond it, a holder that has none gets one if nobody who has one is more urgent: those
 * may be waiting for just what it is to do.
 */
export class Slots implements Room {
  private readonly taken = new Set<Taker>();
  private readonly waiting: Waiting[] = [];

  constructor(private readonly limit: () => number) {}

  async take(signal?: AbortSignal, urgency = 0, holder?: object): Promise<() => void> {
    signal?.throwIfAborted();
    const taker = await new Promise<Taker>((resolve, reject) => {
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(waiting), 1);
        reject(signal!.reason as Error);
      };
      const enter = () => {
        signal?.removeEventListener('abort', leave);
        resolve(waiting);
      };
      const waiting = { urgency, holder, enter };
      signal?.addEventListener('abort', leave, { once: true });
      const after = this.waiting.findIndex((other) => other.urgency > urgency);
      this.waiting.splice(after < 0 ? this.waiting.length : after, 0, waiting);
      this.admit();
    });
    return () => {
      this.taken.delete(taker);
      this.admit();
    };
  }

  private admit(): void {
    for (let next; (next = this.waiting.at(0)) !== undefined;) {
      if (this.taken.size >= this.limit() && !this.mayExceed(next)) return;
      this.waiting.shift();
      this.taken.add(next);
      next.enter();
    }
  }

  private mayExceed({ holder, urgency }: Taker): boolean {
    if (!holder) return false;
    return ![...this.taken].some((other) => other.holder === holder || other.urgency < urgency);
  }
}
