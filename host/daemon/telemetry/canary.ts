import type { ErrorCode } from '../../runtime/index.js';
import { PRESETS } from '../../stark/proof/index.js';
import { sampleProgram } from '../../vm/index.js';
import type { DaemonMetrics } from '../../telemetry/index.js';
import type { DaemonConfig } from '../config.js';
import { isUp, NO_KEEPER, type DeviceStatus, type Workshop } from '../engine/index.js';
import type { DaemonLog } from '../log.js';
import { LEAST_URGENT } from '../schedule/index.js';

export interface CanaryParts {
  readonly workshop: Workshop;
  readonly config: DaemonConfig['telemetry']['canary'];
  readonly metrics: Pick<DaemonMetrics, 'canary'>;
  readonly log: DaemonLog;
}

/** What is known of whether a device can prove. Times are in seconds of `performance.now()`. */
interface Evidence {
  /** When it last proved something. */
  provedAt: number | undefined;
  /** When it was last tried to have it prove something. */
  triedAt: number | undefined;
  /** What went wrong with the last canary. */
  problem: string | undefined;
  /** Whether it met with an error since it last proved a canary: what others may have helped with says nothing. */
  isDoubted: boolean;
}

/** Whether a device can prove, and what is missing where it cannot. */
export interface Ability {
  readonly device: DeviceStatus;
  readonly canProve: boolean;
  /** Seconds since it proved something. */
  readonly ageSeconds: number | undefined;
  readonly missing: string | undefined;
}

/** @param problem what went wrong; undefined where the device proved it */
export type CanaryListener = (device: string, problem: string | undefined) => void;

/** A program of one small shard. */
const CYCLES = 500;
const LIMITS = { maxCycles: 2 ** 16, maxMemoryBytes: 2 ** 24, allowExitCode: false };
/** How often is looked for devices that are due and idle. */
const LOOK_SECONDS = 1;
/** A device that could not prove something is tried again after so long, if not before. */
const AGAIN_SECONDS = 30;

/** Nobody gave it a lane; that says nothing of the device. */
class WaitedInVain extends Error {}

const NOTHING: Evidence = { provedAt: undefined, triedAt: undefined, problem: undefined, isDoubted: false };

/**
 * Has each device prove something small from time to time, without help where it fails, and verifies that. A device
 * that proves jobs is spared that: their shards say as much. Jobs come first: a canary is begun on an idle lane, and is
 * the least urgent of all.
 */
export class Canary {
  private readonly evidence = new Map<string, Evidence>();
  private readonly running = new Map<string, Promise<void>>();
  private readonly closing = new AbortController();
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly unlisten: () => void;
  private readonly program = sampleProgram(CYCLES);
  private readonly watchers: CanaryListener[] = [];

  constructor(private readonly parts: CanaryParts) {
    this.unlisten = parts.workshop.listen({
      onFault: (device, code) => this.doubt(device, code),
      onDevice: ({ device, kind }) => {
        if (kind === 'lost' || kind === 'poisoned') this.doubt(device);
      },
    });
    if (!this.isOn) return;
    const milliseconds = 1000 * Math.min(LOOK_SECONDS, parts.config.seconds);
    this.timer = setInterval(() => this.look(), milliseconds).unref();
    this.look();
  }

  watch(listener: CanaryListener): void {
    this.watchers.push(listener);
  }

  /** A device has proven a shard of a job. @param attempts it took */
  saw(device: string, attempts: number): void {
    const evidence = this.of(device);
    // What had to be proven again, or was helped with, says nothing of the device.
    if (attempts === 1 && !evidence.isDoubted) this.proved(device, evidence);
  }

  /** Whether each device can prove. */
  abilities(): readonly Ability[] {
    return this.parts.workshop.devices().map((device) => {
      const { provedAt } = this.of(device.id);
      const ageSeconds = provedAt === undefined ? undefined : secondsNow() - provedAt;
      const missing = this.missingOf(device, ageSeconds);
      return { device, ageSeconds, missing, canProve: missing === undefined };
    });
  }

  async close(): Promise<void> {
    this.unlisten();
    clearInterval(this.timer);
    this.closing.abort();
    await Promise.allSettled(this.running.values());
  }

  private get isOn(): boolean {
    return this.parts.config.seconds > 0;
  }

  private missingOf(device: DeviceStatus, ageSeconds: number | undefined): string | undefined {
    if (!isUp(device)) return `it is ${device.state}`;
    if (!this.isOn) return undefined;
    if (this.of(device.id).problem !== undefined) return 'its last canary failed';
    if (ageSeconds === undefined) return 'it has proven nothing yet';
    if (ageSeconds <= this.parts.config.freshSeconds) return undefined;
    return `it has proven nothing for ${Math.round(ageSeconds)} s`;
  }

  private look(): void {
    for (const device of this.parts.workshop.devices()) {
      if (!isUp(device) || !device.isIdle || this.running.has(device.id) || !this.isDue(device.id)) continue;
      const trial = this.try(device.id)
        .catch((error: unknown) => this.parts.log.error({ err: error }, 'the canary has ended unexpectedly'))
        .finally(() => this.running.delete(device.id));
      this.running.set(device.id, trial);
    }
  }

  private isDue(device: string): boolean {
    const { seconds } = this.parts.config;
    const { provedAt = -Infinity, triedAt = -Infinity, problem, isDoubted } = this.of(device);
    const now = secondsNow();
    if (problem !== undefined || isDoubted) return now - triedAt >= Math.min(seconds, AGAIN_SECONDS);
    return now - Math.max(provedAt, triedAt) >= seconds;
  }

  private async try(device: string): Promise<void> {
    const { workshop, config, metrics, log } = this.parts;
    const evidence = this.of(device);
    evidence.triedAt = secondsNow();
    evidence.isDoubted = false;
    const limit = new AbortController();
    let began: number | undefined;
    const stopAfter = (reason: Error) =>
      setTimeout(() => limit.abort(reason), config.timeoutSeconds * 1000).unref();
    // The lane was idle a moment ago, but may be gone, or somebody else's. What is waited for it is not counted.
    let timer = stopAfter(new WaitedInVain('no lane was free'));
    const unlisten = workshop.listen({
      onBegin: (where, _stage, { run }) => {
        if (where !== device || run?.canary !== device || began !== undefined) return;
        began = secondsNow();
        clearTimeout(timer);
        timer = stopAfter(new Error(`it was not proven within ${config.timeoutSeconds} s`));
      },
    });
    try {
      // A device that hangs may not even be stopped.
      const isLate = new Promise<never>((_, reject) => {
        limit.signal.addEventListener('abort', () => reject(limit.signal.reason as Error), { once: true });
      });
      await Promise.race([this.prove(device, AbortSignal.any([limit.signal, this.closing.signal])), isLate]);
      const seconds = secondsNow() - (began ?? evidence.triedAt);
      evidence.problem = undefined;
      metrics.canary.succeeded(device, seconds);
      this.proved(device, evidence);
      this.tell(device, undefined);
      log.info({ device, canary: device, seconds }, 'device has proven a canary');
    } catch (error) {
      if (this.closing.signal.aborted) return;
      if (limit.signal.reason instanceof WaitedInVain) {
        log.info({ device, canary: device }, 'device proves no canary now: no lane was free');
        return;
      }
      evidence.problem = (error as Error).message;
      metrics.canary.failed(device);
      this.tell(device, evidence.problem);
      log.error({ device, canary: device, err: error }, 'device could not prove a canary');
    } finally {
      clearTimeout(timer);
      unlisten();
    }
  }

  /** @throws Error where the device did not prove it alone, at once */
  private async prove(device: string, signal: AbortSignal): Promise<void> {
    const attempts: number[] = [];
    await this.parts.workshop.prove({
      // No job is called so.
      id: `canary ${device}`,
      work: { elf: this.program, inputs: [], ...LIMITS },
      ...{ parameters: PRESETS.dev, minBits: 0, keeper: NO_KEEPER },
      ...{ label: { canary: device }, device, urgency: () => LEAST_URGENT, signal },
      onSize: () => undefined,
      onShard: (shard) => attempts.push(shard.attempts),
    });
    if (attempts.some((one) => one !== 1)) throw new Error('what it has proven did not verify');
  }

  private tell(device: string, problem: string | undefined): void {
    for (const watcher of this.watchers) watcher(device, problem);
  }

  private proved(device: string, evidence: Evidence): void {
    evidence.provedAt = secondsNow();
    this.parts.metrics.canary.proved(device, Date.now() / 1000);
  }

  private doubt(device: string, code?: ErrorCode): void {
    // Want of memory, or of an op, is no fault of the device.
    if (code === 'SY_ERR_MEMORY' || code === 'SY_ERR_UNSUPPORTED') return;
    this.of(device).isDoubted = true;
  }

  private of(device: string): Evidence {
    let evidence = this.evidence.get(device);
    if (!evidence) this.evidence.set(device, (evidence = { ...NOTHING }));
    return evidence;
  }
}

function secondsNow(): number {
  return performance.now() / 1e3;
}
