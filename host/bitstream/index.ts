export { bambuArguments, estimateBambu, type BambuBlock, type BambuEstimate } from './bambu.js';
export { BitstreamError } from './bitstream-error.js';
export {
  BITSTREAM_TARGETS,
  buildBitstream,
  dryRun,
  PACKAGE_ROOT,
  readManifest,
  type BitstreamTarget,
  type BuildRequest,
  type Built,
  type DryRun,
} from './build.js';
export { parseConnectivity, type KernelConnectivity } from './connectivity.js';
export {
  ContainerMode,
  readContainer,
  SectionKind,
  sectionOf,
  writeContainer,
  type Container,
  type Section,
} from './container.js';
export {
  estimateFrom,
  estimatePipelines,
  modulesOf,
  type Estimate,
  type FullEstimate,
  type PartEstimate,
  type PipelineEstimate,
  type Provenance,
} from './estimate.js';
export {
  correctedDriver,
  findXrtLibraries,
  prepareEmulation,
  type EmulationRequest,
} from './emulation-tree.js';
export {
  readLayout,
  writeLayout,
  type Clock,
  type ComputeUnit,
  type Connection,
  type Layout,
  type MemoryBank,
} from './layout.js';
export {
  checkBitstream,
  describeContainer,
  MANIFEST_NAME,
  MANIFEST_SCHEMA,
  parseManifest,
  sha256Of,
  withEntry,
  writeManifest,
  type Manifest,
  type ManifestEntry,
} from './manifest.js';
export { MERKLE_ARGUMENTS, MERKLE_INTERFACE_VERSION, MERKLE_KERNELS } from './merkle-kernels.js';
export {
  buildModelContainer,
  emulationConfig,
  MODEL_MEGAHERTZ,
  MODEL_PLATFORM,
  type ModelDesign,
} from './model-container.js';
export {
  parseModelReport,
  summariseModel,
  type ModelEvent,
  type ModelRun,
  type ModelSummary,
} from './model-report.js';
export { cubes, pipelines, type Pipeline, type Schedule, type Width } from './permutation.js';
export {
  countCells,
  readRtl,
  synthesise,
  synthesisScript,
  type Adders,
  type Resources,
  type RtlModule,
  type Synthesis,
} from './synthesis.js';
export { sourceCommit } from './source-commit.js';
export { ToolError } from './tool-error.js';
export { formatCommand } from './vitis/commands.js';
export { CARD_NAMES, type CardName } from './vitis/platforms.js';
