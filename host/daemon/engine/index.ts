export { now } from './clock.js';
export type { EngineListener, JobNews, ShardCopy } from './engine-listener.js';
export type { EngineParts } from './engine-parts.js';
export { JobEngine, type Submission } from './job-engine.js';
export { comparePromise, promiseOf, type KeptPromise } from './job-promise.js';
export { optionalTime, timeText, type ChangeDetail } from './job-view.js';
export { parametersOf } from './live-job.js';
export { estimateRun, USUAL_CYCLES } from './estimate-run.js';
export { NO_KEEPER } from './kept-shards.js';
export { LearnedMean } from './learned-mean.js';
export { ShardTimes } from './shard-times.js';
export { WorkshopListeners, type WorkshopListener } from './workshop-listener.js';
export {
  DEVICE_STATES,
  isUp,
  type DeviceStatus,
  type DeviceWork,
  type DoneShard,
  type GuestWork,
  type MadeProof,
  type ProvingOrder,
  type RunOverhead,
  type RunSize,
  type Workshop,
} from './workshop.js';
