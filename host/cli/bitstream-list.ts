import { existsSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { readManifest, sha256Of, type ManifestEntry } from '../bitstream/index.js';
import { BITSTREAM_FOLDER } from './bitstream-build.js';
import { readInputFile } from './files.js';
import { BITSTREAM_FILE } from './bitstream-check.js';
import { formatTable } from './table.js';

/** Whether a listed file is there: built files are not in Git, their manifest is. */
type State = 'here' | 'not here' | 'another file';

/** `switchyard bitstream list` */
export function listCommand(): Command {
  return new Command('list')
    .description('list bitstreams of a manifest, and whether they are there')
    .option('--folder <folder>', 'the folder of the manifest', BITSTREAM_FOLDER)
    .option('--json', 'machine-readable output (schema switchyard-bitstream-list/1)')
    .action(({ folder, json }: { folder: string; json?: boolean }) => {
      const bitstreams = readManifest(folder).bitstreams.map((entry) => ({
        ...entry,
        state: stateOf(folder, entry),
      }));
      if (json)
        console.log(JSON.stringify({ schema: 'switchyard-bitstream-list/1', folder, bitstreams }, null, 2));
      else printList(folder, bitstreams);
    });
}

function stateOf(folder: string, { file, sha256 }: ManifestEntry): State {
  const name = path.join(folder, file);
  if (!existsSync(name)) return 'not here';
  return sha256Of(readInputFile(name, BITSTREAM_FILE)) === sha256 ? 'here' : 'another file';
}

function printList(folder: string, bitstreams: readonly (ManifestEntry & { state: State })[]): void {
  if (bitstreams.length === 0) {
    console.log(`${folder} lists no bitstream; switchyard bitstream build makes one`);
    return;
  }
  const rows = bitstreams.map(({ file, target, platform, computeUnits, clockMegahertz, tool, state }) => [
    ...[file, target, platform, String(computeUnits.length), `${clockMegahertz} MHz`, tool, state],
  ]);
  const header = ['file', 'target', 'platform', 'units', 'clock', 'tool', 'is'];
  console.log(formatTable(header, rows, new Set(['units', 'clock'])));
}
