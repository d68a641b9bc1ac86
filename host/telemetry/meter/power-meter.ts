import { pause, poll } from '../polling.js';
import { secondsNow, type OpenSources, type PowerListener, type PowerSource } from '../power-source.js';
import { TelemetryError } from '../telemetry-error.js';
import type { MeterConfig } from './meter-config.js';
import { LineError } from './line-error.js';
import { ModbusLine } from './modbus-line.js';
import { decodeQuantity, registerCount, type Quantity } from './quantity.js';

/** Mains anywhere, with room for a bad day; what is outside was read from registers that mean something else. */
const VOLTS = { least: 80, most: 300 };
/** A meter that is asked in the middle of somebody else's exchange may miss the first question. */
const ATTEMPTS = 3;
const FIRST_PAUSE_SECONDS = 0.25;
const LONGEST_PAUSE_SECONDS = 5;

/** A meter that is read again and again, and found again when its cable or its port comes back. */
export class PowerMeter implements OpenSources {
  readonly source: PowerSource;
  private readonly stop = new AbortController();
  private readonly polling: Promise<void>;
  private pauseSeconds = FIRST_PAUSE_SECONDS;
  private isSilent = false;

  private constructor(
    private readonly config: MeterConfig,
    private line: ModbusLine | undefined,
    private readonly listener: PowerListener,
  ) {
    this.source = sourceOf(config);
    this.polling = poll(config.model.intervalSeconds, this.stop.signal, () => this.step());
  }

  get sources(): readonly PowerSource[] {
    return [this.source];
  }

  /** @throws TelemetryError SY_ERR_METER where there is no such meter */
  static async open(config: MeterConfig, listener: PowerListener): Promise<PowerMeter> {
    for (let attempt = 1; ; attempt++) {
      try {
        return new PowerMeter(config, await connect(config), listener);
      } catch (error) {
        if (!(error instanceof LineError)) throw error;
        const mayPass = error.fault === 'no-reply' || error.fault === 'reply';
        if (!mayPass || attempt === ATTEMPTS) throw explain(error, config);
      }
    }
  }

  private async step(): Promise<void> {
    try {
      this.line ??= await connect(this.config);
      const { watts, counterJoules } = await readPower(this.line, this.config);
      const at = secondsNow();
      if (this.stop.signal.aborted) return;
      if (this.isSilent) this.listener({ kind: 'back', source: this.source.name, at });
      this.isSilent = false;
      this.pauseSeconds = FIRST_PAUSE_SECONDS;
      const counter = counterJoules === undefined ? {} : { counterJoules };
      this.listener({ kind: 'sample', source: this.source.name, sample: { at, watts, ...counter } });
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      await this.fallSilent(error.message);
    }
  }

  private async fallSilent(reason: string): Promise<void> {
    const line = this.line;
    this.line = undefined;
    if (!this.isSilent && !this.stop.signal.aborted)
      this.listener({ kind: 'silent', source: this.source.name, at: secondsNow(), reason });
    this.isSilent = true;
    await line?.close();
    await pause(this.pauseSeconds, this.stop.signal);
    this.pauseSeconds = Math.min(2 * this.pauseSeconds, LONGEST_PAUSE_SECONDS);
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.polling;
    await this.line?.close();
  }
}

function sourceOf({ port, unit, model }: MeterConfig): PowerSource {
  const { name, intervalSeconds, averagingSeconds, energy, energyStep } = model;
  return {
    name: unit === 1 ? `${name} on ${port}` : `${name} ${unit} on ${port}`,
    scope: 'wall',
    intervalSeconds,
    averagingSeconds,
    ...(energy && energyStep !== undefined ? { counterStepJoules: energyStep * 3600 } : {}),
  };
}

/**
 * Opens the line and makes sure that the meter is one of its kind. It may have been asked before, by us or by a program
 * that has just ended: replies that are still under way carry no number, and would be taken for those to the next
 * requests.
 *
 * @throws LineError
 */
async function connect(config: MeterConfig): Promise<ModbusLine> {
  const line = await ModbusLine.open(config.port, config.line, config.unit);
  try {
    await line.listen();
    const volts = await readQuantity(line, config, config.model.voltage);
    if (!(volts >= VOLTS.least && volts <= VOLTS.most))
      throw new LineError('refused', `it tells ${volts.toPrecision(4)} V`);
    await readPower(line, config);
    return line;
  } catch (error) {
    await line.close();
    throw error;
  }
}

async function readPower(line: ModbusLine, config: MeterConfig) {
  const { power, energy, mostWatts } = config.model;
  const watts = await readQuantity(line, config, power);
  // What feeds current back through a meter for loads has its wires the wrong way round.
  if (watts < 0)
    throw new LineError('refused', `it tells ${watts.toPrecision(4)} W: line and load are swapped`);
  if (!(watts <= mostWatts)) throw new LineError('refused', `it tells ${watts.toPrecision(4)} W`);
  if (!energy) return { watts };
  const wattHours = await readQuantity(line, config, energy);
  if (!(wattHours >= 0 && wattHours < 1e12)) throw new LineError('refused', `it tells ${wattHours} Wh`);
  return { watts, counterJoules: wattHours * 3600 };
}

async function readQuantity(line: ModbusLine, { model }: MeterConfig, quantity: Quantity): Promise<number> {
  const words = await line.read(model.registers, quantity.address, registerCount(quantity));
  return decodeQuantity(quantity, words);
}

function explain(error: LineError, { port, unit, model, line }: MeterConfig): TelemetryError {
  const settings = `${line.baudRate} baud, 8 data bits, parity ${line.parity}, ${line.stopBits} stop bits`;
  const fail = (message: string, remedy: string) =>
    new TelemetryError('SY_ERR_METER', message, remedy, error);
  switch (error.fault) {
    case 'port':
      return fail(`${port} cannot be opened: ${error.message}`, portRemedy(error.message, port));
    case 'no-reply':
      return fail(
        `no ${model.name} answers on ${port} as unit ${unit} at ${settings}`,
        "Check power and wires (A and B may be swapped), and the unit and line settings in the meter's menu.",
      );
    case 'reply':
      return fail(
        `what comes back on ${port} at ${settings} is no reply of a ${model.name}: ${error.message}`,
        "Check the line settings in the meter's menu, and that nothing else talks on this line.",
      );
    case 'refused':
      return fail(
        `unit ${unit} on ${port} is no ${model.name}, or is wired wrongly: ${error.message}`,
        'Name the right model, or describe the meter in a file (docs/operators.md).',
      );
  }
}

function portRemedy(reason: string, port: string): string {
  if (/permission denied|EACCES/i.test(reason))
    return `Add yourself to the group that owns ${port} (often dialout) and log in again.`;
  if (/lock|busy/i.test(reason)) return 'End the program that uses this port.';
  if (/no such file|cannot find/i.test(reason))
    return 'Plug the adapter in, and name its port (ls /dev/serial/by-id).';
  return 'Name a serial port, such as one of /dev/serial/by-id.';
}
