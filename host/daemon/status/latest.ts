/** The latest of what there was, no more than so much, the latest first. */
export class Latest<Entry> {
  private entries: readonly Entry[] = [];
  private changes = 0;

  constructor(private readonly most: number) {}

  get all(): readonly Entry[] {
    return this.entries;
  }

  /** Grows with every entry. */
  get revision(): number {
    return this.changes;
  }

  add(...entries: readonly Entry[]): void {
    this.entries = [...entries, ...this.entries].slice(0, this.most);
    this.changes++;
  }
}
