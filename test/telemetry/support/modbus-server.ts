import { SerialPort } from 'serialport';

/** Registers by address; others are refused. */
export type Registers = Readonly<Record<number, number>>;

/** Modbus over Serial Line, appendix B: CRC-16 with the polynomial 0xa001, reflected. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

function framed(...body: number[]): Buffer {
  const frame = Buffer.alloc(body.length + 2);
  frame.set(body);
  frame.writeUInt16LE(crc16(frame.subarray(0, -2)), body.length);
  return frame;
}

/** A meter for tests: answers reads from its registers, or as a test wants. */
export class ModbusServer {
  /** Changes each reply; undefined is none. */
  spoil: (reply: Buffer) => Buffer | undefined = (reply) => reply;
  /** Requests that have come, in full. */
  readonly requests: Buffer[] = [];
  private received = Buffer.alloc(0);

  private constructor(
    private readonly port: SerialPort,
    readonly unit: number,
    private readonly functionCode: number,
    public registers: Registers,
  ) {
    // A cable that a test pulls.
    port.on('error', () => undefined);
    port.on('data', (bytes: Buffer) => this.receive(bytes));
  }

  static open(
    path: string,
    registers: Registers,
    { unit = 1, functionCode = 4 } = {},
  ): Promise<ModbusServer> {
    return new Promise((resolve, reject) => {
      const port = new SerialPort({ path, baudRate: 9600, lock: false }, (error) =>
        error ? reject(error) : resolve(new ModbusServer(port, unit, functionCode, registers)),
      );
    });
  }

  /** As if a request had come. */
  receive(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    while (this.received.length >= 8) {
      const request = Buffer.from(this.received.subarray(0, 8));
      this.received = this.received.subarray(8);
      this.requests.push(request);
      const reply = this.answer(request);
      const sent = reply && this.spoil(reply);
      if (sent) this.port.write(sent);
    }
  }

  private answer(request: Buffer): Buffer | undefined {
    if (crc16(request.subarray(0, 6)) !== request.readUInt16LE(6) || request[0] !== this.unit)
      return undefined;
    const [start, count] = [request.readUInt16BE(2), request.readUInt16BE(4)];
    const words = Array.from({ length: count }, (_, i) => this.registers[start + i]);
    // Illegal data address.
    if (request[1] !== this.functionCode || words.includes(undefined as never))
      return framed(this.unit, request[1] | 0x80, 2);
    return framed(this.unit, request[1], 2 * count, ...words.flatMap((word) => [word >> 8, word & 0xff]));
  }

  /** Says something on its own. */
  send(bytes: Buffer): void {
    this.port.write(bytes);
  }

  close(): Promise<void> {
    return new Promise((resolve) => (this.port.isOpen ? this.port.close(() => resolve()) : resolve()));
  }
}

/** The two registers of a float. */
export function floatWords(value: number): [number, number] {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return [bytes.readUInt16BE(0), bytes.readUInt16BE(2)];
}

/** What an SDM120 or SDM230 has where it is read: volts, watts, kilowatt-hours. */
export function eastronRegisters(volts: number, watts: number, kilowattHours: number): Registers {
  const at = (address: number, value: number) => {
    const [high, low] = floatWords(value);
    return { [address]: high, [address + 1]: low };
  };
  return { ...at(0x00, volts), ...at(0x0c, watts), ...at(0x48, kilowattHours) };
}

/** What a PZEM-016 has: decivolts, deciwatts, watt-hours; large numbers with their low half first. */
export function pzemRegisters(volts: number, watts: number, wattHours: number): Registers {
  const wide = (address: number, value: number) => ({
    [address]: value & 0xffff,
    [address + 1]: Math.floor(value / 0x10000),
  });
  return {
    0: Math.round(volts * 10),
    ...wide(1, 1000),
    ...wide(3, Math.round(watts * 10)),
    ...wide(5, wattHours),
    7: 500,
    8: 100,
    9: 0,
  };
}
