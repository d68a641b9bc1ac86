/** Where so many may be at a time. */
export interface Room {
  /**
   * Waits for a slot. The caller gives it back by the function that it gets, once.
   *
   * @throws the signal's reason where it aborts meanwhile
   */
  take(signal?: AbortSignal): Promise<() => void>;
}

interface Waiting {
  readonly urgency: number;
  readonly enter: () => void;
}

/**
 * Lets so many through at a time: the most urgent first (the lowest number), those alike as they came. The limit may
 * change while somebody waits.
 */
export class Slots implements Room {
  private taken = 0;
  private readonly waiting: Waiting[] = [];

  constructor(private readonly limit: () => number) {}

  async take(signal?: AbortSignal, urgency = 0): Promise<() => void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(waiting), 1);
        reject(signal!.reason as Error);
      };
      const enter = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const waiting = { urgency, enter };
      signal?.addEventListener('abort', leave, { once: true });
      const after = this.waiting.findIndex((other) => other.urgency > urgency);
      this.waiting.splice(after < 0 ? this.waiting.length : after, 0, waiting);
      this.admit();
    });
    return () => {
      this.taken--;
      this.admit();
    };
  }

  private admit(): void {
    while (this.waiting.length > 0 && this.taken < this.limit()) {
      this.taken++;
      this.waiting.shift()!.enter();
    }
  }
}
