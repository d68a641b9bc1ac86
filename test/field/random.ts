/** A seeded stream of 32-bit words (mulberry32), for tests that want many values rather than good ones. */
export function seededWords(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return (word ^ (word >>> 14)) >>> 0;
  };
}

/** The matrices of the vector files: x := x * 6364136223846793005 + 1442695040888963407 mod 2^64. */
export function lcgMatrix(seed: number, height: number, width: number): number[][] {
  let x = BigInt(seed);
  const next = (): number => {
    x = BigInt.asUintN(64, x * 6364136223846793005n + 1442695040888963407n);
    return Number((x >> 33n) % 2013265921n);
  };
  return Array.from({ length: height }, () => Array.from({ length: width }, next));
}
