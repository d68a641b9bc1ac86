import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { readProfiles } from '../../dispatch/index.js';
import { fitsOf, HOST_PROFILE, type Profiles, type ProfileStore, type Rate } from '../../planner/index.js';
import { SwitchyardError } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import { runOverhead, SHAPES } from '../../vm/index.js';
import { ShardTimes } from '../engine/index.js';

const MOST_BYTES = 2 ** 24;
const LANES_SCHEMA = 'switchyard-lanes/1';

const shapeName = z.enum(SHAPES.map(({ name }) => name) as [string, ...string[]]);
const positive = z.number().positive().max(1e9);

const lanesFile = z.strictObject({
  schema: z.literal(LANES_SCHEMA),
  devices: z
    .record(z.string().regex(/^[\w.-]{1,64}$/), z.partialRecord(shapeName, positive))
    .refine((devices) => Object.keys(devices).length > 0 && Object.keys(devices).length <= 1024, {
      message: 'has from 1 to 1024 devices',
    }),
  beforeSecondsPerCycle: z.number().min(0).max(1).default(0),
  afterSecondsPerShard: z.number().min(0).max(1e6).default(0),
});

/** The devices of a simulation, one lane each, and what work takes on them. */
export interface SimulatedMachine {
  readonly devices: readonly string[];
  /** Seconds for a shard on each device; Infinity where it cannot be proven. */
  readonly shardSeconds: (shape: number) => readonly number[];
  readonly overhead: (run: { readonly cycles: number; readonly shards: number }) => {
    readonly beforeSeconds: number;
    readonly afterSeconds: number;
  };
}

export interface MachineRequest {
  /** A profile, or a file that says what shards take. */
  readonly file: string;
  /** By default all that the file has. */
  readonly devices: readonly string[] | undefined;
  readonly parameters: StarkParameters;
}

/**
 * Reads what devices take.
 *
 * @param shapes that jobs have
 * @throws SwitchyardError SY_ERR_FILE, SY_ERR_PROFILE, SY_ERR_ARGUMENT
 */
export async function readMachine(
  request: MachineRequest,
  shapes: Iterable<number>,
): Promise<SimulatedMachine> {
  const value = readJson(request.file);
  const isLanes =
    typeof value === 'object' && value !== null && 'schema' in value && value.schema === LANES_SCHEMA;
  return isLanes ? fromLanes(value, request) : await fromProfile(value, request, shapes);
}

function fromLanes(value: unknown, { file, devices }: MachineRequest): SimulatedMachine {
  const parsed = lanesFile.safeParse(value);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw badFile(file, `${path.join('.')}: ${message}`);
  }
  const { data } = parsed;
  const ids = choose(Object.keys(data.devices), devices, file);
  return {
    devices: ids,
    shardSeconds: (shape) => ids.map((id) => data.devices[id][SHAPES[shape].name] ?? Infinity),
    overhead: ({ cycles, shards }) => ({
      beforeSeconds: data.beforeSecondsPerCycle * cycles,
      afterSeconds: data.afterSecondsPerShard * shards,
    }),
  };
}

async function fromProfile(
  value: unknown,
  { file, devices, parameters }: MachineRequest,
  shapes: Iterable<number>,
): Promise<SimulatedMachine> {
  const profiles = latest(readProfiles(value, file));
  const ids = choose(
    Object.keys(profiles).filter((id) => id !== HOST_PROFILE),
    devices,
    file,
  );
  const planned = ids.map((id) => ({ id, budgetBytes: Infinity, isEmulated: false, pricePerHour: 0 }));
  const times = new ShardTimes(planned, profiles);
  const known = new Map<number, readonly number[]>();
  for (const shape of new Set(shapes)) {
    const seconds = await times.on(shape, parameters);
    if (!seconds) {
      throw new SwitchyardError(
        'SY_ERR_PROFILE',
        `${file} does not say what shards of ${SHAPES[shape].name} take`,
        {
          remedy: 'Run switchyard calibrate on the machine that it is of.',
        },
      );
    }
    known.set(shape, seconds);
  }
  const host = profiles[HOST_PROFILE] as Profiles[string] | undefined;
  const rates = host ? fitsOf(host) : new Map<string, Rate>();
  return {
    devices: ids,
    shardSeconds: (shape) => known.get(shape)!,
    overhead: (run) => ({ beforeSeconds: runOverhead(rates, run), afterSeconds: 0 }),
  };
}

/** Each device as it was measured last. */
function latest(store: ProfileStore): Profiles {
  const profiles: Record<string, ProfileStore[string]> = {};
  for (const profile of Object.values(store)) {
    const other = profiles[profile.device] as ProfileStore[string] | undefined;
    if (!other || profile.measuredAt > other.measuredAt) profiles[profile.device] = profile;
  }
  return profiles;
}

function choose(
  there: readonly string[],
  wanted: readonly string[] | undefined,
  file: string,
): readonly string[] {
  const missing = wanted?.find((id) => !there.includes(id));
  if (missing === undefined && there.length > 0) return wanted ?? there;
  throw new SwitchyardError('SY_ERR_PROFILE', `${file} has no device ${missing ?? 'at all'}`, {
    ...(missing === undefined ? {} : { device: missing }),
    remedy: there.length > 0 ? `It has ${there.join(', ')}.` : 'Run switchyard calibrate.',
  });
}

function readJson(file: string): unknown {
  let text: string;
  try {
    if (statSync(file).size > MOST_BYTES) throw badFile(file, `it has more than ${MOST_BYTES} bytes`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof SwitchyardError) throw error;
    throw new SwitchyardError('SY_ERR_FILE', `${file} cannot be read: ${(error as Error).message}`, {
      remedy: 'Run switchyard calibrate, or name a file by --profile.',
      cause: error,
    });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badFile(file, `it is no JSON: ${(error as Error).message}`);
  }
}

function badFile(file: string, why: string): SwitchyardError {
  return new SwitchyardError(
    'SY_ERR_PROFILE',
    `${file} is neither a profile nor one of ${LANES_SCHEMA}: ${why}`,
    {
      remedy: 'Name another file by --profile; docs/simulate.md says what it may be.',
    },
  );
}
