import {
  mkdirSync,
  openSync,
  closeSync,
  fsyncSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { ProfileStore } from '../planner/index.js';
import { SwitchyardError } from '../runtime/index.js';

const SCHEMA = 'switchyard-profile/1';
const MOST_BYTES = 16 * 2 ** 20;

const measurement = z.strictObject({
  work: z.number().positive().finite(),
  seconds: z.number().positive().finite(),
});
const file = z.strictObject({
  schema: z.literal(SCHEMA),
  host: z.string().max(200),
  devices: z.record(
    z.string().max(240),
    z.strictObject({
      device: z.string().max(32),
      identity: z.string().max(200),
      measuredAt: z.number().nonnegative().finite(),
      classes: z.record(
        z.string().max(80),
        z.record(z.string().regex(/^-?\d{1,3}$/), z.array(measurement).max(64)),
      ),
    }),
  ),
});

/** What was found where the profile is kept. */
export interface LoadedProfile {
  readonly profiles: ProfileStore;
  /** Why what was there does not count, and what became of it. */
  readonly problem?: string | undefined;
}

/** Where measured profiles are kept: `SWITCHYARD_PROFILE`, or `switchyard/profile.json` in the user's state folder. */
export function profilePath(env: NodeJS.ProcessEnv = process.env): string {
  const folder = env.XDG_STATE_HOME ?? path.join(os.homedir(), '.local', 'state');
  return env.SWITCHYARD_PROFILE ?? path.join(folder, 'switchyard', 'profile.json');
}

/** What a profile of this machine says of itself; one of another machine does not count. */
export function hostIdentity(): string {
  const processors = os.cpus();
  return `${processors[0]?.model ?? 'unknown'} x ${processors.length}, ${Math.round(os.totalmem() / 2 ** 30)} GiB`;
}

/** Reads the profile. One that is damaged, too large, or of another machine is put aside and counts as none. */
export function loadProfile(location = profilePath(), host = hostIdentity()): LoadedProfile {
  let text: string;
  try {
    if (statSync(location).size > MOST_BYTES)
      return putAside(location, `it has more than ${MOST_BYTES} bytes`);
    text = readFileSync(location, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { profiles: {} };
    return { profiles: {}, problem: `${location} cannot be read: ${(error as Error).message}` };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return putAside(location, 'it is no JSON');
  }
  const parsed = file.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return putAside(location, `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  }
  if (parsed.data.host !== host) return putAside(location, `it was measured on ${parsed.data.host}`);
  return { profiles: parsed.data.devices };
}

/** What a file of profiles says, of whatever machine it is. @throws SwitchyardError SY_ERR_PROFILE */
export function readProfiles(value: unknown, name: string): ProfileStore {
  const parsed = file.safeParse(value);
  if (parsed.success) return parsed.data.devices;
  const [issue] = parsed.error.issues;
  throw new SwitchyardError(
    'SY_ERR_PROFILE',
    `${name} is no profile: ${issue.path.join('.') || 'the file'}: ${issue.message}`,
    { remedy: 'Run switchyard calibrate, or name another file.' },
  );
}

function putAside(location: string, why: string): LoadedProfile {
  const aside = `${location}.bad`;
  try {
    renameSync(location, aside);
  } catch {
    return { profiles: {}, problem: `${location} does not count: ${why}` };
  }
  return { profiles: {}, problem: `${location} does not count: ${why}; it is kept as ${aside}` };
}

/**
 * Writes the profile: on disk before its name appears.
 *
 * @throws SwitchyardError SY_ERR_FILE
 */
export function saveProfile(profiles: ProfileStore, location = profilePath(), host = hostIdentity()): void {
  const unfinished = `${location}.${process.pid}`;
  try {
    mkdirSync(path.dirname(location), { recursive: true });
    const descriptor = openSync(unfinished, 'w');
    try {
      writeSync(descriptor, `${JSON.stringify({ schema: SCHEMA, host, devices: profiles })}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(unfinished, location);
  } catch (cause) {
    throw new SwitchyardError('SY_ERR_FILE', `the profile ${location} cannot be written`, {
      remedy: 'Set SWITCHYARD_PROFILE to a file that can be.',
      cause,
    });
  }
}
