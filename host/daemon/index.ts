export {
  daemonConfig,
  parseConfig,
  readConfig,
  type DaemonConfig,
  type DaemonConfigInput,
} from './config.js';
export { startDaemon, type Daemon, type DaemonParts } from './daemon.js';
export type { Workshop } from './engine/index.js';
export { FleetWorkshop, type FleetWorkshopParts } from './engine/fleet-workshop.js';
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
export { openLog, type DaemonLog } from './log.js';
