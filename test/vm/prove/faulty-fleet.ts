import { Journal, openFleet, type DispatchEvent } from '../../../host/dispatch/index.js';
import { Device, type DeviceEvent, type OpenOptions } from '../../../host/runtime/index.js';
import { PRESETS } from '../../../host/stark/proof/index.js';
import { Dispatcher } from '../../../host/dispatch/index.js';
import {
  encodeRunProof,
  FleetPool,
  lanePerMember,
  proveRun,
  SHAPES,
  SoloPool,
  type ShardPool,
  type ShardReport,
} from '../../../host/vm/index.js';
import { childProcesses, faultyOptions, memoryFiles, until } from '../../runtime/process/faulty.js';
import { publishingProgram } from '../proven-runs.js';

/** Proofs of a small run on devices in processes of their own, which fail as files say. */

const ELF = publishingProgram(Uint8Array.of(5, 6), 0, 40);
const T12 = SHAPES.findIndex(({ name }) => name === 'T12');

/**
 * Ops of a proof: one execution in the first shard that no self-test has had before, and about how many a shard has.
 */
export const PROOF_OPS: readonly (readonly [op: string, nth: number, perShard: number])[] = [
  ['upload', 10, 24],
  ['fill', 1, 1],
  ['lde', 20, 95],
  ['commit', 4, 12],
  ['permutation', 3, 24],
  ['quotient', 5, 24],
  ['evaluate', 20, 97],
  ['deep', 2, 8],
  ['fold', 3, 8],
  ['open', 6, 12],
];

function prove(pool: ShardPool, shardCycles: number, onShard?: (report: ShardReport) => void) {
  const limits = { maxCycles: 2 ** 20, maxMemoryBytes: 2 ** 24, shape: T12, shardCycles };
  return proveRun({ elf: ELF, inputs: [], parameters: PRESETS.dev, pool, onShard, ...limits });
}

const expected = new Map<number, Promise<Uint8Array>>();

/** The run's proof by the CPU alone. */
export function cpuProof(shardCycles: number): Promise<Uint8Array> {
  let proof = expected.get(shardCycles);
  if (!proof) {
    proof = (async () => {
      await using device = Device.open('cpu0');
      return encodeRunProof((await prove(new SoloPool(new Dispatcher(device)), shardCycles)).run);
    })();
    expected.set(shardCycles, proof);
  }
  return proof;
}

export interface FaultyRun {
  readonly shardCycles: number;
  /** Fault files by device. */
  readonly faults: Readonly<Record<string, string>>;
  readonly process?: OpenOptions['process'];
  readonly open?: OpenOptions;
  readonly deadlineSeconds?: number;
  /** Devices that have an op to themselves; they prove nothing else. */
  readonly pins?: ReadonlyMap<string, string>;
  readonly onShard?: (report: ShardReport, pids: readonly number[]) => void;
}

/** Proves on faulty devices, with the CPU behind them, and tells what is left. */
export async function proveOnFaulty({
  shardCycles,
  faults,
  deadlineSeconds,
  pins,
  onShard,
  ...run
}: FaultyRun) {
  const before = { children: childProcesses().length, ...memoryFiles() };
  const events: DispatchEvent[] = [];
  const deviceEvents: DeviceEvent[] = [];
  const ids = Object.keys(faults);
  let proven;
  let reference;
  let stages;
  {
    await using open = await openFleet({
      ids,
      others: (id) =>
        faultyOptions(faults[id], { ...run.open, ...(run.process ? { process: run.process } : {}) }),
      onEvent: (event) => deviceEvents.push(event),
      // A hundred times as fast.
      clock: {
        now: () => performance.now() / 10,
        after: (seconds, action) => {
          const timer = setTimeout(action, seconds * 10);
          return () => clearTimeout(timer);
        },
      },
    });
    const lanes = lanePerMember(open.fleet, pins).filter(({ name }) => ids.includes(name));
    const journal = new Journal({ onEvent: (event) => events.push(event) });
    const pool = new FleetPool(open.fleet, lanes, {
      ...{ journal, threads: 1 },
      deadline: () => deadlineSeconds,
    });
    proven = await prove(pool, shardCycles, (report) => {
      const pids = open.supervised.flatMap(({ device }) => device?.pid ?? []);
      onShard?.(report, pids);
    });
    reference = open.cpu.state();
    ({ stages } = journal);
  }
  await until(() => childProcesses().length <= before.children);
  return {
    ...{ proof: encodeRunProof(proven.run), shards: proven.shards, events, deviceEvents, reference, stages },
    leaks: { children: childProcesses().length - before.children, ...subtract(memoryFiles(), before) },
  };
}

function subtract(after: ReturnType<typeof memoryFiles>, before: ReturnType<typeof memoryFiles>) {
  return {
    descriptors: after.descriptors - before.descriptors,
    mappings: after.mappings - before.mappings,
  };
}
