import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { repositoryFile } from '../../support/repository.js';

/** How the library of nvml-stub.c behaves. */
export type StubBehaviour =
  | 'OK'
  | 'NO_DRIVER'
  | 'NO_GPU'
  | 'LOST_AND_BACK'
  | 'COUNTS_NOT'
  | 'ABSURD'
  | 'CRASHES_LATER'
  | 'TELLS_POWER_ALONE';

/** Builds a library that stands for NVML, with options of the compiler beside. Returns its path. */
export function buildNvmlStub(behaviour: StubBehaviour, ...defined: string[]): string {
  const library = path.join(mkdtempSync(path.join(os.tmpdir(), 'switchyard-test-')), 'nvml-stub.so');
  const source = repositoryFile('test/telemetry/support/nvml-stub.c');
  execFileSync('gcc', ['-shared', '-fPIC', `-DSTUB=${behaviour}`, ...defined, source, '-o', library]);
  return library;
}
