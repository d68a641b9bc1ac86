import { ArtifactFolder } from '../../host/daemon/artifacts/index.js';
import {
  makeToken,
  openLog,
  parseConfig,
  startDaemon,
  type DaemonConfigInput,
  type NamedSource,
} from '../../host/daemon/index.js';
import { SwitchyardClient } from '../../host/client/index.js';
import { temporaryFolder } from '../cli/support.js';
import { FakeWorkshop } from './fake-workshop.js';

export const TOKENS = Object.fromEntries(
  (['alice', 'bob', 'reader', 'admin'] as const).map((name) => [name, makeToken()]),
) as Record<'alice' | 'bob' | 'reader' | 'admin', ReturnType<typeof makeToken>>;

const ROLES = { alice: 'submit', bob: 'submit', reader: 'read', admin: 'admin' } as const;

export type ConfigChange = Partial<Omit<DaemonConfigInput, 'dataFolder' | 'tokens'>>;

export function testConfig(folder: string, change: ConfigChange = {}) {
  return parseConfig(
    {
      dataFolder: folder,
      tokens: Object.entries(TOKENS).map(([name, { sha256 }]) => ({
        ...{ name, sha256, role: ROLES[name as keyof typeof ROLES] },
      })),
      ...change,
      listen: { port: 0, ...change.listen },
      storage: { minFreeBytes: 0, ...change.storage },
      proving: { minBits: 0, retrySeconds: 0.01, ...change.proving },
      limits: {
        ...{ requestsPerMinute: 1_000_000, refusalsPerMinute: 1_000_000, probesPerMinute: 1_000_000 },
        ...change.limits,
      },
      telemetry: { sensors: [], ...change.telemetry, canary: { seconds: 0, ...change.telemetry?.canary } },
    } satisfies DaemonConfigInput,
    folder,
  );
}

/** A daemon in this process whose workshop proves nothing. Its log is kept. */
export async function fakeDaemon(
  change: ConfigChange = {},
  folder = temporaryFolder(),
  workshop = new FakeWorkshop(),
  sources: readonly NamedSource[] = [],
) {
  const config = testConfig(folder, change);
  const lines: string[] = [];
  const log = openLog('debug', { write: (line: string) => void lines.push(line) });
  const daemon = await startDaemon({ config, workshop, log, version: '0.0.0', sources });
  const client = (name: keyof typeof TOKENS) =>
    new SwitchyardClient({ url: daemon.url, token: TOKENS[name].token });
  return {
    ...{ ...daemon, folder, config, workshop, lines, client },
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  };
}

export type FakeDaemon = Awaited<ReturnType<typeof fakeDaemon>>;

/** Opens what a daemon that is closed has left. */
export async function artifactsOf({ folder, config }: FakeDaemon): Promise<ArtifactFolder> {
  return await ArtifactFolder.open(`${folder}/artifacts`, config.storage);
}
