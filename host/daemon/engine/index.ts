export type { EngineListener, JobNews, ShardCopy } from './engine-listener.js';
export type { EngineParts } from './engine-parts.js';
export { JobEngine, type Submission } from './job-engine.js';
export { parametersOf } from './live-job.js';
export { estimateRun, USUAL_CYCLES } from './estimate-run.js';
export { LearnedMean } from './learned-mean.js';
export { ShardTimes } from './shard-times.js';
export type {
  DoneShard,
  GuestWork,
  MadeProof,
  ProvingOrder,
  RunOverhead,
  RunSize,
  Workshop,
} from './workshop.js';
