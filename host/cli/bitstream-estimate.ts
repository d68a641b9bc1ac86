import { Command, Option } from 'commander';
import {
  estimatePipelines,
  type Adders,
  type BambuEstimate,
  type FullEstimate,
  type PipelineEstimate,
  type Resources,
} from '../bitstream/index.js';
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

function printEstimate({ tool, adders, pipelines, leftOut, bambu }: FullEstimate): void {
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
  printBambu(bambu);
}

const BAMBU_NUMBERS = ['times', 'DSP', 'LUT', 'of them shift', 'FF'];

function printBambu(bambu: BambuEstimate): void {
  console.log('\nfrom the RTL of an HLS compiler, poseidon2-16 with an input every clock:');
  if ('missing' in bambu) {
    console.log(`no figures: ${bambu.missing}`);
    return;
  }
  const numbers = ({ dsp, lut, shift, ff }: Resources) => [dsp, lut + shift, shift, ff].map(String);
  const rows = bambu.blocks.map((block) => [
    block.what,
    block.how,
    block.times === 0 ? '' : String(block.times),
    ...numbers(block),
  ]);
  rows.push(['rounds of a permutation', bambu.rounds.how, '', ...numbers(bambu.rounds)]);
  console.log(formatTable(['block', 'is', ...BAMBU_NUMBERS], rows, new Set(BAMBU_NUMBERS)));
  console.log(
    `synthesised: by yosys, sums of three operands as it infers them, from what ${bambu.tool} writes for`,
  );
  console.log(
    'hls/bambu; its own word that a clock of 3.33 ns is met is not checked. extrapolated: rounds times',
  );
  console.log('how often each occurs; the first layer, constants and conversions of words are not in it');
}

function title({ permutation, schedule, interval, latency }: PipelineEstimate): string {
  const pace = interval === 1 ? 'a permutation a clock' : `a permutation every ${interval} clocks`;
  return `${permutation}, ${schedule}: ${pace}, ${latency} clocks through`;
}
