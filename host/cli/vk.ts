import { Command } from 'commander';
import { encodeVerifyingKey, verifyingKeyDigest, verifyingKeyOf } from '../vm/index.js';
import { writeOutputFile } from './files.js';
import { loadElf } from './guest/guest-options.js';

interface Options {
  readonly output?: string;
  readonly json?: boolean;
}

/** `switchyard vk` */
export function vkCommand(): Command {
  return new Command('vk')
    .description('the verifying key of a RISC-V program: its entry and the root of its initial state')
    .argument('<elf>', 'the program: a RISC-V executable for rv32im')
    .option('-o, --output <file>', 'write the key in its 44 bytes')
    .option('--json', 'machine-readable output (schema switchyard-vk/1)')
    .action(showKey);
}

function showKey(file: string, { output, json }: Options): void {
  const key = verifyingKeyOf(loadElf(file));
  if (output !== undefined) writeOutputFile(output, encodeVerifyingKey(key));
  const digest = Buffer.from(verifyingKeyDigest(key)).toString('hex');
  const entry = 4 * key.entryPc;
  if (json) {
    const root = [...key.initialRoot];
    console.log(JSON.stringify({ schema: 'switchyard-vk/1', digest, entry, initialRoot: root }, null, 2));
    return;
  }
  console.log(`key          ${digest}`);
  console.log(`entry        0x${entry.toString(16)}`);
  console.log(`initial root ${[...key.initialRoot].join(' ')}`);
}
