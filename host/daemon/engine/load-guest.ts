import type { JobRequest } from '../api/index.js';
import type { ArtifactFolder } from '../artifacts/index.js';
import type { DaemonConfig } from '../config.js';
import { storeError } from '../store/index.js';
import type { GuestWork } from './workshop.js';

/** Reads the program and inputs of a job. @throws SwitchyardError SY_ERR_STORE ARTIFACT */
export async function loadGuest(
  { program, inputs, cycleLimit, allowExitCode }: JobRequest,
  artifacts: ArtifactFolder,
  { cycles, memoryBytes, publicValueBytes }: DaemonConfig['limits'],
): Promise<GuestWork> {
  const elf = await artifacts.get(program);
  const loaded = [];
  for (const input of inputs) loaded.push(await artifacts.get(input));
  return {
    ...{ elf, inputs: loaded, allowExitCode, maxMemoryBytes: memoryBytes },
    maxPublicValueBytes: publicValueBytes,
    maxCycles: Math.min(cycles, cycleLimit ?? Infinity),
  };
}

/** @throws SwitchyardError SY_ERR_STORE ARTIFACT for one that is not there; INPUT_BYTES */
export function requireGuest(
  { program, inputs }: JobRequest,
  artifacts: ArtifactFolder,
  { jobInputBytes }: DaemonConfig['limits'],
): void {
  let bytes = 0;
  for (const id of [program, ...inputs]) {
    const size = artifacts.sizeOf(id);
    if (size === undefined) throw storeError('ARTIFACT', `there is no artifact ${id}`);
    if (id !== program) bytes += size;
  }
  if (bytes > jobInputBytes) {
    throw storeError('INPUT_BYTES', `the inputs have ${bytes} bytes; a job may have ${jobInputBytes}`);
  }
}
