/** How many shards of each kind every lane proves, and when each lane is done. */
export interface Shares {
  /** By lane and kind. */
  readonly counts: readonly (readonly number[])[];
  readonly busySeconds: readonly number[];
  readonly seconds: number;
}

/** Streams with more shards than this are shared out in packets. */
const MOST_PACKETS = 5_000;

/** Attempts to move a shard, or to swap two, away from the lane that is done last. */
const MOST_MOVES = 500;

/**
 * Shares shards out so that the last lane is done early: the longest kinds first, each shard to the lane that is done
 * with it first, and then shards of the last lane moved elsewhere while that helps.
 *
 * @param seconds for a shard by lane and kind; Infinity where a lane cannot prove it. Each kind has a lane
 * @param totals shards by kind
 * @param startSeconds by lane, what it is busy with besides
 */
export function shareOut(
  seconds: readonly (readonly number[])[],
  totals: readonly number[],
  startSeconds: readonly number[],
): Shares {
  const counts = seconds.map(() => totals.map(() => 0));
  const busy = [...startSeconds];
  const packet = Math.max(1, Math.ceil(totals.reduce((sum, total) => sum + total, 0) / MOST_PACKETS));
  const shortest = totals.map((_, kind) => Math.min(...seconds.map((lane) => lane[kind])));
  const kinds = [...totals.keys()].sort((a, b) => shortest[b] - shortest[a] || a - b);
  for (const kind of kinds) {
    for (let left = totals[kind]; left > 0; left -= packet) {
      const size = Math.min(packet, left);
      let best = 0;
      for (let lane = 1; lane < busy.length; lane++) {
        if (busy[lane] + size * seconds[lane][kind] < busy[best] + size * seconds[best][kind]) best = lane;
      }
      counts[best][kind] += size;
      busy[best] += size * seconds[best][kind];
    }
  }
  for (let move = 0; move < MOST_MOVES && relieve(seconds, counts, busy); move++);
  return { counts, busySeconds: busy, seconds: Math.max(...busy) };
}

/** Moves one shard from the last lane, in exchange for one of another kind if need be; false if none helps. */
function relieve(seconds: readonly (readonly number[])[], counts: number[][], busy: number[]): boolean {
  const last = busy.indexOf(Math.max(...busy));
  let best = { end: busy[last] * (1 - 1e-9), lane: -1, give: 0, take: -1 };
  for (const [give, count] of counts[last].entries()) {
    if (count === 0) continue;
    for (let lane = 0; lane < busy.length; lane++) {
      if (lane === last || seconds[lane][give] === Infinity) continue;
      for (let take = -1; take < counts[lane].length; take++) {
        if (take === give || (take >= 0 && counts[lane][take] === 0)) continue;
        const mine = busy[last] - seconds[last][give] + (take < 0 ? 0 : seconds[last][take]);
        const theirs = busy[lane] + seconds[lane][give] - (take < 0 ? 0 : seconds[lane][take]);
        if (Math.max(mine, theirs) < best.end) best = { end: Math.max(mine, theirs), lane, give, take };
      }
    }
  }
  const { lane, give, take } = best;
  if (lane < 0) return false;
  const pass = (from: number, to: number, kind: number): void => {
    counts[from][kind] -= 1;
    counts[to][kind] += 1;
    busy[from] -= seconds[from][kind];
    busy[to] += seconds[to][kind];
  };
  pass(last, lane, give);
  if (take >= 0) pass(lane, last, take);
  return true;
}
