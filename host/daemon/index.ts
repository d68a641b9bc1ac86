export {
  daemonConfig,
  parseConfig,
  readConfig,
  type DaemonConfig,
  type DaemonConfigInput,
} from './config.js';
export { startDaemon, type Daemon, type DaemonParts } from './daemon.js';
export { WorkshopListeners, type Workshop, type WorkshopListener } from './engine/index.js';
export { FleetWorkshop, type FleetWorkshopParts } from './engine/fleet-workshop.js';
export { makeToken } from './http/tokens.js';
export { openLog, type DaemonLog } from './log.js';
