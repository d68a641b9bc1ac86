export {
  estimateFrom,
  estimatePipelines,
  modulesOf,
  type Estimate,
  type PartEstimate,
  type PipelineEstimate,
  type Provenance,
} from './estimate.js';
export { cubes, pipelines, type Pipeline, type Schedule, type Width } from './permutation.js';
export {
  countCells,
  readRtl,
  synthesise,
  synthesisScript,
  ToolError,
  type Adders,
  type Resources,
  type RtlModule,
  type Synthesis,
} from './synthesis.js';
