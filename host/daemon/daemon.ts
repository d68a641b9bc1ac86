import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ArtifactFolder } from './artifacts/index.js';
import type { DaemonConfig } from './config.js';
import { JobEngine, type Workshop } from './engine/index.js';
import { ApiServer } from './http/server.js';
import type { DaemonLog } from './log.js';
import { JobLog, recentJobs, StatusBoard, WorkshopLog } from './status/index.js';
import { fromSystem, JobStore } from './store/index.js';

export interface DaemonParts {
  readonly config: DaemonConfig;
  readonly workshop: Workshop;
  readonly log: DaemonLog;
  readonly version: string;
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
export async function startDaemon({ config, workshop, log, version }: DaemonParts): Promise<Daemon> {
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
    const workshopLog = new WorkshopLog();
    const unlisten = workshop.listen(workshopLog);
    opened.push(() => Promise.resolve(unlisten()));
    const jobLog = new JobLog(workshopLog, await recentJobs(store));
    const listeners = [jobLog];
    const engine = await JobEngine.start({ store, artifacts, workshop, config, log, listeners });
    opened.push(() => engine.close());
    const status = new StatusBoard({
      version,
      workshop,
      engine,
      workshopLog,
      jobLog,
      isDraining: () => false,
    });
    const server = new ApiServer({ config, engine, artifacts, status, log, version });
    opened.push(() => server.close());
    const url = await server.listen();
    log.info({ url, dataFolder }, 'daemon listens');
    return { url, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
