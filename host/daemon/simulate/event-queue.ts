interface Entry {
  readonly at: number;
  readonly number: number;
  readonly action: () => void;
}

/** What is to happen, the earliest first; of what happens at the same time, what was entered first. */
export class EventQueue {
  /** A binary heap. */
  private readonly entries: Entry[] = [];
  private entered = 0;

  get nextAt(): number | undefined {
    return this.entries.at(0)?.at;
  }

  add(at: number, action: () => void): void {
    const { entries } = this;
    const entry = { at, number: this.entered++, action };
    let i = entries.push(entry) - 1;
    for (; i > 0; i = (i - 1) >> 1) {
      const parent = entries[(i - 1) >> 1];
      if (!isBefore(entry, parent)) break;
      entries[i] = parent;
    }
    entries[i] = entry;
  }

  /** Takes out what is next. */
  take(): Entry | undefined {
    const { entries } = this;
    const first = entries.at(0);
    const last = entries.pop();
    if (!first || !last || entries.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && isBefore(entries[child + 1], entries[child])) child++;
      if (!isBefore(entries[child], last)) break;
      entries[i] = entries[child];
      i = child;
    }
    entries[i] = last;
    return first;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.number < b.number);
}
