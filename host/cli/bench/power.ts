import type { Command } from 'commander';
import { Option } from 'commander';
import {
  PowerMonitor,
  secondsNow,
  SENSOR_NAMES,
  sensorNamed,
  type OpenPower,
  type PowerEvent,
  type SensorName,
  type SourceReading,
} from '../../telemetry/index.js';
import { meterOf, readMeter } from '../meters.js';
import { UsageError } from '../usage-error.js';
import type { EnergyFigures } from './results.js';

/** Options of bench commands that measure energy. */
export interface PowerOptions {
  readonly meter?: string[];
  readonly sensor?: SensorName[];
  readonly meterSeconds: string;
}

/** Adds the options of {@link PowerOptions} to a command. */
export function addPowerOptions(command: Command): Command {
  return command
    .option(
      '--meter <meter...>',
      'measure energy by serial meters: PORT:MODEL, or a JSON file that describes one',
    )
    .addOption(
      new Option(
        '--sensor <name...>',
        "measure energy by sensors: all GPUs' (nvml), FPGA cards' (fpga)",
      ).choices(SENSOR_NAMES),
    )
    .option('--meter-seconds <seconds>', 'how long an op runs while its energy is measured', '10');
}

/** Opens what the options name; undefined if they name nothing. @throws TelemetryError, UsageError */
export async function openPower({
  meter = [],
  sensor = [],
}: PowerOptions): Promise<PowerMonitor | undefined> {
  const meters = meter.map(readMeter);
  const openers: OpenPower[] = [...meters.map(meterOf), ...sensor.map(sensorNamed)];
  const named = [...meters.map(({ port }) => port), ...sensor];
  const twice = named.find((name, i) => named.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`${twice} is named twice; a line carries one meter`);
  return openers.length === 0 ? undefined : PowerMonitor.open(openers, reportTrouble);
}

/** In a pipe, too: figures that are missing later are to be understood. */
function reportTrouble(event: PowerEvent): void {
  const told = event.kind === 'silent' ? `is silent: ${event.reason}` : 'is back';
  console.error(`switchyard: ${event.source} ${told}`);
}

/** Seconds of `--meter-seconds`. @throws UsageError */
export function parseMeterSeconds({ meterSeconds }: PowerOptions): number {
  const seconds = Number(meterSeconds);
  if (/^\d{1,5}(\.\d{1,3})?$/.test(meterSeconds) && seconds > 0) return seconds;
  throw new UsageError(`--meter-seconds: '${meterSeconds}' is no time in seconds`);
}

/** Runs something back to back while its energy is measured, at least as long as all sources need. */
export async function measureEnergy(
  power: PowerMonitor,
  seconds: number,
  unitsPerRun: number,
  run: () => Promise<unknown>,
): Promise<EnergyFigures[]> {
  const settled = secondsNow() + power.settleSeconds;
  do await run();
  while (secondsNow() < settled);
  const start = secondsNow();
  const least = start + Math.max(seconds, power.leastSeconds);
  let runs = 0;
  do {
    await run();
    runs += 1;
  } while (secondsNow() < least);
  const end = secondsNow();
  return energyFigures([power.over({ start, end, isSettled: true })], runs, end - start, unitsPerRun);
}

/**
 * What sources measured over windows that held so many runs together. A window that is missing makes the figures
 * missing: others are not put in its place.
 *
 * @param windows readings of the same sources over each window
 */
export function energyFigures(
  windows: readonly (readonly SourceReading[])[],
  runs: number,
  seconds: number,
  unitsPerRun: number,
): EnergyFigures[] {
  return windows[0].map(({ source: { name, scope } }, i) => {
    const readings = windows.map((window) => window[i].reading);
    const base = { source: name, scope, runs, seconds };
    let joules = 0;
    let counted: number | undefined = 0;
    for (const reading of readings) {
      if ('missing' in reading)
        return { ...base, watts: null, joulesPerRun: null, joulesPerUnit: null, missing: reading.missing };
      joules += reading.joules;
      if (counted !== undefined)
        counted = reading.counterJoules === undefined ? undefined : counted + reading.counterJoules;
    }
    return {
      ...base,
      watts: joules / seconds,
      joulesPerRun: joules / runs,
      joulesPerUnit: joules / runs / unitsPerRun,
      ...(counted === undefined ? {} : { counterJoulesPerRun: counted / runs }),
    };
  });
}
