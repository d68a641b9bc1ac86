import type { Gauge } from 'prom-client';
import type { PowerEvent, PowerSource } from '../power-source.js';
import { THROTTLE_REASONS, type SensorReading } from '../sensor-reading.js';
import { LabelValues, type MetricRegistry } from './metric-registry.js';
import { SourceEnergy } from './source-energy.js';

/** Metrics of power and of devices' sensors. */
export class PowerMetrics {
  private readonly watts;
  private readonly joules;
  private readonly celsius;
  private readonly hertz;
  private readonly ecc;
  private readonly throttled;
  private readonly memoryUsed;
  private readonly memoryTotal;
  private readonly energy = new Map<string, SourceEnergy>();
  private readonly eccTold = new Map<string, number>();
  private readonly sensorNames = new LabelValues();

  constructor(registry: MetricRegistry) {
    this.watts = registry.gauge(
      'device_power_watts',
      'Power by source; missing while the source is silent.',
      ['source'],
    );
    this.joules = registry.counter(
      'device_energy_joules_total',
      'Energy by source: by its own counter, or else the area under its readings.',
      ['source'],
    );
    this.celsius = registry.gauge('device_temperature_celsius', 'Temperatures.', ['source', 'sensor']);
    this.hertz = registry.gauge('device_clock_hertz', 'Clocks.', ['source', 'clock']);
    this.ecc = registry.counter('device_ecc_errors_total', 'Errors of memory since the device was made.', [
      'source',
      'kind',
    ]);
    this.throttled = registry.gauge('device_throttled', 'Whether clocks are held down, by reason.', [
      'source',
      'reason',
    ]);
    this.memoryUsed = registry.gauge(
      'sensor_memory_used_bytes',
      "What is taken of a GPU's memory, by whomever.",
      ['source'],
    );
    this.memoryTotal = registry.gauge('sensor_memory_total_bytes', "A GPU's memory.", ['source']);
  }

  /** Sources that will talk. */
  add(sources: readonly PowerSource[]): void {
    for (const source of sources) {
      this.energy.set(source.name, new SourceEnergy(source));
      this.joules.inc({ source: source.name }, 0);
    }
  }

  tell(event: PowerEvent): void {
    const { source } = event;
    const energy = this.energy.get(source);
    if (!energy) return;
    switch (event.kind) {
      case 'sample':
        this.watts.set({ source }, event.sample.watts);
        this.joules.inc({ source }, energy.add(event.sample));
        return;
      case 'sensors':
        return this.tellSensors(source, event.sensors);
      case 'silent':
        energy.interrupt();
        return this.forget(source);
      case 'back':
        return;
    }
  }

  private tellSensors(
    source: string,
    { celsius, hertz, memory, eccErrors, throttledBy }: SensorReading,
  ): void {
    for (const [sensor, value] of Object.entries(celsius ?? {}))
      this.celsius.set({ source, sensor: this.sensorNames.of(sensor) }, value);
    for (const [clock, value] of Object.entries(hertz ?? {}))
      this.hertz.set({ source, clock: this.sensorNames.of(clock) }, value);
    if (memory) {
      this.memoryUsed.set({ source }, memory.usedBytes);
      this.memoryTotal.set({ source }, memory.totalBytes);
    }
    for (const [kind, count] of Object.entries(eccErrors ?? {})) {
      const key = `${kind} ${source}`;
      this.ecc.inc({ source, kind }, Math.max(0, count - (this.eccTold.get(key) ?? 0)));
      this.eccTold.set(key, count);
    }
    if (!throttledBy) return;
    for (const reason of Object.keys(THROTTLE_REASONS))
      this.throttled.set({ source, reason }, Number((throttledBy as readonly string[]).includes(reason)));
  }

  /** What a silent source has said last is not said for it. */
  private forget(source: string): void {
    for (const gauge of [this.watts, this.memoryUsed, this.memoryTotal]) gauge.remove({ source });
    void removeSeries(this.celsius, source);
    void removeSeries(this.hertz, source);
    void removeSeries(this.throttled, source);
  }
}

async function removeSeries<Label extends string>(
  gauge: Gauge<Label | 'source'>,
  source: string,
): Promise<void> {
  for (const { labels } of (await gauge.get()).values) if (labels.source === source) gauge.remove(labels);
}
