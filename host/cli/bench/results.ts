import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { SwitchyardError } from '../../runtime/index.js';

export const BENCH_SCHEMA = 'switchyard-bench/1';

const positive = z.number().positive();

/** What only proofs have; figures of single runs are those of the median run. */
const proof = z.object({
  air: z.string(),
  hash: z.string(),
  parameters: z.string(),
  logRows: z.int().nonnegative(),
  /** Whether the trace's way from the host to the device is part of proving; left out where it is not. */
  isUploaded: z.boolean().optional(),
  /** Proven security, docs/security.md; results of earlier versions have none. */
  securityBits: z.number().nonnegative().optional(),
  /** Of a batch: cells of main and permutation traces, over all tables. */
  cells: z.int().positive().optional(),
  /** Proving in the run that the figures below describe. */
  runSeconds: positive,
  /** Making the trace from its inputs; not part of proving. */
  traceSeconds: positive,
  /** In a worker thread, in plain TypeScript; not part of proving. */
  verifySeconds: positive,
  proofBytes: z.int().positive(),
  /** The most that the device held, trace generation included. */
  peakDeviceBytes: z.int().positive(),
  /** Over the links of devices that have one, trace generation included. */
  linkBytes: z
    .record(z.string(), z.object({ toDevice: z.number().nonnegative(), toHost: z.number().nonnegative() }))
    .optional(),
  /** The most that the process had held when its first proof with these threads was done. */
  peakProcessBytes: z.int().positive(),
  /** By the device's profile; null where it was not measured. Left out before profiles were. */
  predictedSeconds: z.number().nonnegative().nullable().optional(),
  /** Share of proving time in which the main thread ran JavaScript. */
  mainThreadShare: z.number().nonnegative(),
  /** Of a batch: the share of proving time in its permutation and quotient ops, and with commitments to both. */
  lookupShare: z
    .object({ ops: z.number().nonnegative(), withCommitments: z.number().nonnegative() })
    .optional(),
  /** In order; what is missing to the whole is time between stages. */
  stages: z.array(z.object({ stage: z.string(), seconds: z.number().nonnegative() })),
});

const nonnegative = z.number().nonnegative();

/** Of emulated FPGA cards: what a card would take by the timing model, of the last run. Not part of other figures. */
const modelled = z.object({
  runs: nonnegative,
  clocks: nonnegative,
  kernelSeconds: nonnegative,
  linkSeconds: nonnegative,
  toCardBytes: nonnegative,
  fromCardBytes: nonnegative,
  bottleneck: z.enum(['link', 'pipeline', 'rows', 'digests']),
  emulationSeconds: nonnegative,
});

/** Cells a cycle over an extension of a degree, main and permutation columns. */
const cellsPerCycle = z.object({
  degree: z.int().positive(),
  /** Of rows with content. */
  rows: positive,
  /** Of rows that fill tables up. */
  padding: z.number().nonnegative(),
  /** Of the tables that are the same in all proofs. */
  fixedTables: positive,
  /** What makes up `rows`. */
  chips: z.record(z.string(), z.number().nonnegative()),
});

/** What only proofs of guests have; figures of single runs are those of the median run. */
const guestProof = z.object({
  hash: z.string(),
  parameters: z.string(),
  securityBits: z.number().nonnegative(),
  cycles: z.int().positive(),
  /** The shape of each shard. */
  shapes: z.array(z.string()),
  cellsPerCycle: z.array(cellsPerCycle),
  /** Of all shards but the last: the part of the cells that is padding or the same in every proof. */
  idleShare: z.number().optional(),
  runSeconds: positive,
  /** Of all threads, verification with them. */
  processorSeconds: positive,
  proofBytes: z.int().positive(),
  peakDeviceBytes: z.int().positive(),
  /** The most that the process had held when the run was done; earlier runs count, too. */
  peakProcessBytes: z.int().positive(),
  /** `replay`, `fill` and `verify` run beside the others. */
  stages: z.array(z.object({ stage: z.string(), seconds: z.number().nonnegative() })),
});

/** What memory costs a guest. */
const state = z.object({
  words: z.int().positive(),
  /** Of leaves, nodes and compressions, for each distinct word. */
  cellsPerWord: z.array(z.object({ degree: z.int().positive(), cells: positive })),
});

/** Energy by one source. Null where the source cannot say; `missing` has the reason. */
const energy = z.object({
  source: z.string(),
  /** Whose: the whole machine's at the plug, a GPU's, an FPGA card's. */
  scope: z.enum(['wall', 'gpu', 'fpga']),
  /** Over which it was measured, and how long they took. */
  runs: z.int().positive(),
  seconds: positive,
  watts: z.number().nonnegative().nullable(),
  joulesPerRun: z.number().nonnegative().nullable(),
  /** Of the result's `unit`. */
  joulesPerUnit: z.number().nonnegative().nullable(),
  /** The same as `joulesPerRun` by the source's own counter, where that has moved far enough. */
  counterJoulesPerRun: z.number().nonnegative().optional(),
  missing: z.string().optional(),
});

/** What only a daemon under load has. */
const daemon = z.object({
  /** Of a submission. */
  p99Seconds: positive,
  /** Jobs that were proven while others were submitted. */
  doneMeanwhile: nonnegative,
  /** After those that warmed it up, while its memory was measured. */
  jobsDone: nonnegative,
  residentBytes: z.object({ first: positive, last: positive, most: positive }),
  /** By the line that fits best. */
  residentBytesPerJob: z.number(),
  /** Of the whole machine over a minute, before and after. */
  loadAverage: z.array(nonnegative).length(2),
});

const roofline = z.object({
  bound: z.enum(['copy', 'multiply', 'logic']),
  /** What the machine can do at best: bytes or operations per second. */
  limit: positive,
  /** Of that limit, what the op reaches by the least work that it could do. */
  share: nonnegative,
});

const result = z.object({
  op: z.string(),
  shape: z.string(),
  device: z.string(),
  isa: z.string(),
  threads: z.int().positive(),
  medianSeconds: positive,
  minSeconds: positive,
  maxSeconds: positive,
  runs: z.int().positive(),
  /** `unit` per second, by the median. */
  rate: positive,
  unit: z.string(),
  /** The nearest of all. Single ops have one, proofs have none. */
  roofline: roofline.optional(),
  /** All, the nearest first. */
  rooflines: z.array(roofline).optional(),
  modelled: modelled.optional(),
  proof: proof.optional(),
  guestProof: guestProof.optional(),
  state: state.optional(),
  daemon: daemon.optional(),
  /** Where meters or sensors were asked for. */
  energy: z.array(energy).optional(),
  peer: z
    .object({
      name: z.string(),
      /** For each pair of runs, how many times faster ours was. */
      ratios: z.array(positive),
      medianRatio: positive,
    })
    .optional(),
});

const benchFile = z.object({
  schema: z.literal(BENCH_SCHEMA),
  machine: z.object({ processor: z.string(), measuredAt: z.string() }).loose(),
  results: z.array(result),
});

export type BenchResult = z.infer<typeof result>;
export type CellsPerCycle = z.infer<typeof cellsPerCycle>;
export type EnergyFigures = z.infer<typeof energy>;
export type GuestProofFigures = z.infer<typeof guestProof>;
export type ProofFigures = z.infer<typeof proof>;
export type BenchFile = z.infer<typeof benchFile>;

/** Writes a results file into a folder, which is made if missing. Returns the path. */
export function writeBenchFile(folder: string, name: string, file: BenchFile): string {
  const target = path.join(folder, name);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(target, `${JSON.stringify(file, null, 2)}\n`);
  } catch (cause) {
    throw new SwitchyardError('SY_ERR_FILE', `${target} cannot be written`, {
      remedy: 'Pass a folder that can be written to with --out.',
      cause,
    });
  }
  return target;
}

/** @throws SwitchyardError SY_ERR_FILE where the file is missing or is no bench file; says where it differs. */
export function readBenchFile(file: string): BenchFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new SwitchyardError('SY_ERR_FILE', `${file} cannot be read`, { remedy: FILE_REMEDY, cause });
  }
  return parseBenchFile(text, file);
}

const FILE_REMEDY = `Pass a file that bench wrote with --out or --json (schema ${BENCH_SCHEMA}).`;

/** What a bench command printed or wrote. @throws SwitchyardError SY_ERR_FILE for anything else, which it calls `file` */
export function parseBenchFile(text: string, file: string): BenchFile {
  const remedy = FILE_REMEDY;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new SwitchyardError('SY_ERR_FILE', `${file} cannot be read as JSON`, { remedy, cause });
  }
  const parsed = benchFile.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SwitchyardError('SY_ERR_FILE', `${file}: ${issue.path.join('.')}: ${issue.message}`, { remedy });
}

/** How many times faster a result is than the same measurement in an earlier file, or `new`. */
export function describeChange(result: BenchResult, before: BenchFile): string {
  const identity = identityOf(result);
  const old = before.results.find((candidate) => identityOf(candidate) === identity);
  return old ? `${(old.medianSeconds / result.medianSeconds).toFixed(2)}x` : 'new';
}

function identityOf({ op, shape, device, isa, threads, ...rest }: BenchResult): string {
  const proof = rest.proof ?? rest.guestProof;
  const origin = rest.proof?.isUploaded ? 'uploaded' : 'made';
  return [op, shape, device, isa, threads, proof?.hash, proof?.parameters, origin].join(' ');
}
