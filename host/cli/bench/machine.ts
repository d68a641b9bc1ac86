import os from 'node:os';

/** What a results file says about where it was measured. */
export interface Machine {
  readonly processor: string;
  readonly threads: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  readonly switchyard: string;
  readonly measuredAt: string;
}

export function describeMachine(version: string): Machine {
  return {
    processor: os.cpus()[0]?.model ?? 'unknown',
    threads: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    switchyard: version,
    measuredAt: new Date().toISOString(),
  };
}
