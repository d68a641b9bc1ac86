import { Command } from 'commander';
import { estimateCommand } from './bitstream-estimate.js';

/** `switchyard bitstream`: what runs on FPGA cards. */
export function bitstreamCommand(): Command {
  return new Command('bitstream').description('kernels for FPGA cards').addCommand(estimateCommand());
}
