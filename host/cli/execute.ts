import { Command } from 'commander';
import { execute, requireSuccess, type Execution } from '../vm/index.js';
import { writeOutputFile } from './files.js';
import { parseDump, type Dump } from './guest/dump.js';
import { addGuestOptions, loadGuest, type GuestOptions } from './guest/guest-options.js';
import { formatBytes, formatRate, formatSeconds, formatShare } from './quantity.js';
import { formatTable } from './table.js';

interface Options extends GuestOptions {
  readonly json?: boolean;
  readonly profile?: string;
  readonly dump?: Dump[];
}

const OUTPUT = 1;
const SHOWN_PUBLIC_BYTES = 256;

/** `switchyard execute` */
export function executeCommand(): Command {
  const command = new Command('execute').description(
    'run a RISC-V program without proving it; exit code 1 if it fails or does not end',
  );
  return addGuestOptions(command)
    .option('--profile <file>', 'write cycles by call stack, for flame graphs (folded stacks)')
    .option(
      '--dump <from:to=file>',
      'write a range of memory, as it is at the end; repeat it for more',
      (value: string, previous: Dump[] | undefined) => [...(previous ?? []), parseDump(value)],
    )
    .option(
      '--json',
      'machine-readable output (schema switchyard-execute/1); what the program prints goes to standard error',
    )
    .action(executeProgram);
}

async function executeProgram(file: string, options: Options): Promise<void> {
  const { elf, ...guest } = loadGuest(file, options);
  const dumps = options.dump ?? [];
  const showsProgress = process.stderr.isTTY && !options.json;
  const execution = await execute(elf, {
    ...guest,
    dumps,
    profile: options.profile !== undefined,
    onConsole: (descriptor, bytes) => {
      const stream = descriptor === OUTPUT && !options.json ? process.stdout : process.stderr;
      stream.write(bytes);
    },
    onProgress: (cycles) => {
      if (showsProgress) process.stderr.write(`\r${Math.round(cycles / 1e6)} M cycles `);
    },
  });
  if (showsProgress) process.stderr.write('\r\x1b[K');
  dumps.forEach((dump, i) => writeOutputFile(dump.file, execution.dumps[i]));
  if (options.profile !== undefined) writeOutputFile(options.profile, formatProfile(execution));
  if (options.json) console.log(JSON.stringify(describe(execution), null, 2));
  else printSummary(execution);
  requireSuccess(execution);
}

function formatProfile({ profile }: Execution): string {
  return profile.map(({ functions, cycles }) => `${functions} ${cycles}\n`).join('');
}

function hexadecimal(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** What `--json` prints; what went to files is left out. */
function describe(execution: Execution) {
  return {
    schema: 'switchyard-execute/1',
    ...execution,
    publicValues: hexadecimal(execution.publicValues),
    registers: [...execution.registers],
    profile: undefined,
    dumps: undefined,
  };
}

const DIGESTS: Record<Execution['digest'], string> = {
  absent: 'no digest committed',
  partial: 'only a part of the digest committed',
  wrong: 'the committed digest is wrong',
  committed: 'digest committed',
};

function printSummary(execution: Execution): void {
  const { cycles, unconstrainedCycles, seconds, publicValues, digest, accessedPages } = execution;
  const rate = formatRate((cycles + unconstrainedCycles) / seconds, 'instructions/s');
  const outcome = execution.kind === 'halted' ? `exit code ${execution.exitCode}` : execution.kind;
  const apart = unconstrainedCycles > 0 ? ` and ${unconstrainedCycles} in unconstrained blocks` : '';
  console.log(`${outcome} after ${cycles} cycles${apart}, ${formatSeconds(seconds)}, ${rate}`);
  console.log(`memory ${formatBytes(execution.memoryBytes)}, ${accessedPages} pages accessed`);
  const shown = hexadecimal(publicValues.subarray(0, SHOWN_PUBLIC_BYTES));
  const more = publicValues.length > SHOWN_PUBLIC_BYTES ? '...' : '';
  console.log(`public values, ${publicValues.length} bytes, ${DIGESTS[digest]}`);
  if (shown !== '') console.log(`  ${shown}${more}`);
  if (execution.inputsLeft > 0) console.log(`${execution.inputsLeft} inputs were not read`);
  console.log(formatCounts(execution));
}

function formatCounts({ families, calls, cycles }: Execution): string {
  const largestFirst = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .sort(([, a], [, b]) => b - a);
  const rows = largestFirst(families).map(([name, count]) => [
    name,
    String(count),
    formatShare(count / cycles),
  ]);
  const callRows = largestFirst(calls).map(([name, count]) => [name, String(count), '']);
  return formatTable(['instructions', 'count', 'share'], [...rows, ...callRows], new Set(['count', 'share']));
}
