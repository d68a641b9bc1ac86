export { now } from './clock.js';
export type { EngineListener, JobNews } from './engine-listener.js';
export type { EngineParts } from './engine-parts.js';
export { JobEngine, type Submission } from './job-engine.js';
export { optionalTime, timeText, type ChangeDetail } from './job-view.js';
export { parametersOf } from './live-job.js';
export { NO_KEEPER } from './kept-shards.js';
export { LEAST_URGENT } from './urgency.js';
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
  type RunSize,
  type Workshop,
} from './workshop.js';
