export {
  daemonConfig,
  parseConfig,
  readConfig,
  type DaemonConfig,
  type DaemonConfigInput,
} from './config.js';
export type { ConfigChange } from './reload.js';
export { startDaemon, type Daemon, type DaemonParts } from './daemon.js';
export { WorkshopListeners, type Workshop, type WorkshopListener } from './engine/index.js';
export { FleetWorkshop, type FleetWorkshopParts } from './engine/fleet-workshop.js';
export { readTlsFiles } from './http/tls-files.js';
export {
  readMachine,
  readTrace,
  runOf,
  Simulation,
  summarise,
  type SimulationSummary,
  type Spread,
} from './simulate/index.js';
export { makeToken } from './http/tokens.js';
export type { NamedSource } from './telemetry/index.js';
export { pagerSettings, type PagingConfig } from './paging/index.js';
export { ServiceManager } from './service-manager.js';
export { openLog, type DaemonLog } from './log.js';
