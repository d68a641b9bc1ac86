import { EventEmitter } from 'node:events';
import { SerialPort } from 'serialport';
import { STRAY_BYTES } from './line-error.js';
import type { LineSettings } from './models.js';

/** A reply to a read has unit, function, byte count, two bytes a register, checksum; a refusal a code instead. */
const READ_OVERHEAD = 5;
const REFUSAL_BYTES = 5;
const REFUSED = 0x80;

/**
 * The port that modbus-serial talks through. Its own ones look for a reply among all bytes that ever came, so that a
 * late reply is taken for the next and every other after it. Here bytes that nobody waits for are an error.
 */
export class FramePort extends EventEmitter {
  private readonly port: SerialPort;
  private received = Buffer.alloc(0);
  private expected = 0;

  constructor(path: string, settings: LineSettings) {
    super();
    this.port = new SerialPort({ path, ...settings, dataBits: 8, autoOpen: false });
    this.port.on('data', (bytes: Buffer) => this.receive(bytes));
    this.port.on('error', ({ message }) =>
      this.emit('error', new Error(`the serial port is gone: ${message}`)),
    );
    this.port.on('close', () => this.emit('close'));
  }

  get isOpen(): boolean {
    return this.port.isOpen;
  }

  open(callback: (error: Error | null) => void): void {
    this.port.open(callback);
  }

  close(callback: (error: Error | null) => void): void {
    this.port.close(callback);
  }

  /** Sends a request to read registers. */
  write(request: Buffer): void {
    this.received = Buffer.alloc(0);
    this.expected = READ_OVERHEAD + 2 * request.readUInt16BE(4);
    this.port.write(request);
  }

  private receive(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    const isRefusal = this.received.length >= 2 && (this.received[1] & REFUSED) !== 0;
    const length = isRefusal ? Math.min(REFUSAL_BYTES, this.expected) : this.expected;
    if (this.received.length < length) return;
    const reply = this.received.subarray(0, length);
    const isExact = length > 0 && this.received.length === length;
    this.expected = 0;
    if (isExact) this.emit('data', reply);
    else this.emit('error', new Error(STRAY_BYTES));
  }
}
