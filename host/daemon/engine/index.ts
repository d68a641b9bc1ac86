export type { EngineListener, JobNews } from './engine-listener.js';
export type { EngineParts } from './engine-parts.js';
export { JobEngine, type Submission } from './job-engine.js';
export { parametersOf } from './live-job.js';
export type { DoneShard, GuestWork, MadeProof, ProvingOrder, RunSize, Workshop } from './workshop.js';
