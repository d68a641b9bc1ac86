import { Command, CommanderError } from 'commander';
import { BitstreamError, ToolError } from '../bitstream/index.js';
import { PlanError } from '../planner/index.js';
import { SwitchyardError } from '../runtime/index.js';
import { ParametersError, ProofError } from '../stark/proof/index.js';
import { TelemetryError } from '../telemetry/index.js';
import { ElfError, MachineError } from '../vm/index.js';
import { benchCommand } from './bench.js';
import { bitstreamCommand } from './bitstream.js';
import { calibrateCommand } from './calibrate.js';
import { daemonCommand } from './daemon.js';
import { devicesCommand } from './devices.js';
import { doctorCommand } from './doctor.js';
import { executeCommand } from './execute.js';
import { ExitCode } from './exit-code.js';
import { inspectCommand } from './inspect.js';
import { jobCommand } from './job.js';
import { planCommand } from './plan.js';
import { proveCommand } from './prove.js';
import { simulateCommand } from './simulate.js';
import { UsageError } from './usage-error.js';
import { verifyCommand } from './verify.js';
import { vkCommand } from './vk.js';
import { VERSION } from './version.js';

function program(): Command {
  const root = new Command('switchyard')
    .description('Proves RISC-V programs, each stage on the device that measures fastest.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(add --help for what there is)');
  for (const command of [
    devicesCommand(),
    doctorCommand(),
    calibrateCommand(),
    planCommand(),
    benchCommand(),
    executeCommand(),
    proveCommand(),
    verifyCommand(),
    vkCommand(),
    inspectCommand(),
    bitstreamCommand(),
    daemonCommand(),
    jobCommand(),
    simulateCommand(),
  ]) {
    root.addCommand(command);
  }
  for (const command of [root, ...root.commands, ...root.commands.flatMap((c) => c.commands)]) {
    command.exitOverride();
  }
  return root;
}

const ELF_REMEDY = 'Pass a statically linked RV32IM executable, such as those in examples.';
const ENVIRONMENT_CODES = new Set([
  'SY_ERR_ADDON',
  'SY_ERR_MEMORY',
  'SY_ERR_DEVICE',
  'SY_ERR_LOST',
  'SY_ERR_PROFILE',
  'SY_ERR_STORE',
  'SY_ERR_UNSUPPORTED',
]);
/** Plans that cannot be made because of what was asked for. */
const USAGE_PLAN_CODES = new Set(['DEVICE', 'PIN', 'PRICES']);

/**
 * Runs one command line and returns the exit code: 0 done, 1 the proof or the run is bad, 2 usage, 3 the
 * environment lacks something.
 */
export async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  try {
    await program().parseAsync([...args], { from: 'user' });
    return ExitCode.DONE;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.DONE : ExitCode.USAGE;
    if (error instanceof UsageError) {
      console.error(`switchyard: ${error.message}`);
      return ExitCode.USAGE;
    }
    if (error instanceof SwitchyardError) {
      console.error(`switchyard: ${error.code}: ${error.message}\n  ${error.remedy}`);
      if (env.SWITCHYARD_DEBUG) console.error(error.stack);
      if (ENVIRONMENT_CODES.has(error.code)) return ExitCode.ENVIRONMENT;
      return error.code === 'SY_ERR_ARGUMENT' || error.code === 'SY_ERR_CONFIG'
        ? ExitCode.USAGE
        : ExitCode.BAD;
    }
    if (error instanceof ToolError) {
      console.error(`switchyard: ${error.code}: ${error.message}\n  ${error.remedy}`);
      return ExitCode.ENVIRONMENT;
    }
    if (error instanceof BitstreamError) {
      console.error(`switchyard: ${error.code}: ${error.check}: ${error.message}\n  ${error.remedy}`);
      return ExitCode.ENVIRONMENT;
    }
    if (error instanceof TelemetryError) {
      console.error(`switchyard: ${error.code}: ${error.message}\n  ${error.remedy}`);
      return error.code === 'SY_ERR_METER_CONFIG' ? ExitCode.USAGE : ExitCode.ENVIRONMENT;
    }
    if (error instanceof PlanError) {
      console.error(`switchyard: SY_ERR_PLAN: ${error.code}: ${error.message}\n  ${error.remedy}`);
      if (USAGE_PLAN_CODES.has(error.code)) return ExitCode.USAGE;
      return error.code === 'DEADLINE' ? ExitCode.BAD : ExitCode.ENVIRONMENT;
    }
    if (error instanceof ElfError) {
      console.error(`switchyard: SY_ERR_ELF: ${error.code}: ${error.message}\n  ${ELF_REMEDY}`);
      return ExitCode.BAD;
    }
    if (error instanceof ProofError || error instanceof ParametersError || error instanceof MachineError) {
      console.error(`switchyard: ${error.code}: ${error.message}`);
      return ExitCode.BAD;
    }
    throw error;
  }
}
