import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ArtifactFolder } from './artifacts/index.js';
import type { DaemonConfig } from './config.js';
import { JobEngine, type Workshop } from './engine/index.js';
import { ApiServer } from './http/server.js';
import type { DaemonLog } from './log.js';
import { fromSystem, JobStore } from './store/index.js';
import { Telemetry, type NamedSource } from './telemetry/index.js';

export interface DaemonParts {
  readonly config: DaemonConfig;
  readonly workshop: Workshop;
  readonly log: DaemonLog;
  readonly version: string;
  /** Meters and sensors to listen to; none by default. */
  readonly sources?: readonly NamedSource[];
}

/** A running daemon. */
export interface Daemon extends AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:8551`. */
  readonly url: string;
}

/**
 * Opens the data folder, goes on with the jobs there, and listens.
 *
 * @throws SwitchyardError SY_ERR_STORE; what listening throws
 */
export async function startDaemon(parts: DaemonParts): Promise<Daemon> {
  const { config, workshop, log, version, sources = [] } = parts;
  const { dataFolder, storage } = config;
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fromSystem(error, dataFolder);
  }
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const one of opened.reverse()) await one();
  };
  try {
    // First the store: it keeps a second daemon out.
    const store = await JobStore.open(path.join(dataFolder, 'jobs.sqlite'));
    opened.push(() => store[Symbol.asyncDispose]());
    const artifacts = await ArtifactFolder.open(path.join(dataFolder, 'artifacts'), storage);
    const telemetry = new Telemetry({ config, workshop, store, artifacts, log, version, sources });
    opened.push(() => telemetry.close());
    const { listeners } = telemetry;
    const engine = await JobEngine.start({ store, artifacts, workshop, config, log, listeners });
    opened.push(() => engine.close());
    telemetry.started();
    const server = new ApiServer({ config, engine, artifacts, log, telemetry, version });
    opened.push(() => server.close());
    const url = await server.listen();
    log.info({ url, dataFolder }, 'daemon listens');
    return { url, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
