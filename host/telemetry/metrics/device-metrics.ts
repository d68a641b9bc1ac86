import { BUCKETS } from './buckets.js';
import { LabelValues, type MetricRegistry } from './metric-registry.js';

/** How a device is. */
export interface DeviceReading {
  readonly id: string;
  readonly kind: string;
  readonly isEmulated: boolean;
  /** Whether it is used. */
  readonly isUp: boolean;
  readonly state: string;
  /** Undefined while it is not there. */
  readonly memory: { readonly usedBytes: number; readonly budgetBytes: number } | undefined;
}

/** The devices, and all states that they can be in. */
export interface DeviceSource {
  readonly states: readonly string[];
  readonly devices: () => readonly DeviceReading[];
}

/** Metrics of devices, and of the stages that they carry out. */
export class DeviceMetrics {
  private readonly stages;
  private readonly restarts;
  private readonly faults;
  private readonly linkBytes;
  private readonly fallbacks;
  private readonly copies;
  private readonly retries;
  private readonly remades;
  private readonly mismatches;
  private readonly slow;
  private readonly stageNames = new LabelValues();
  private readonly codes = new LabelValues();
  private readonly busy = new Map<string, { running: number; since: number; seconds: number }>();

  /** @param now in seconds that do not go back */
  constructor(
    registry: MetricRegistry,
    { states, devices }: DeviceSource,
    private readonly now: () => number,
  ) {
    this.stages = registry.histogram(
      'stage_seconds',
      'What a device took for an op of a stage.',
      BUCKETS.stage,
      ['stage', 'device'],
    );
    const busy = registry.counter(
      'device_busy_seconds_total',
      'Time with at least one segment on the device: its rate is the utilisation.',
      ['device'],
      () => {
        busy.reset();
        for (const { id } of devices()) busy.inc({ device: id }, this.busySeconds(id));
      },
    );
    const up = registry.gauge(
      'device_up',
      'Whether a device is used.',
      ['device', 'kind', 'emulated'],
      () => {
        for (const { id, kind, isEmulated, isUp } of devices())
          up.set({ device: id, kind, emulated: String(isEmulated) }, Number(isUp));
      },
    );
    const state = registry.gauge(
      'device_state',
      '1 for the state that a device is in.',
      ['device', 'state'],
      () => {
        for (const device of devices())
          for (const one of states)
            state.set({ device: device.id, state: one }, Number(device.state === one));
      },
    );
    const used = registry.gauge(
      'device_memory_used_bytes',
      'What the work on a device holds of its memory; missing while the device is away.',
      ['device'],
      () => {
        used.reset();
        for (const { id, memory } of devices()) if (memory) used.set({ device: id }, memory.usedBytes);
      },
    );
    const budget = registry.gauge(
      'device_memory_budget_bytes',
      'The most that the work on a device may hold; missing while the device is away.',
      ['device'],
      () => {
        budget.reset();
        for (const { id, memory } of devices()) if (memory) budget.set({ device: id }, memory.budgetBytes);
      },
    );
    this.restarts = registry.counter(
      'device_restarts_total',
      'How often it was tried to start the process of a device again.',
      ['device'],
    );
    this.faults = registry.counter('device_faults_total', 'Errors that a device met with at work.', [
      'device',
      'code',
    ]);
    this.linkBytes = registry.counter(
      'link_bytes_total',
      'Bytes over the link between the host and a device.',
      ['device', 'direction'],
    );
    this.fallbacks = registry.counter(
      'fallbacks_total',
      'Work that was done on another device, since the one that it was meant for met with an error.',
      ['from', 'to', 'stage', 'code'],
    );
    this.copies = registry.counter(
      'copies_total',
      'Shards that were proven on a second device, too, since the first was late with them.',
      ['from', 'to'],
    );
    this.retries = registry.counter(
      'retries_total',
      'Shards whose proof was made again: with each op checked on a second device, or by the CPU alone.',
      ['checked'],
    );
    for (const checked of ['true', 'false']) this.retries.inc({ checked }, 0);
    this.remades = registry.counter(
      'remade_total',
      'Matrices and trees that were made again, since the device that had them is gone.',
      ['device'],
    );
    this.mismatches = registry.counter('mismatches_total', 'How often a device gave wrong data.', ['device']);
    this.slow = registry.counter(
      'slow_device_total',
      'How often a device turned out to work at less than half of the rate of its profile.',
      ['device'],
    );
  }

  /** A device begins with a segment. */
  begin(device: string): void {
    const busy = this.busy.get(device) ?? { running: 0, since: 0, seconds: 0 };
    this.busy.set(device, busy);
    if (busy.running++ === 0) busy.since = this.now();
  }

  /** A device is done with a segment. */
  end(device: string): void {
    const busy = this.busy.get(device);
    if (!busy || busy.running === 0) return;
    if (--busy.running === 0) busy.seconds += this.now() - busy.since;
  }

  stage(stage: string, device: string, seconds: number): void {
    this.stages.observe({ stage: this.stageNames.of(stage), device }, Math.max(0, seconds));
  }

  moved(device: string, { toDevice, toHost }: { readonly toDevice: number; readonly toHost: number }): void {
    this.linkBytes.inc({ device, direction: 'to_device' }, toDevice);
    this.linkBytes.inc({ device, direction: 'to_host' }, toHost);
  }

  restarted(device: string): void {
    this.restarts.inc({ device });
  }

  fault(device: string, code: string): void {
    this.faults.inc({ device, code: this.codes.of(code) });
  }

  fallback(what: {
    readonly from: string;
    readonly to: string;
    readonly stage: string;
    readonly code: string;
  }): void {
    const { from, to, stage, code } = what;
    this.fallbacks.inc({ from, to, stage: this.stageNames.of(stage), code: this.codes.of(code) });
  }

  /** A shard that a device is late with is proven on another one, too. */
  copied(from: string, to: string): void {
    this.copies.inc({ from, to });
  }

  retry(isChecked: boolean): void {
    this.retries.inc({ checked: String(isChecked) });
  }

  remade(device: string): void {
    this.remades.inc({ device });
  }

  mismatch(device: string): void {
    this.mismatches.inc({ device });
  }

  slowed(device: string): void {
    this.slow.inc({ device });
  }

  private busySeconds(device: string): number {
    const { running, since, seconds } = this.busy.get(device) ?? { running: 0, since: 0, seconds: 0 };
    return running > 0 ? seconds + this.now() - since : seconds;
  }
}
