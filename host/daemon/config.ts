import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { SwitchyardError } from '../runtime/index.js';
import { pagingConfig } from './paging/paging-config.js';
import { SENSOR_NAMES } from '../telemetry/index.js';

const MOST_BYTES = 2 ** 20;

const count = (most = Number.MAX_SAFE_INTEGER) => z.int().min(1).max(most);
const bytes = () => z.int().min(0);
const seconds = (most = 10 * 365 * 86_400) => z.number().positive().max(most);

const token = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
    .describe('what jobs and logs call its holder'),
  role: z
    .enum(['submit', 'read', 'admin'])
    .describe('submit: own jobs; read: look at all jobs; admin: everything'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe(
      'SHA-256 of the token, which `switchyard daemon token` prints; the token itself is kept nowhere',
    ),
  unfinishedJobs: count(100_000).optional().describe('instead of limits.unfinishedJobs'),
});

const listen = z.strictObject({
  host: z
    .string()
    .min(1)
    .max(255)
    .default('127.0.0.1')
    .describe('the address to listen on; loopback unless changed'),
  port: z.int().min(0).max(65_535).default(8551).describe('the port; 0 for any that is free'),
  tls: z
    .strictObject({
      certificate: z.string().min(1).describe('a file of PEM certificates'),
      key: z.string().min(1).describe('the file of its private key'),
    })
    .optional()
    .describe(
      'without it, HTTP without encryption: on other addresses than loopback only with listen.insecure',
    ),
  insecure: z
    .boolean()
    .default(false)
    .describe('allows other addresses than loopback without TLS, behind a proxy that has it'),
});

const limits = z.strictObject({
  requestBytes: bytes().default(262_144).describe('the largest JSON body'),
  programBytes: bytes()
    .max(2 ** 30)
    .default(67_108_864)
    .describe('the largest program'),
  inputBytes: bytes()
    .max(2 ** 30)
    .default(268_435_456)
    .describe('the largest input'),
  jobInputBytes: bytes()
    .max(2 ** 31)
    .default(536_870_912)
    .describe('the most bytes of all inputs of a job'),
  jobInputs: count(1024).default(64).describe('the most inputs of a job'),
  cycles: count(2 ** 36)
    .default(4_294_967_296)
    .describe('the most instructions that a run may take'),
  memoryBytes: count(2 ** 32)
    .default(1_073_741_824)
    .describe('the most memory that a program may touch'),
  publicValueBytes: bytes()
    .max(2 ** 24)
    .default(65_536)
    .describe('the most bytes of public values that a run may have'),
  sizingSeconds: seconds()
    .default(600)
    .describe('how long a run may be counted, before a job is accepted or, with a cycle limit, afterwards'),
  sizings: count(64).default(2).describe('runs that are counted at a time'),
  connections: count(100_000)
    .default(256)
    .describe('connections at a time; where more come, those without a request make room'),
  headerSeconds: seconds(86_400).default(10).describe("how long a request's headers may take to arrive"),
  requestSeconds: seconds(86_400).default(300).describe('how long a request may take to arrive'),
  silentSeconds: seconds(86_400)
    .default(60)
    .describe('how long a connection may be on which nothing moves while something is asked or answered'),
  requestsPerMinute: count(1_000_000)
    .default(600)
    .describe('of one token; files of the status page, of one address'),
  refusalsPerMinute: count(1_000_000).default(60).describe('requests without a valid token from one address'),
  probesPerMinute: count(1_000_000)
    .default(600)
    .describe('requests for health, readiness and metrics from one address'),
  uploads: count(1000).default(4).describe('uploads at a time'),
  downloads: count(1000).default(16).describe('proofs that are fetched at a time'),
  uploadBytesPerHour: count().default(8_589_934_592).describe('of one token'),
  streams: count(10_000).default(64).describe('watched jobs and status pages at a time, of all tokens'),
  unfinishedJobs: count(100_000).default(100).describe('of one token'),
});

const proving = z.strictObject({
  devices: z
    .array(z.string().max(32))
    .min(1)
    .max(64)
    .optional()
    .describe('devices to prove on; default: all but emulated ones'),
  threads: count(9999).optional().describe('threads of the CPU device; default: all'),
  minBits: z
    .number()
    .min(0)
    .max(200)
    .default(100)
    .describe('parameters that prove fewer bits are refused; below 100 for tests alone'),
  activeJobs: count(64).default(4).describe('jobs that are proven side by side'),
  attempts: count(100)
    .default(5)
    .describe('how often a job is tried whose proof fails for no fault of its own'),
  retrySeconds: seconds(3600)
    .default(5)
    .describe('the pause before a job is tried again; it doubles each time'),
  shape: z
    .string()
    .max(16)
    .default('auto')
    .describe('the tables that shards are cut to, as --shape of prove'),
  shardCycles: count().optional().describe('the most cycles of a shard'),
});

const deadlines = z.strictObject({
  late: z
    .enum(['yield', 'continue', 'fail'])
    .default('yield')
    .describe(
      'accepted jobs that cannot make it any more: come after those that can, keep their turn, or fail',
    ),
  unmeasured: z
    .enum(['accept', 'refuse'])
    .default('accept')
    .describe('jobs with a deadline while there is no profile to predict by'),
});

const storage = z.strictObject({
  maxBytes: bytes().default(107_374_182_400).describe('the most bytes of all artifacts'),
  reservedBytes: bytes()
    .default(5_368_709_120)
    .describe('of the space, what only work on accepted jobs may take'),
  minFreeBytes: bytes().default(1_073_741_824).describe('what stays free on the disk'),
  unusedSeconds: seconds().default(86_400).describe('how long artifacts are kept that no job needs'),
  finishedSeconds: seconds().default(604_800).describe('how long finished jobs and their proofs are kept'),
  collectSeconds: seconds(86_400).default(60).describe('how often what is not needed is looked for'),
});

const canary = z.strictObject({
  seconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(300)
    .describe('how often each device has to prove something small where it proves no jobs; 0: never'),
  timeoutSeconds: seconds(3600).default(120).describe('how long that may take, once it has begun'),
  freshSeconds: seconds(604_800)
    .default(900)
    .describe('how long a device that has proven something counts as able to prove'),
});

const telemetry = z.strictObject({
  metrics: z
    .enum(['open', 'token'])
    .optional()
    .describe(
      'who may read /metrics: everybody, or tokens of the roles read and admin; default: everybody on loopback, tokens elsewhere',
    ),
  meters: z
    .array(z.string().min(1).max(4096))
    .max(16)
    .default([])
    .describe('serial power meters, as --meter of bench has them: PORT:MODEL, or a JSON file'),
  sensors: z
    .array(z.enum(SENSOR_NAMES))
    .max(SENSOR_NAMES.length)
    .default([...SENSOR_NAMES])
    .describe(
      "sensors of devices: all NVIDIA GPUs' (nvml), FPGA cards' (fpga); default: both, where they are",
    ),
  canary: canary.prefault({}).describe('small proofs that show whether devices can prove'),
});

const shutdown = z.strictObject({
  drainSeconds: z
    .number()
    .min(0)
    .max(30 * 86_400)
    .default(3600)
    .describe('how long a daemon that is drained waits for the jobs that it is proving'),
});

const statusPage = z.strictObject({
  open: z
    .boolean()
    .default(false)
    .describe('lets whoever asks from this machine look at the status without a token'),
});

const log = z.strictObject({
  level: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('the least that is logged'),
});

/** What `switchyard daemon --config` reads: JSON. docs/daemon.md lists every key. */
export const daemonConfig = z.strictObject({
  dataFolder: z
    .string()
    .min(1)
    .describe('where jobs and artifacts are kept; relative to the file of the configuration'),
  tokens: z.array(token).max(10_000).default([]).describe('who may do what'),
  listen: listen.prefault({}).describe('where the daemon is reached'),
  limits: limits.prefault({}).describe('what is refused'),
  proving: proving.prefault({}).describe('how jobs are proven'),
  deadlines: deadlines.prefault({}).describe('what becomes of jobs that are late'),
  storage: storage.prefault({}).describe('how much is kept, and for how long'),
  telemetry: telemetry.prefault({}).describe('what is measured, and who may read it'),
  paging: pagingConfig.prefault({}).describe('who is told when something is wrong'),
  shutdown: shutdown.prefault({}).describe('how the daemon ends'),
  statusPage: statusPage.prefault({}).describe('the page at /'),
  log: log.prefault({}).describe('what is logged, as lines of JSON on standard output'),
});

export type DaemonConfig = z.infer<typeof daemonConfig>;
export type DaemonConfigInput = z.input<typeof daemonConfig>;

function refuse(message: string, cause?: unknown): never {
  throw new SwitchyardError('SY_ERR_CONFIG', message, {
    remedy: 'Correct the configuration; docs/daemon.md lists every key.',
    cause,
  });
}

/**
 * Checks a configuration.
 *
 * @param folder that relative paths start from
 * @throws SwitchyardError SY_ERR_CONFIG, which names the first key that is wrong
 */
export function parseConfig(value: unknown, folder: string): DaemonConfig {
  const parsed = daemonConfig.safeParse(value);
  if (!parsed.success) {
    const [{ path: keys, message }] = parsed.error.issues;
    refuse(`${keys.length > 0 ? keys.join('.') : 'the configuration'}: ${message}`);
  }
  const { data } = parsed;
  requireDistinct(data, 'name');
  requireDistinct(data, 'sha256');
  const { host, tls, insecure } = data.listen;
  if (!tls && !insecure && !isLoopback(host)) {
    refuse(`listen.host: ${host} is no loopback address, and there is no listen.tls`);
  }
  if (data.statusPage.open && insecure) {
    refuse('statusPage.open: behind the proxy of listen.insecure everybody would ask from this machine');
  }
  const { maxBytes, reservedBytes } = data.storage;
  if (reservedBytes >= maxBytes) refuse('storage.reservedBytes: leaves nothing of storage.maxBytes');
  const { seconds: every, freshSeconds } = data.telemetry.canary;
  if (freshSeconds < every) refuse('telemetry.canary.freshSeconds: is over before the next canary');
  for (const [i, target] of data.paging.targets.entries()) {
    if (target.kind === 'pagerduty') {
      const { routingKey, routingKeyFile } = target;
      if ((routingKey === undefined) === (routingKeyFile === undefined)) {
        refuse(`paging.targets.${i}.routingKey: either it or routingKeyFile must be there`);
      }
    }
  }
  return {
    ...data,
    paging: {
      ...data.paging,
      targets: data.paging.targets.map((target) =>
        target.kind === 'pagerduty' && target.routingKeyFile !== undefined
          ? { ...target, routingKeyFile: path.resolve(folder, target.routingKeyFile) }
          : target,
      ),
    },
    dataFolder: path.resolve(folder, data.dataFolder),
    telemetry: {
      ...data.telemetry,
      metrics: data.telemetry.metrics ?? (isLoopback(host) ? 'open' : 'token'),
      meters: data.telemetry.meters.map((meter) =>
        meter.endsWith('.json') ? path.resolve(folder, meter) : meter,
      ),
    },
    listen: {
      ...data.listen,
      ...(tls
        ? { tls: { certificate: path.resolve(folder, tls.certificate), key: path.resolve(folder, tls.key) } }
        : {}),
    },
  };
}

/** Reads and checks a file of JSON. @throws SwitchyardError SY_ERR_CONFIG */
export function readConfig(file: string): DaemonConfig {
  let text: string;
  try {
    const status = statSync(file);
    if (!status.isFile() || status.size > MOST_BYTES)
      refuse(`${file} is no file of at most ${MOST_BYTES} bytes`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof SwitchyardError) throw error;
    return refuse(`${file} cannot be read`, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`${file} is no JSON: ${(error as Error).message}`, error);
  }
  return parseConfig(value, path.dirname(path.resolve(file)));
}

function requireDistinct({ tokens }: DaemonConfig, member: 'name' | 'sha256'): void {
  const seen = new Set<string>();
  for (const [i, { [member]: value }] of tokens.entries()) {
    if (seen.has(value)) refuse(`tokens.${i}.${member}: is that of another token`);
    seen.add(value);
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
