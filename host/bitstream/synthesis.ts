import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ToolError } from './tool-error.js';

/** A module of hls/rtl and the parameters that it is synthesised with. */
export interface RtlModule {
  readonly name: string;
  readonly width?: number;
}

/** Cells of a netlist. A shift register takes one LUT each, and is not in `lut`. */
export interface Resources {
  readonly dsp: number;
  readonly lut: number;
  readonly shift: number;
  readonly ff: number;
}

/**
 * How sums of three operands are built: one LUT a bit from instantiated primitives, as vendor tools infer
 * them; or as yosys infers them, two to three LUTs a bit.
 */
export type Adders = 'ternary' | 'inferred';

export interface Synthesis {
  /** The tool and its version, as it calls itself. */
  readonly tool: string;
  readonly resources: readonly Resources[];
}

/** The optional package @yowasp/yosys, as far as it is used here. */
interface Yosys {
  readonly version: string;
  readonly runYosys: (
    args: readonly string[],
    files: Readonly<Record<string, string>>,
    options: {
      readonly decodeASCII: boolean;
      readonly stdout: (bytes: Uint8Array | null) => void;
      readonly stderr: (bytes: Uint8Array | null) => void;
    },
  ) => Promise<Readonly<Record<string, Uint8Array>>>;
}

/** Every Xilinx device of the cards that we build for is an UltraScale+ one, which yosys calls xcup. */
export const FAMILY = 'xcup';

const RTL_FOLDER = fileURLToPath(new URL('../../../hls/rtl/', import.meta.url));

/** The sources of hls/rtl by name. */
export function readRtl(folder = RTL_FOLDER): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.v'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

async function loadYosys(): Promise<Yosys> {
  // Not a literal: TypeScript would want the package to be there.
  const name = '@yowasp/yosys';
  try {
    return (await import(name)) as Yosys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ToolError('yosys is not installed', `npm install ${name}`);
  }
}

/**
 * Synthesises modules one after another in one run of yosys, which takes a minute or so for all of hls/rtl.
 *
 * @param sources Verilog by file name, of hls/rtl by default
 */
export async function synthesise(
  modules: readonly RtlModule[],
  adders: Adders,
  sources: Readonly<Record<string, string>> = readRtl(),
): Promise<Synthesis> {
  const yosys = await loadYosys();
  let log = '';
  const decoder = new TextDecoder();
  const record = (bytes: Uint8Array | null) => {
    if (bytes) log += decoder.decode(bytes, { stream: true });
  };
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    const script = synthesisScript(modules, adders, Object.keys(sources));
    const options = { decodeASCII: false, stdout: record, stderr: record };
    files = await yosys.runYosys(['-q', '-p', script], sources, options);
  } catch {
    const reason = log.trim().split('\n').at(-1) ?? 'without a message';
    throw new ToolError(`yosys failed: ${reason}`, 'Try the version of @yowasp/yosys in package.json.');
  }
  const resources = modules.map((_, i) => countCells(decoder.decode(files[statisticsFile(i)])));
  return { tool: `yosys ${yosys.version} (@yowasp/yosys), synth_xilinx -family ${FAMILY}`, resources };
}

const statisticsFile = (i: number) => `cells-${i}.json`;

/** The commands for yosys. No pads, no clock buffers: these are parts of a larger design. */
export function synthesisScript(
  modules: readonly RtlModule[],
  adders: Adders,
  sources: readonly string[],
): string {
  const defines = adders === 'ternary' ? '-DTERNARY_PRIMITIVES=1 ' : '';
  return modules
    .flatMap(({ name, width }, i) => [
      'design -reset',
      `read_verilog ${defines}${sources.join(' ')}`,
      ...(width === undefined ? [] : [`chparam -set WIDTH ${width} ${name}`]),
      `synth_xilinx -family ${FAMILY} -top ${name} -flatten -noiopad -noclkbuf -nowidelut`,
      `tee -o ${statisticsFile(i)} stat -json`,
    ])
    .join('; ');
}

/** Counts the cells of `stat -json`. Inverters stand before carry chains, which only LUTs feed: each takes one. */
export function countCells(statistics: string): Resources {
  const { design } = JSON.parse(statistics) as { design: { num_cells_by_type: Record<string, number> } };
  const count = (pattern: RegExp) =>
    Object.entries(design.num_cells_by_type).reduce(
      (sum, [type, n]) => sum + (pattern.test(type) ? n : 0),
      0,
    );
  return {
    dsp: count(/^DSP48E2$/),
    lut: count(/^(LUT[1-6](_2)?|INV)$/),
    shift: count(/^SRL(16|C32)E$/),
    ff: count(/^FD[RSCP]E$/),
  };
}
