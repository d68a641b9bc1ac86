import { Dispatcher } from '../../host/dispatch/index.js';
import { Device } from '../../host/runtime/index.js';
import { PRESETS } from '../../host/stark/proof/index.js';
import { proveRun, SHAPES, SoloPool, type ProvenRun, type ProveRunRequest } from '../../host/vm/index.js';
import { sha256 } from '../../host/field/index.js';
import { asm, call, halt } from './assembler.js';
import { DATA_ADDRESS, program } from './elf-builder.js';

/** Proofs of small runs, for tests. */

const WRITE = 2;
const COMMIT = 0x10;
const PUBLIC_VALUES = 3;

/** The smallest shape. */
export const T12 = SHAPES.findIndex(({ name }) => name === 'T12');

/** Proves with parameters for tests in the smallest shape. */
export async function proveSmall(
  elf: Uint8Array,
  options: Partial<Omit<ProveRunRequest, 'elf' | 'pool'>> = {},
): Promise<ProvenRun> {
  await using device = Device.open('cpu0');
  return await proveRun({
    ...{ elf, inputs: [], parameters: PRESETS.dev, shape: T12, maxCycles: 2 ** 20, maxMemoryBytes: 2 ** 24 },
    ...options,
    pool: new SoloPool(new Dispatcher(device)),
  });
}

/** A program that publishes bytes, commits to them and ends; `padding` instructions of nothing come first. */
export function publishingProgram(bytes: Uint8Array, exitCode = 0, padding = 0): Uint8Array {
  const digest = new DataView(sha256(bytes).buffer);
  const commits = Array.from({ length: 8 }, (_, i) => call(COMMIT, i, digest.getUint32(4 * i, true)));
  const words = [
    ...Array.from({ length: padding }, () => asm.addi(5, 5, 1)),
    ...call(WRITE, PUBLIC_VALUES, DATA_ADDRESS, bytes.length),
    ...commits.flat(),
    ...halt(exitCode),
  ];
  return program(words, bytes);
}
