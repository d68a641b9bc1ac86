import { z } from 'zod';
import { TelemetryError } from '../telemetry-error.js';
import { lineSettings, METER_MODELS, meterModel, type LineSettings, type MeterModel } from './models.js';

/** A meter on a line. */
export interface MeterConfig {
  /** The serial port: `/dev/ttyUSB0`. */
  readonly port: string;
  readonly model: MeterModel;
  /** Its address on the line. */
  readonly unit: number;
  readonly line: LineSettings;
}

const description = z.strictObject({
  port: z.string().min(1).max(4096),
  model: z.union([z.string(), meterModel]),
  unit: z.int().min(1).max(247).default(1),
  line: lineSettings.partial().default({}),
});

const REMEDY =
  'Write PORT:MODEL, or a JSON file with port, model, and if need be unit and line (docs/operators.md).';

/**
 * A meter from an object such as `{ "port": "/dev/ttyUSB0", "model": "sdm120", "unit": 1, "line": { "baudRate": 9600 } }`.
 * The model is a name or, for other meters, an object of the form that {@link meterModel} has.
 *
 * @throws TelemetryError SY_ERR_METER_CONFIG with the first thing that is wrong
 */
export function parseMeterConfig(value: unknown): MeterConfig {
  const parsed = description.safeParse(value);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    const where = path.length > 0 ? `${path.join('.')}: ` : '';
    throw new TelemetryError('SY_ERR_METER_CONFIG', `this describes no meter: ${where}${message}`, REMEDY);
  }
  const { port, model: named, unit, line } = parsed.data;
  const model = typeof named === 'string' ? findModel(named) : named;
  const { baudRate, parity, stopBits } = line;
  return {
    port,
    model,
    unit,
    line: {
      baudRate: baudRate ?? model.line.baudRate,
      parity: parity ?? model.line.parity,
      stopBits: stopBits ?? model.line.stopBits,
    },
  };
}

/** A meter from `PORT:MODEL`, with the settings that it leaves the factory with. @throws TelemetryError */
export function parseMeterName(text: string): MeterConfig {
  const match = /^(.+):([^:/]+)$/.exec(text);
  if (!match) throw new TelemetryError('SY_ERR_METER_CONFIG', `'${text}' is no meter with its model`, REMEDY);
  return parseMeterConfig({ port: match[1], model: match[2] });
}

function findModel(name: string): MeterModel {
  const model = METER_MODELS.find((candidate) => candidate.name === name);
  if (model) return model;
  const known = METER_MODELS.map((candidate) => candidate.name).join(', ');
  throw new TelemetryError(
    'SY_ERR_METER_CONFIG',
    `no meter '${name}' is known`,
    `Known are ${known}; describe others in a file (docs/operators.md).`,
  );
}
