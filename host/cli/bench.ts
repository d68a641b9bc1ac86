import { Command } from 'commander';
import { daemonBenchCommand } from './bench-daemon.js';
import { opsCommand } from './bench-ops.js';
import { proveCommand } from './bench-prove.js';
import { vmCommand } from './bench-vm.js';

/** `switchyard bench`: hardware benchmark runs. */
export function benchCommand(): Command {
  return new Command('bench')
    .description('measure this machine')
    .addCommand(opsCommand())
    .addCommand(proveCommand())
    .addCommand(vmCommand())
    .addCommand(daemonBenchCommand());
}
