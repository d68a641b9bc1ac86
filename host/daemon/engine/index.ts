export { JobEngine, type EngineParts, type Submission } from './job-engine.js';
export { parametersOf } from './live-job.js';
export type { GuestWork, MadeProof, ProvingOrder, RunSize, Workshop } from './workshop.js';
