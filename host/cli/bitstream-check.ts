import path from 'node:path';
import { Command } from 'commander';
import { BitstreamError, checkBitstream, readManifest } from '../bitstream/index.js';
import { readInputFile } from './files.js';

/** No container is larger. */
export const BITSTREAM_FILE = { name: 'a bitstream (.xclbin)', maxBytes: 2 ** 30 };

/** `switchyard bitstream check` */
export function checkCommand(): Command {
  return new Command('check')
    .description('hold a bitstream to its form and to the manifest beside it')
    .argument('<file>', 'the .xclbin')
    .option('--json', 'machine-readable output (schema switchyard-bitstream-check/1)')
    .action((file: string, { json }: { json?: boolean }) => {
      const bytes = readInputFile(file, BITSTREAM_FILE);
      const entry = entryOf(file);
      checkBitstream(bytes, entry);
      if (json) {
        console.log(JSON.stringify({ schema: 'switchyard-bitstream-check/1', file, entry }, null, 2));
        return;
      }
      const { target, platform, computeUnits, interfaceVersion } = entry;
      console.log(
        `${file} is the ${target} bitstream that is listed: ${computeUnits.length} compute units for ${platform}, interface ${interfaceVersion}`,
      );
    });
}

/** What the manifest beside a bitstream says of it. @throws BitstreamError MANIFEST_ENTRY */
export function entryOf(file: string) {
  const folder = path.dirname(file);
  const name = path.basename(file);
  const entry = readManifest(folder).bitstreams.find((listed) => listed.file === name);
  if (entry) return entry;
  throw new BitstreamError(
    'MANIFEST_ENTRY',
    `the manifest in ${folder} does not list ${name}`,
    'Build the bitstream with switchyard bitstream build, or copy the manifest that came with it.',
  );
}
