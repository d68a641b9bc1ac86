import type { ArtifactFolder } from '../artifacts/index.js';
import type { DaemonConfig } from '../config.js';
import type { DaemonLog } from '../log.js';
import type { JobStore } from '../store/index.js';
import type { EngineListener } from './engine-listener.js';
import type { Workshop } from './workshop.js';

export interface EngineParts {
  readonly store: JobStore;
  readonly artifacts: ArtifactFolder;
  readonly workshop: Workshop;
  readonly config: Pick<DaemonConfig, 'limits' | 'proving' | 'deadlines' | 'storage'>;
  readonly log: DaemonLog;
  readonly listeners?: readonly EngineListener[];
}
