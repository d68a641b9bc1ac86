export type { NamedSource } from './sensor-feed.js';
export { Telemetry, type TelemetryParts } from './telemetry.js';
