import { Command } from 'commander';
import { buildCommand } from './bitstream-build.js';
import { checkCommand } from './bitstream-check.js';
import { estimateCommand } from './bitstream-estimate.js';
import { listCommand } from './bitstream-list.js';
import { smokeCommand } from './bitstream-smoke.js';

/** `switchyard bitstream`: what runs on FPGA cards. */
export function bitstreamCommand(): Command {
  return new Command('bitstream')
    .description('kernels for FPGA cards')
    .addCommand(buildCommand())
    .addCommand(listCommand())
    .addCommand(checkCommand())
    .addCommand(smokeCommand())
    .addCommand(estimateCommand());
}
