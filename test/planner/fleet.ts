import type { Datum, DeviceModel, HostModel, ProofGraph, StageNode } from '../../host/planner/index.js';
import { Random } from './random.js';

/** One core's field elements a second, by class of work. */
export const CLASS_RATES: Readonly<Record<string, number>> = {
  lde: 1.4e8,
  commit: 8e7,
  quotient: 3e7,
  deep: 2e8,
  fold: 5e7,
  open: 1e6,
};

/** The proof of a shard of one table: a host stage, and nine on devices. */
export function shardGraph(rows: number, columns: number): ProofGraph {
  const data: Datum[] = [];
  const stages: StageNode[] = [];
  const datum = (elements: number, atHost = false, isMovable = true): number =>
    data.push({ bytes: 4 * elements, atHost, isMovable }) - 1;
  const stage = (
    key: string,
    op: string,
    work: number,
    inputs: number[],
    outputs: number[],
    frees: number[] = [],
  ) =>
    stages.push({
      key,
      op,
      parts: [{ class: op, work, calls: 1 }],
      inputs,
      outputs,
      frees,
      after: stages.length > 0 ? [stages.length - 1] : [],
      isHost: op === 'replay',
    });
  const records = datum(rows, true);
  const trace = datum(rows * columns);
  const lde = datum(2 * rows * columns);
  const tree = datum(32 * rows, false, false);
  const chunks = datum(4 * rows);
  const chunkLde = datum(8 * rows);
  const chunkTree = datum(32 * rows, false, false);
  const combined = datum(10 * rows);
  const layers = datum(64 * rows, false, false);
  const proof = datum(100 * columns);
  stage('replay', 'replay', rows * columns, [records], [trace], [records]);
  stage('main: lde', 'lde', 2 * rows * columns, [trace], [lde], [trace]);
  stage('main: commit', 'commit', 2 * rows * columns, [lde], [tree]);
  stage('quotient', 'quotient', 2 * rows * columns, [lde], [chunks]);
  stage('quotient: lde', 'lde', 8 * rows, [chunks], [chunkLde], [chunks]);
  stage('quotient: commit', 'commit', 8 * rows, [chunkLde], [chunkTree]);
  stage('deep', 'deep', 2 * rows * columns, [lde, chunkLde], [combined]);
  stage('fold', 'fold', 20 * rows, [combined], [layers], [combined]);
  stage('open', 'open', 100 * columns, [lde, chunkLde, tree, chunkTree, layers], [proof], [lde, chunkLde]);
  return { stages, data };
}

/** Devices of mixed speeds, no two alike: the first is the host's own CPU. */
export function fleet(count: number, seed: number): { devices: DeviceModel[]; host: HostModel } {
  const random = new Random(seed);
  const devices = Array.from({ length: count }, (_, i): DeviceModel => {
    const speed = i === 0 ? 2 : random.logarithmic(2, 60);
    const rates = Object.entries(CLASS_RATES).map(
      ([name, rate]) =>
        [name, { latencySeconds: 2e-5, workPerSecond: rate * speed * random.logarithmic(0.5, 2) }] as const,
    );
    const link = { latencySeconds: 1e-5, bytesPerSecond: i === 0 ? Infinity : 1e10 };
    return {
      id: i === 0 ? 'cpu0' : `acc${i - 1}`,
      budgetBytes: 2 ** 36,
      isEmulated: false,
      pricePerHour: Math.round(10 * speed) / 100,
      rates: new Map(rates),
      upload: link,
      download: link,
    };
  });
  const replay = { latencySeconds: 1e-5, workPerSecond: 2e10 };
  return { devices, host: { rates: new Map([['replay', replay]]), sharedWith: 'cpu0' } };
}
