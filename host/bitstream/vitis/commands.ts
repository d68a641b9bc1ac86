/** The commands by which Vitis makes a bitstream. */
import path from 'node:path';
import { CARDS, type CardName } from './platforms.js';
import type { WiredKernel } from './wiring.js';

export type VitisTarget = 'hw' | 'hw_emu';

export interface VitisRequest {
  readonly card: CardName;
  readonly target: VitisTarget;
  readonly megahertz: number;
  readonly kernels: readonly WiredKernel[];
  /** The repository; commands run there, and its sources are named from there. */
  readonly root: string;
  /** For what Vitis leaves behind; relative to the root, or absolute. */
  readonly work: string;
  /** Of Vivado's synthesis and implementation at the same time. */
  readonly jobs: number;
}

/** A program with its arguments. */
export type Command = readonly string[];

/** What a request makes, under its work folder. */
export function productsOf({ work, kernels }: VitisRequest) {
  const at = (...names: string[]) => path.join(work, ...names);
  return {
    connectivity: at('connectivity.cfg'),
    objects: kernels.map(({ connectivity: { kernel } }) => ({ kernel, file: at(`${kernel}.xo`) })),
    /** Of a kernel's compilation, and with `link` in place of a kernel of the linking. */
    temporary: (step: string) => at('temp', step),
    reports: at('reports'),
    logs: at('logs'),
    bitstream: at('switchyard.xclbin'),
    /** By xclbinutil, which v++ runs. */
    information: at('switchyard.xclbin.info'),
  };
}

/** Each kernel is compiled, then all are linked; hw_emu also needs a description of the card that it stands for. */
export function vitisCommands(request: VitisRequest): Command[] {
  const compile = request.kernels.map(({ connectivity: { kernel } }) => compileCommand(request, kernel));
  const link = linkCommand(request);
  if (request.target === 'hw') return [...compile, link];
  const { platform } = CARDS[request.card];
  return [...compile, link, ['emconfigutil', '--platform', platform, '--nd', '1', '--od', request.work]];
}

/** Options that compiling and linking share. */
function commonOptions(request: VitisRequest, step: string): string[] {
  const { temporary, reports, logs } = productsOf(request);
  return [
    ...['-t', request.target, '--platform', CARDS[request.card].platform],
    ...['--kernel_frequency', String(request.megahertz), '--save-temps'],
    ...['--temp_dir', temporary(step), '--report_dir', path.join(reports, step)],
    ...['--log_dir', path.join(logs, step)],
  ];
}

function compileCommand(request: VitisRequest, kernel: string): Command {
  const object = productsOf(request).objects.find((product) => product.kernel === kernel);
  return [
    ...['v++', '-c', ...commonOptions(request, kernel), '-k', kernel],
    ...['-I', 'hls/include', '-I', 'native'],
    // Its compiler takes C++14 for granted.
    ...['--advanced.prop', `kernel.${kernel}.kernel_flags=-std=c++17`],
    ...['-o', object?.file ?? '', `hls/kernels/${kernel}/${kernel}.cpp`],
  ];
}

function linkCommand(request: VitisRequest): Command {
  const { connectivity, objects, bitstream } = productsOf(request);
  const jobs = String(request.jobs);
  return [
    ...['v++', '-l', ...commonOptions(request, 'link'), '--report_level', '2'],
    ...['--config', connectivity, '--vivado.synth.jobs', jobs, '--vivado.impl.jobs', jobs],
    ...['-o', bitstream, ...objects.map(({ file }) => file)],
  ];
}

/** A command as a shell takes it. */
export function formatCommand(command: Command): string {
  return command
    .map((word) => (/^[\w./:=+,@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
