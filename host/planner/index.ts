export { type DeviceModel, type HostModel, type Link, type Rate, type Rates } from './device-model.js';
export { checkGraph, type Datum, type ProofGraph, type StageNode, type WorkPart } from './graph.js';
export { HOST, type Choice, type Objective, type Plan, type PlannedSpan, type PlanOptions } from './plan.js';
export { PlanError, type PlanErrorCode } from './plan-error.js';
export { planProof } from './plan-proof.js';
export { explainPlan, type PlanRow } from './explain.js';
export { planStream, type Lane, type ShardKind, type StreamPlan } from './plan-stream.js';
export { Prices } from './prices.js';
export { fitRate, type Fit, type Measurement } from './fit.js';
export {
  currentProfiles,
  fitsOf,
  HOST_PROFILE,
  predictSeconds,
  staleness,
  withSamples,
  type DeviceIdentity,
  type DeviceProfile,
  type Profiles,
  type ProfileSample,
  type ProfileStore,
} from './profile.js';
