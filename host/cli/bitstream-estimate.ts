import { Command, Option } from 'commander';
import { estimatePipelines, type Adders, type Estimate, type PipelineEstimate } from '../bitstream/index.js';
import { formatTable } from './table.js';

interface Options {
  readonly adders: Adders;
  readonly json?: boolean;
}

/** `switchyard bitstream estimate` */
export function estimateCommand(): Command {
  return new Command('estimate')
    .description('count what permutation pipelines take on a card, without a vendor tool (minutes)')
    .addOption(
      new Option(
        '--adders <kind>',
        'sums of three operands: ternary (one LUT a bit, as vendor tools build them) or inferred by yosys',
      )
        .choices(['ternary', 'inferred'])
        .default('ternary'),
    )
    .option('--json', 'machine-readable output (schema switchyard-bitstream-estimate/1)')
    .action(async ({ adders, json }: Options) => {
      if (process.stderr.isTTY) console.error('synthesising the parts of the pipelines with yosys …');
      const estimate = await estimatePipelines(adders);
      if (json)
        console.log(JSON.stringify({ schema: 'switchyard-bitstream-estimate/1', ...estimate }, null, 2));
      else printEstimate(estimate);
    });
}

const NUMBERS = ['times', 'DSP', 'LUT', 'of them shift', 'FF', 'all DSP', 'all LUT', 'all FF'];

function printEstimate({ tool, adders, pipelines, leftOut }: Estimate): void {
  console.log(`${tool}; sums of three operands: ${adders}`);
  for (const pipeline of pipelines) {
    console.log(`\n${title(pipeline)}`);
    const rows = pipeline.parts.map((part) => {
      const lut = part.lut + part.shift;
      const each = [part.dsp, lut, part.shift, part.ff];
      const all = [part.dsp, lut, part.ff].map((n) => part.times * n);
      return [part.what, part.module ?? '', part.how, ...[part.times, ...each, ...all].map(String)];
    });
    const { dsp, allLut, shift, ff } = pipeline;
    rows.push(['sum', '', pipeline.how, '', '', '', `(${shift})`, '', ...[dsp, allLut, ff].map(String)]);
    console.log(formatTable(['part', 'module', 'is', ...NUMBERS], rows, new Set(NUMBERS)));
  }
  console.log(
    '\nsynthesised: cells of a netlist from the RTL in hls/rtl, which the tests hold to the C++ of the',
  );
  console.log(
    'kernels; counted: bits of adders; extrapolated: parts times how often each occurs. Not in it:',
  );
  for (const text of leftOut) console.log(`- ${text}`);
}

function title({ permutation, schedule, interval, latency }: PipelineEstimate): string {
  const pace = interval === 1 ? 'a permutation a clock' : `a permutation every ${interval} clocks`;
  return `${permutation}, ${schedule}: ${pace}, ${latency} clocks through`;
}
