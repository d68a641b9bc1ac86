import {
  parseMeterConfig,
  parseMeterName,
  PowerMeter,
  type MeterConfig,
  type OpenPower,
} from '../telemetry/index.js';
import { readJsonFile } from './files.js';

const METER_FILE = { name: 'a description of a power meter', maxBytes: 2 ** 16 };

/** A meter as PORT:MODEL, or as a JSON file that describes one. @throws TelemetryError, UsageError */
export function readMeter(text: string): MeterConfig {
  return text.endsWith('.json') ? parseMeterConfig(readJsonFile(text, METER_FILE)) : parseMeterName(text);
}

export function meterOf(config: MeterConfig): OpenPower {
  return (listener) => PowerMeter.open(config, listener);
}
