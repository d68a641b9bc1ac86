import type { ModbusRTU } from 'modbus-serial/ModbusRTU.js';
import { pause } from '../polling.js';
import { LineError, STRAY_BYTES } from './line-error.js';
import type { LineSettings, MeterModel } from './models.js';

/**
 * A request and its reply take some 20 characters, a meter thinks for a few tenths of a second, and a machine that is
 * measured is busy.
 */
function replySeconds({ baudRate }: LineSettings): number {
  return 1 + (20 * 11) / baudRate;
}

/** A serial line with Modbus RTU. One request is under way at a time, whatever its users do. */
export class ModbusLine {
  private last: Promise<unknown> = Promise.resolve();
  private isBroken = false;
  private readonly stop = new AbortController();
  private readonly broken: Promise<never>;

  private constructor(
    private readonly client: ModbusRTU,
    private readonly waitSeconds: number,
  ) {
    this.broken = new Promise((_resolve, reject) => {
      const fail = (message: string, cause?: unknown) => {
        this.isBroken = true;
        // Somebody talks, so that there is a line.
        reject(new LineError(message === STRAY_BYTES ? 'reply' : 'port', message, cause));
      };
      // Its errors have a message, but are no instances of Error.
      client.on('error', (cause) => fail((cause as Error).message, cause));
      client.on('close', () => fail('the serial port is gone'));
    });
    this.broken.catch(() => undefined);
  }

  /** @throws LineError `port` */
  static async open(port: string, settings: LineSettings, unit: number): Promise<ModbusLine> {
    // Native code, which only those who have a meter load.
    const [{ default: modbus }, { FramePort }] = await Promise.all([
      import('modbus-serial'),
      import('./frame-port.js'),
    ]);
    const client = new modbus.default(new FramePort(port, settings));
    await new Promise<void>((resolve, reject) =>
      client.open((cause?: Error | null) =>
        cause ? reject(new LineError('port', cause.message, cause)) : resolve(),
      ),
    );
    const waitSeconds = replySeconds(settings);
    client.setID(unit);
    client.setTimeout(waitSeconds * 1e3);
    return new ModbusLine(client, waitSeconds);
  }

  /** Reads registers, after all that was asked for before. @throws LineError */
  read(registers: MeterModel['registers'], address: number, count: number): Promise<readonly number[]> {
    const reply = this.last.then(() => this.request(registers, address, count));
    this.last = reply.catch(() => undefined);
    return reply;
  }

  /** Waits as long as a reply may take; whatever comes meanwhile was asked for before. @throws LineError */
  async listen(): Promise<void> {
    await Promise.race([pause(this.waitSeconds, this.stop.signal), this.broken]);
    if (this.isBroken) await this.broken;
  }

  private async request(registers: MeterModel['registers'], address: number, count: number) {
    if (this.isBroken) return this.broken;
    const { client } = this;
    const asked =
      registers === 'input'
        ? client.readInputRegisters(address, count)
        : client.readHoldingRegisters(address, count);
    asked.catch(() => undefined);
    let words: readonly number[];
    try {
      words = (await Promise.race([asked, this.broken])).data;
    } catch (error) {
      throw this.describe(error);
    }
    // The byte count within a reply is the meter's own word.
    if (words.length !== count)
      throw new LineError('reply', `a reply of ${words.length} registers, not ${count}`);
    return words;
  }

  private describe(error: unknown): LineError {
    if (error instanceof LineError) return error;
    const { name, message, modbusCode } = error as Error & { modbusCode?: number };
    if (name === 'TransactionTimedOutError')
      return new LineError('no-reply', `no reply within ${this.waitSeconds.toFixed(1)} s`, error);
    if (modbusCode !== undefined) return new LineError('refused', `the meter refuses: ${message}`, error);
    if (name === 'PortNotOpenError') return new LineError('port', 'the serial port is gone', error);
    return new LineError('reply', `a damaged reply: ${message}`, error);
  }

  async close(): Promise<void> {
    this.isBroken = true;
    this.stop.abort();
    if (!this.client.isOpen) return;
    await new Promise<void>((resolve) => this.client.close(() => resolve()));
  }
}
