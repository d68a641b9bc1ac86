import {
  openLog,
  readConfig,
  ServiceManager,
  startDaemon,
  type Daemon,
  type DaemonConfig,
  type DaemonLog,
} from '../../daemon/index.js';
import { VERSION } from '../version.js';
import { openWorkshop, shapeNamed } from './open-workshop.js';
import { sensorSources } from './sensor-sources.js';

/** Reads a configuration and checks it whole. @throws SwitchyardError SY_ERR_CONFIG; UsageError */
export function readWholeConfig(file: string): DaemonConfig {
  const config = readConfig(file);
  shapeNamed(config.proving.shape);
  sensorSources(config.telemetry);
  return config;
}

/**
 * Runs the daemon until it is told to stop (SIGTERM, SIGINT) or has drained (SIGUSR2, or over HTTP); reads its
 * configuration again when it is told to (SIGHUP).
 */
export async function runDaemon(file: string): Promise<void> {
  const config = readWholeConfig(file);
  const log = openLog(config.log.level);
  if (config.proving.minBits < 100)
    log.warn(`proofs of ${config.proving.minBits} bits are made: for tests alone`);
  if (config.tokens.length === 0) log.warn('there are no tokens: nobody can ask for anything');
  const sources = sensorSources(config.telemetry);
  const manager = ServiceManager.find(process.env, log);
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
  const orders = new Orders();
  process.on('SIGHUP', () => orders.give((daemon) => reload(daemon, file, log, manager)));
  process.on('SIGUSR2', () => orders.give((daemon) => void daemon.drain()));
  try {
    await using workshop = await openWorkshop(config, log);
    await using running = await startDaemon({
      ...{ config, workshop: workshop.workshop, log, version: VERSION, sources },
    });
    orders.begin(running);
    manager?.watch(() => running.ping());
    manager?.ready(`listens at ${running.url}`);
    const reason = await Promise.race([stopped, running.drained.then(() => 'drained')]);
    log.info({ reason, url: running.url }, 'daemon stops; its jobs go on when it starts again');
    manager?.stopping(reason);
  } finally {
    manager?.close();
  }
}

/** What signals ask for. What comes before the daemon runs is done once it does. */
class Orders {
  private daemon: Daemon | undefined;
  private readonly early: ((daemon: Daemon) => void)[] = [];

  give(order: (daemon: Daemon) => void): void {
    if (this.daemon) order(this.daemon);
    else this.early.push(order);
  }

  begin(daemon: Daemon): void {
    this.daemon = daemon;
    for (const order of this.early.splice(0)) order(daemon);
  }
}

function reload(daemon: Daemon, file: string, log: DaemonLog, manager: ServiceManager | undefined): void {
  manager?.reloading();
  try {
    const { applied, needRestart } = daemon.reload(readWholeConfig(file));
    log.info({ applied, needRestart }, 'the configuration was read again');
    if (needRestart.length > 0) log.warn({ needRestart }, 'some changes count only after a restart');
  } catch (error) {
    log.error({ err: error }, `the configuration stays as it was: ${(error as Error).message}`);
  }
  manager?.ready(`listens at ${daemon.url}`);
}
