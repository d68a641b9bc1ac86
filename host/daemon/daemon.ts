import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Pager, PageLedger, type PageResult } from '../telemetry/index.js';
import { ArtifactFolder } from './artifacts/index.js';
import type { DaemonConfig } from './config.js';
import { Drain, type DrainState } from './drain.js';
import { JobEngine, type Workshop } from './engine/index.js';
import { ApiServer } from './http/server.js';
import { readTlsFiles } from './http/tls-files.js';
import type { DaemonLog } from './log.js';
import { DevicePages, DiskPages, JobPages, PageDesk, pagerSettings, tellStoreError } from './paging/index.js';
import { applyConfig, compareConfigs, type ConfigChange } from './reload.js';
import { JobLog, recentJobs, StatusBoard, WorkshopLog } from './status/index.js';
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
  isDraining(): boolean;
  /** Resolves once it has drained, and may end. */
  readonly drained: Promise<void>;
  /** Begins no job any more; those that are being proven have so many seconds, `shutdown.drainSeconds` by default. */
  drain(seconds?: number): DrainState;
  /** Goes on with another configuration, or where that cannot be, as before. @throws SwitchyardError SY_ERR_CONFIG */
  reload(next: DaemonConfig): ConfigChange;
  /** Resolves once the store has answered. @throws SwitchyardError SY_ERR_STORE */
  ping(): Promise<void>;
}

/**
 * Opens the data folder, goes on with the jobs there, and listens.
 *
 * @throws SwitchyardError SY_ERR_STORE, SY_ERR_CONFIG; what listening throws
 */
export async function startDaemon(parts: DaemonParts): Promise<Daemon> {
  const { workshop, log, version, sources = [] } = parts;
  // Its parts look up what may change while they run; whole sections of it are replaced.
  const config = { ...parts.config };
  const { dataFolder, storage } = config;
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fromSystem(error, dataFolder);
  }
  const opened: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const one of opened.reverse()) await one();
  };
  try {
    const settings = pagerSettings(config.paging);
    // First the store: it keeps a second daemon out.
    const store = await JobStore.open(path.join(dataFolder, 'jobs.sqlite'));
    opened.push(() => store[Symbol.asyncDispose]());
    const artifacts = await ArtifactFolder.open(path.join(dataFolder, 'artifacts'), storage);
    const telemetry = new Telemetry({ config, workshop, store, artifacts, log, version, sources });
    opened.push(() => telemetry.close());
    const { server: counters } = telemetry.metrics;
    const ledger = new PageLedger(path.join(dataFolder, 'pages.json'), log);
    const onResult = (target: string, result: PageResult) => counters.paged(target, result);
    const pager = new Pager({ settings, log, ledger, onResult });
    opened.push(() => pager.close());
    const desk = new PageDesk(pager, () => config.paging);
    const diskPages = new DiskPages(desk, artifacts, storage.maxBytes);
    opened.push(() => diskPages.close());
    store.listen((error) => tellStoreError(desk, error));
    const devicePages = new DevicePages(desk);
    opened.push(devicePages.watch(workshop));
    telemetry.watchCanaries((device, problem) => devicePages.onCanary(device, problem));
    const workshopLog = new WorkshopLog();
    opened.push(workshop.listen(workshopLog));
    const jobLog = new JobLog(workshopLog, await recentJobs(store));
    const listeners = [...telemetry.listeners, new JobPages(desk), jobLog];
    const engine = await JobEngine.start({ store, artifacts, workshop, config, log, listeners });
    opened.push(() => engine.close());
    telemetry.started();
    const drain = new Drain({ engine, config, log, onBegin: () => counters.setDraining(true) });
    opened.push(() => drain.close());
    const status = new StatusBoard({
      ...{ version, workshop, engine, workshopLog, jobLog },
      isDraining: () => drain.isDraining,
    });
    const server = new ApiServer({ config, engine, artifacts, drain, status, log, telemetry, version });
    opened.push(() => server.close());
    const url = await server.listen();
    log.info({ url, dataFolder }, 'daemon listens');
    return {
      ...{ url, drained: drain.done },
      isDraining: () => drain.isDraining,
      drain: (seconds) => drain.begin(seconds),
      reload: (next) => {
        // Everything that can fail comes before anything is changed.
        const nextSettings = pagerSettings(next.paging);
        const certificate = config.listen.tls && readTlsFiles(config.listen.tls);
        const change = compareConfigs(config, next);
        applyConfig(config, next);
        log.level = config.log.level;
        server.takeConfig();
        if (certificate) server.takeCertificate(certificate);
        pager.update(nextSettings);
        return change;
      },
      ping: async () => {
        await store.order('ping');
      },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
