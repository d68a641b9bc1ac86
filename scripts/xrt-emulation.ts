/**
 * Makes the files that XRT's software emulation needs to run the device model: build/xrt-emulation, or another folder.
 *
 *   node dist/scripts/xrt-emulation.js [--out FOLDER] [--units COUNT] [--cards COUNT]
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  MODEL_MEGAHERTZ,
  parseConnectivity,
  prepareEmulation,
  sourceCommit,
  ToolError,
} from '../host/bitstream/index.js';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'build/xrt-emulation' },
    units: { type: 'string', default: '1' },
    cards: { type: 'string', default: '1' },
  },
});

const MODEL = 'build/model/switchyard-device-model';
const KERNELS = 'build/model/switchyard-model-kernels.so';

function connectivityOf(kernel: string) {
  return parseConnectivity(readFileSync(`hls/kernels/${kernel}/${kernel}.cfg`, 'utf8'));
}

try {
  if (!existsSync(MODEL))
    throw new ToolError(`there is no ${MODEL}`, 'Install libxrt-dev and run npm run build:native.');
  const said = prepareEmulation({
    folder: path.resolve(values.out),
    design: {
      kernels: [
        { connectivity: connectivityOf('poseidon2_merkle'), units: Number(values.units) },
        { connectivity: connectivityOf('keccak_merkle'), units: 1 },
      ],
      megahertz: MODEL_MEGAHERTZ,
    },
    cards: Number(values.cards),
    model: MODEL,
    kernels: KERNELS,
    commit: sourceCommit('.'),
  });
  for (const line of said) console.log(`xrt-emulation: ${line}`);
} catch (error) {
  if (!(error instanceof ToolError)) throw error;
  console.error(`xrt-emulation: ${error.message}\n  ${error.remedy}`);
  process.exitCode = 3;
}
