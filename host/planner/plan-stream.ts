import type { DeviceModel } from './device-model.js';
import type { ProofGraph } from './graph.js';
import { formLanes, planOn, type LaneDraft } from './lanes.js';
import type { PlanOptions } from './plan.js';
import { PlanError } from './plan-error.js';
import { planProof } from './plan-proof.js';
import { makeProblem } from './problem.js';
import { shareOut, type Shares } from './shares.js';
import { secondsInWords } from './words.js';

/** Shards that are alike. */
export interface ShardKind {
  readonly graph: ProofGraph;
  readonly count: number;
}

/** Devices that prove shards together, one shard at a time. */
export interface Lane {
  readonly devices: readonly string[];
  /** By kind; undefined where the lane cannot prove it. */
  readonly shards: readonly (
    | {
        /** On the devices; host stages of other shards run meanwhile. */
        readonly seconds: number;
        readonly assignment: ReadonlyMap<string, string>;
        /** How many of the kind the lane proves. */
        readonly share: number;
      }
    | undefined
  )[];
  readonly busySeconds: number;
}

export interface StreamPlan {
  /** Lanes with a share. */
  readonly lanes: readonly Lane[];
  readonly seconds: number;
  /** For the host stages of all shards together. */
  readonly hostSeconds: number;
  readonly bottleneck: 'devices' | 'host';
  /** Devices of all lanes are paid for from start to end. */
  readonly cost: number;
}

/**
 * Shares a stream of shards out over devices: whole shards over lanes of one device, or of two where together they
 * prove at least a tenth more. With the objective `cost`, over the lanes that make it cheapest within the deadline.
 * Throws PlanErrors.
 */
export function planStream(
  kinds: readonly ShardKind[],
  devices: readonly DeviceModel[],
  options: PlanOptions = {},
): StreamPlan {
  checkCounts(kinds);
  const present = kinds.filter(({ count }) => count > 0);
  const graphs = kinds.map(({ graph }) => graph);
  const counts = kinds.map(({ count }) => count);
  // What no set of devices could prove is refused here, in words.
  const problems = graphs.map((graph) => makeProblem(graph, devices, options));
  if (present.length === 0) return { lanes: [], seconds: 0, hostSeconds: 0, bottleneck: 'devices', cost: 0 };
  const usable = problems[0].devices;
  const lanes = formLanes(problems, counts, options);
  for (const [kind, graph] of graphs.entries()) {
    if (counts[kind] === 0 || lanes.some(({ shards }) => shards[kind] !== undefined)) continue;
    addWiderLane(lanes, graph, graphs, usable, options);
  }
  const hostSeconds = problems.reduce((sum, problem, kind) => {
    const { stages, hostPlace } = problem;
    return (
      sum +
      counts[kind] * stages.reduce((all, { isHost, seconds }) => all + (isHost ? seconds[hostPlace] : 0), 0)
    );
  }, 0);
  const share = (chosen: readonly LaneDraft[]): Shared => shareOver(chosen, counts, hostSeconds, options);
  const shared = options.objective === 'cost' ? cheapest(lanes, counts, share, options) : share(lanes);
  return describe(shared, hostSeconds);
}

interface Shared {
  readonly lanes: readonly LaneDraft[];
  readonly shares: Shares;
  readonly seconds: number;
  readonly cost: number;
}

function shareOver(
  lanes: readonly LaneDraft[],
  counts: readonly number[],
  hostSeconds: number,
  { host }: PlanOptions,
): Shared {
  const shares = shareOut(
    lanes.map(({ shards }) => shards.map((shard) => shard?.seconds ?? Infinity)),
    counts,
    // A device on the host's cores proves in the time that host stages leave.
    lanes.map(({ devices }) => (devices.some(({ id }) => id === host?.sharedWith) ? hostSeconds : 0)),
  );
  const used = lanes.filter((_, lane) => shares.counts[lane].some((count) => count > 0));
  const last = Math.max(0, ...lanes.map((lane, i) => (used.includes(lane) ? shares.busySeconds[i] : 0)));
  // The devices wait for the host stages of the first shard.
  const total = counts.reduce((sum, count) => sum + count, 0);
  const seconds = Math.max(hostSeconds, last + (used.length > 0 ? hostSeconds / total : 0));
  const price = used.reduce(
    (sum, { devices }) => sum + devices.reduce((all, { pricePerHour }) => all + pricePerHour, 0),
    0,
  );
  return { lanes, shares, seconds, cost: (price * seconds) / 3600 };
}

/** Adds lanes in order of their price for a mix, and keeps the cheapest set that ends in time. */
function cheapest(
  lanes: readonly LaneDraft[],
  counts: readonly number[],
  share: (lanes: readonly LaneDraft[]) => Shared,
  { deadlineSeconds = Infinity }: PlanOptions,
): Shared {
  const priceOf = ({ devices, shards }: LaneDraft): number => {
    const seconds = shards.reduce((sum, shard, kind) => sum + counts[kind] * (shard?.seconds ?? Infinity), 0);
    return seconds * devices.reduce((sum, { pricePerHour }) => sum + pricePerHour, 0);
  };
  const ranked = lanes.map((lane) => ({ lane, price: priceOf(lane) }));
  ranked.sort((a, b) => (a.price < b.price ? -1 : a.price > b.price ? 1 : 0));
  let best: Shared | undefined;
  let soonest = Infinity;
  for (let many = 1; many <= ranked.length; many++) {
    const some = ranked.slice(0, many).map(({ lane }) => lane);
    if (counts.some((count, kind) => count > 0 && !some.some(({ shards }) => shards[kind]))) continue;
    const shared = share(some);
    soonest = Math.min(soonest, shared.seconds);
    if (shared.seconds <= deadlineSeconds && (!best || shared.cost < best.cost * (1 - 1e-12))) best = shared;
  }
  if (best) return best;
  throw new PlanError(
    'DEADLINE',
    `no plan ends within ${secondsInWords(deadlineSeconds)}: the fastest takes ${secondsInWords(soonest)}`,
    'allow more time or more devices',
  );
}

/** For a kind that neither a device nor a pair can prove: a lane of all devices that a plan over all of them uses. */
function addWiderLane(
  lanes: LaneDraft[],
  graph: ProofGraph,
  graphs: readonly ProofGraph[],
  devices: readonly DeviceModel[],
  options: PlanOptions,
): void {
  const plan = planProof(graph, devices, {
    ...options,
    exclude: [],
    named: devices.map(({ id }) => id),
    objective: 'latency',
  });
  const used = new Set(plan.assignment.values());
  const members = devices.filter(({ id }) => used.has(id));
  for (let i = lanes.length - 1; i >= 0; i--) {
    if (lanes[i].devices.some(({ id }) => used.has(id))) lanes.splice(i, 1);
  }
  lanes.push({ devices: members, shards: graphs.map((other) => planOn(other, members, options)) });
}

function describe({ lanes, shares, seconds, cost }: Shared, hostSeconds: number): StreamPlan {
  const described = lanes.flatMap(({ devices, shards }, lane): Lane[] => {
    const counts = shares.counts[lane];
    if (counts.every((count) => count === 0)) return [];
    return [
      {
        devices: devices.map(({ id }) => id),
        shards: shards.map((shard, kind) => shard && { ...shard, share: counts[kind] }),
        busySeconds: shares.busySeconds[lane],
      },
    ];
  });
  const bottleneck = hostSeconds >= seconds ? 'host' : 'devices';
  return { lanes: described, seconds, hostSeconds, bottleneck, cost };
}

function checkCounts(kinds: readonly ShardKind[]): void {
  for (const { count } of kinds) {
    if (!Number.isSafeInteger(count) || count < 0)
      throw new PlanError('GRAPH', `a stream has ${count} shards of a kind`, 'report this as a bug');
  }
}
