/** What is linked on a card: kernels, so many compute units of each, and the memory that their arguments reach. */
import { parseConnectivity, type KernelConnectivity } from '../connectivity.js';
import { BitstreamError } from '../bitstream-error.js';
import { CARDS, type CardName } from './platforms.js';

/** A kernel of the design, wired as `connectivity` wires its first unit. */
export interface WiredKernel {
  readonly connectivity: KernelConnectivity;
  readonly units: number;
}

/** The kernel whose pipelines are as many as are asked for; the other is there once. */
const SCALED_KERNEL = 'poseidon2_merkle';

/** gmem0, gmem1 and gmem2 of each unit. */
const PORTS_OF_UNIT = 3;

/**
 * The kernels of a card's file in hls/conn. One unrolled pipeline of each width keeps a unit's ports busy, so
 * pipelines are compute units.
 *
 * @throws BitstreamError CONNECTIVITY for a file that is not understood, or more units than the memory has ports for
 */
export function wireCard(card: CardName, file: string, pipelines: number): WiredKernel[] {
  const kernels = splitKernels(file).map(parseConnectivity);
  const wired = kernels.map((connectivity) => ({
    connectivity,
    units: connectivity.kernel === SCALED_KERNEL ? pipelines : 1,
  }));
  const ports = PORTS_OF_UNIT * wired.reduce((sum, { units }) => sum + units, 0);
  const { masterPorts } = CARDS[card];
  if (ports > masterPorts) {
    const most = Math.floor(masterPorts / PORTS_OF_UNIT) - (wired.length - 1);
    throw new BitstreamError(
      'CONNECTIVITY',
      `${pipelines} pipelines take ${ports} memory ports; a ${card} has ${masterPorts}`,
      `Ask for at most ${most} with --pipelines.`,
    );
  }
  return wired;
}

/** The lines of each kernel: a kernel begins with its `nk`. */
function splitKernels(file: string): string[] {
  const parts: string[] = [];
  for (const line of file.split('\n')) {
    if (line.startsWith('nk=')) parts.push('');
    if (parts.length > 0) parts[parts.length - 1] += `${line}\n`;
  }
  return parts;
}

/** The `[connectivity]` that v++ links by. */
export function writeWiring(wired: readonly WiredKernel[]): string {
  const lines = wired.flatMap(({ connectivity: { kernel, units: named, memory }, units }) => {
    const names = Array.from({ length: units }, (_, i) => `${kernel}_${i + 1}`);
    const places = [...(memory.get(named[0]) ?? [])];
    return [
      `nk=${kernel}:${units}:${names.join('.')}`,
      ...names.flatMap((name) => places.map(([argument, place]) => `sp=${name}.${argument}:${place}`)),
    ];
  });
  return ['[connectivity]', ...lines, ''].join('\n');
}
