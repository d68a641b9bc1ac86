import { Option, type Command } from 'commander';
import { STANDARD_CHIP_NAMES } from '../../stark/chips/index.js';
import { PROOF_FORMATS } from './load-proof.js';
import { HASH_CHOICES, PARAMS_HELP } from './options.js';

/** Adds the file argument and the options that say how to read it. */
export function addLoadOptions(command: Command): Command {
  return command
    .argument('<file>', 'a proof')
    .addOption(
      new Option(
        '--format <name>',
        'format of the file; by default a proof file, or p3-json if it starts with {',
      ).choices(PROOF_FORMATS),
    )
    .addOption(
      new Option('--air <name>', 'the table, where the file does not name it').choices(STANDARD_CHIP_NAMES),
    )
    .option('--params <name>', `for postcard: proof parameters: ${PARAMS_HELP}; default: default`)
    .addOption(
      new Option('--hash <name>', 'for postcard: hash of trees and transcript; default: poseidon2').choices(
        HASH_CHOICES,
      ),
    )
    .option('--public-values <list>', 'for postcard: public values, such as 0,1,21');
}
