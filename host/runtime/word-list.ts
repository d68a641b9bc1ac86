/** A growing array of 32-bit words. */
export class WordList {
  private words = new Uint32Array(64);
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** The words so far, without a copy. */
  get view(): Uint32Array {
    return this.words.subarray(0, this.count);
  }

  append(words: ArrayLike<number>): void {
    const end = this.count + words.length;
    if (end > this.words.length) {
      const grown = new Uint32Array(Math.max(end, 2 * this.words.length));
      grown.set(this.view);
      this.words = grown;
    }
    this.words.set(words, this.count);
    this.count = end;
  }
}

/** The first entry that is no whole number below 2^32. */
export function findBadWord(words: ArrayLike<number>): number | undefined {
  if (words instanceof Uint32Array) return undefined;
  for (let i = 0; i < words.length; i++) if (words[i] >>> 0 !== words[i]) return words[i];
  return undefined;
}
