import { setText } from './dom.js';

const QUIET_MILLISECONDS = 10_000;
const MOST_AT_ONCE = 3;

/** Says things to those who listen, politely: several at once rather than one after another. */
export class Announcer {
  private readonly waiting: string[] = [];
  private isQuiet = false;

  constructor(private readonly place: HTMLElement) {}

  say(...what: readonly string[]): void {
    this.waiting.push(...what);
    if (!this.isQuiet) this.speak();
  }

  private speak(): void {
    if (this.waiting.length === 0) return;
    const all = this.waiting.splice(0);
    const rest = all.length - MOST_AT_ONCE;
    setText(
      this.place,
      [...all.slice(0, MOST_AT_ONCE), ...(rest > 0 ? [`And ${rest} more.`] : [])].join(' '),
    );
    this.isQuiet = true;
    setTimeout(() => {
      this.isQuiet = false;
      this.speak();
    }, QUIET_MILLISECONDS);
  }
}
