/** Resources of permutation pipelines from parts that are synthesised, scaled by how often each occurs. */
import { estimateBambu, type BambuEstimate } from './bambu.js';
import { isModule, pipelines, type Pipeline, type Schedule } from './permutation.js';
import { type Adders, type Resources, type RtlModule, type Synthesis, synthesise } from './synthesis.js';

/** Where a number comes from. Nothing here is placed, routed or timed, and no vendor tool has seen it. */
export type Provenance = 'synthesised' | 'counted' | 'extrapolated';

export interface PartEstimate extends Resources {
  readonly what: string;
  /** The module of hls/rtl; absent where adders' bits were counted. */
  readonly module?: string;
  readonly times: number;
  readonly how: Provenance;
}

export interface PipelineEstimate extends Resources {
  readonly permutation: Pipeline['permutation'];
  readonly schedule: Schedule;
  /** Clocks from one permutation to the next. */
  readonly interval: number;
  /** Clocks through the pipeline as hls/rtl has it; a tool that schedules by itself needs fewer or more. */
  readonly latency: number;
  /** LUTs with those that serve as shift registers. */
  readonly allLut: number;
  readonly how: Provenance;
  readonly parts: readonly PartEstimate[];
}

export interface Estimate {
  readonly tool: string;
  readonly adders: Adders;
  readonly pipelines: readonly PipelineEstimate[];
  readonly leftOut: readonly string[];
}

/** With what an HLS compiler's RTL takes. */
export interface FullEstimate extends Estimate {
  readonly bambu: BambuEstimate;
}

const LEFT_OUT = [
  'selecting old or new words of a state, and the memory of interleaved states',
  'reading, turning over and storing rows and digests; memory ports; the platform',
  'placement, routing and timing',
  'folded: multiplexers before the shared units and tables of round constants',
];

/** @throws ToolError without yosys, and where Bambu is there and fails */
export async function estimatePipelines(adders: Adders): Promise<FullEstimate> {
  const modules = modulesOf(pipelines());
  const estimate = estimateFrom(modules, await synthesise(modules, adders), adders);
  return { ...estimate, bambu: await estimateBambu(process.env) };
}

/** Every module of these pipelines, once. */
export function modulesOf(from: readonly Pipeline[]): RtlModule[] {
  const found = new Map<string, RtlModule>();
  for (const { of } of from.flatMap(({ parts }) => parts)) if (isModule(of)) found.set(keyOf(of), of);
  return [...found.values()];
}

const keyOf = ({ name, width }: RtlModule) => (width === undefined ? name : `${name} ${width}`);

/** The estimate from modules and what each was synthesised to. */
export function estimateFrom(modules: readonly RtlModule[], synthesis: Synthesis, adders: Adders): Estimate {
  const measured = new Map(modules.map((module, i) => [keyOf(module), synthesis.resources[i]]));
  return {
    tool: synthesis.tool,
    adders,
    pipelines: pipelines().map((pipeline) => estimatePipeline(pipeline, measured)),
    leftOut: LEFT_OUT,
  };
}

function estimatePipeline(pipeline: Pipeline, measured: ReadonlyMap<string, Resources>): PipelineEstimate {
  const { permutation, schedule, interval } = pipeline;
  const parts = pipeline.parts.map(({ what, times, of }): PartEstimate => {
    if (!isModule(of)) return { what, times, how: 'counted', ...of };
    const resources = measured.get(keyOf(of));
    if (!resources) throw new Error(`${keyOf(of)} was not synthesised`);
    return { what, module: keyOf(of), times, how: 'synthesised', ...resources };
  });
  const total = (of: (part: PartEstimate) => number) =>
    parts.reduce((sum, part) => sum + part.times * of(part), 0);
  const lut = total((part) => part.lut);
  const shift = total((part) => part.shift);
  return {
    permutation,
    schedule,
    interval,
    latency: pipeline.parts.reduce((sum, { latency }) => sum + latency, 0),
    dsp: total((part) => part.dsp),
    lut,
    shift,
    allLut: lut + shift,
    ff: total((part) => part.ff),
    how: 'extrapolated',
    parts,
  };
}
