export { CardPower } from './fpga/card-power.js';
export { GpuPower } from './gpu/gpu-power.js';
export { parseMeterConfig, parseMeterName, type MeterConfig } from './meter/meter-config.js';
export { METER_MODELS, meterModel, type MeterModel } from './meter/models.js';
export * from './paging/index.js';
export { PowerMeter } from './meter/power-meter.js';
export { PowerLog, type PowerReading, type Window } from './power-log.js';
export { PowerMonitor, type SourceReading } from './power-monitor.js';
export {
  secondsNow,
  type OpenPower,
  type OpenSources,
  type PowerEvent,
  type PowerListener,
  type PowerSample,
  type PowerScope,
  type PowerSource,
} from './power-source.js';
export { THROTTLE_REASONS, type SensorReading, type ThrottleReason } from './sensor-reading.js';
export { sensorNamed, SENSOR_NAMES, type SensorName } from './sensors.js';
export {
  END_STATES,
  LIVE_STATES,
  openDaemonMetrics,
  type AnsweredRequest,
  type DaemonMetrics,
  type DeviceReading,
  type EndState,
  type JobReading,
  type LiveState,
  type MetricDescription,
  type MetricSources,
  type StorageReading,
} from './metrics/index.js';
export { TelemetryError, type TelemetryErrorCode } from './telemetry-error.js';
