import { readFileSync } from 'node:fs';
import { MODEL_MEGAHERTZ, parseConnectivity, type ModelDesign } from '../../host/bitstream/index.js';
import { repositoryFile } from '../support/repository.js';

export function connectivityOf(kernel: string) {
  return parseConnectivity(readFileSync(repositoryFile(`hls/kernels/${kernel}/${kernel}.cfg`), 'utf8'));
}

/** One kernel, as a bitstream for a card may have it. */
export function designOfOne(kernel: string): ModelDesign {
  return { kernels: [{ connectivity: connectivityOf(kernel), units: 1 }], megahertz: MODEL_MEGAHERTZ };
}

/** Both kernels, that of Poseidon2 with so many compute units. */
export function designOf(units: number): ModelDesign {
  return {
    kernels: [
      { connectivity: connectivityOf('poseidon2_merkle'), units },
      { connectivity: connectivityOf('keccak_merkle'), units: 1 },
    ],
    megahertz: MODEL_MEGAHERTZ,
  };
}
