import type { DaemonConfig, NamedSource } from '../../daemon/index.js';
import { sensorNamed } from '../../telemetry/index.js';
import { meterOf, readMeter } from '../meters.js';
import { UsageError } from '../usage-error.js';

/** The meters and sensors of a configuration. @throws TelemetryError, UsageError for a meter that makes no sense */
export function sensorSources({ meters, sensors }: DaemonConfig['telemetry']): NamedSource[] {
  const described = meters.map(readMeter);
  const ports = described.map(({ port }) => port);
  const twice = ports.find((port, i) => ports.indexOf(port) !== i);
  if (twice !== undefined)
    throw new UsageError(`telemetry.meters: ${twice} is named twice; a line carries one meter`);
  return [
    ...described.map((config) => ({ name: config.port, open: meterOf(config), isOptional: false })),
    ...sensors.map((name) => ({ name, open: sensorNamed(name), isOptional: true })),
  ];
}
