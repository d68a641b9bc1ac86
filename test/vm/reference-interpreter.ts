/**
 * A plain RV32IM interpreter, written from the specification for tests: no decoding ahead, memory as a map of bytes,
 * arithmetic with BigInt where it is wider than a word. It shares nothing with the native executor.
 */

export interface ReferenceSegment {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly isCode: boolean;
}

export type ReferenceEnd = 'halted' | 'fault' | 'limit';

const ADDRESS_LIMIT = 0x78000000;

const signed = (word: number) => word | 0;
const unsigned = (word: number) => word >>> 0;
const wide = (word: number) => BigInt(signed(word));
const wideUnsigned = (word: number) => BigInt(unsigned(word));
const low = (value: bigint) => Number(BigInt.asUintN(32, value));
const high = (value: bigint) => Number(BigInt.asUintN(32, value >> 32n));

function bits(word: number, from: number, count: number): number {
  return (word >>> from) & ((1 << count) - 1);
}

/** Extends the sign from a number of bits. */
function extend(value: number, width: number): number {
  return (value << (32 - width)) >> (32 - width);
}

class Fault extends Error {}

export class ReferenceInterpreter {
  readonly registers = new Uint32Array(32);
  cycles = 0;
  exitCode = 0;
  private readonly memory = new Map<number, number>();
  private readonly code = new Map<number, number>();

  constructor(
    segments: readonly ReferenceSegment[],
    public pc: number,
  ) {
    for (const { address, bytes, isCode } of segments) {
      bytes.forEach((byte, i) => this.memory.set(address + i, byte));
      if (!isCode) continue;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let i = 0; i + 4 <= bytes.length; i += 4) this.code.set(address + i, view.getUint32(i, true));
    }
  }

  run(maxCycles: number): ReferenceEnd {
    try {
      while (this.cycles < maxCycles) {
        const halted = this.step();
        this.cycles += 1;
        if (halted) return 'halted';
      }
      return 'limit';
    } catch (error) {
      if (error instanceof Fault) return 'fault';
      throw error;
    }
  }

  read(address: number, size: number): number {
    this.check(address, size);
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + (this.memory.get(address + i) ?? 0);
    return value;
  }

  private write(address: number, size: number, value: number): void {
    this.check(address, size);
    for (let i = 0; i < size; i++) this.memory.set(address + i, (value >>> (8 * i)) & 0xff);
  }

  private check(address: number, size: number): void {
    if (address % size !== 0 || address + size > ADDRESS_LIMIT) throw new Fault();
  }

  /** Executes one instruction, and says whether it ended the run. */
  private step(): boolean {
    const word = this.code.get(this.pc);
    if (word === undefined) throw new Fault();
    const rd = bits(word, 7, 5);
    const funct3 = bits(word, 12, 3);
    const a = this.registers[bits(word, 15, 5)];
    const b = this.registers[bits(word, 20, 5)];
    const immediate = signed(word) >> 20;
    let next = this.pc + 4;
    let result: number | undefined;
    switch (bits(word, 0, 7)) {
      case 0b0110111:
        result = word & 0xfffff000;
        break;
      case 0b0010111:
        result = this.pc + (word & 0xfffff000);
        break;
      case 0b1101111: {
        const distance =
          (bits(word, 31, 1) << 20) |
          (bits(word, 12, 8) << 12) |
          (bits(word, 20, 1) << 11) |
          (bits(word, 21, 10) << 1);
        result = next;
        next = this.target(this.pc + extend(distance, 21));
        break;
      }
      case 0b1100111:
        if (funct3 !== 0) throw new Fault();
        result = next;
        next = this.target((a + immediate) & ~1);
        break;
      case 0b1100011: {
        const distance =
          (bits(word, 31, 1) << 12) |
          (bits(word, 7, 1) << 11) |
          (bits(word, 25, 6) << 5) |
          (bits(word, 8, 4) << 1);
        if (branches(funct3, a, b)) next = this.target(this.pc + extend(distance, 13));
        break;
      }
      case 0b0000011:
        result = this.load(funct3, unsigned(a + immediate));
        break;
      case 0b0100011: {
        if (funct3 > 2) throw new Fault();
        const offset = extend((bits(word, 25, 7) << 5) | rd, 12);
        this.write(unsigned(a + offset), 1 << funct3, b);
        break;
      }
      case 0b0010011:
        result = withImmediate(word, funct3, a, immediate);
        break;
      case 0b0110011:
        result = withRegisters(bits(word, 25, 7), funct3, a, b);
        break;
      case 0b0001111:
        if (funct3 !== 0) throw new Fault();
        break;
      case 0b1110011:
        if (word !== 0x73 || this.registers[5] !== 0) throw new Fault();
        this.exitCode = this.registers[10];
        return true;
      default:
        throw new Fault();
    }
    if (result !== undefined && rd !== 0) this.registers[rd] = result;
    this.pc = unsigned(next);
    return false;
  }

  private target(address: number): number {
    if (address % 4 !== 0) throw new Fault();
    return address;
  }

  private load(funct3: number, address: number): number {
    switch (funct3) {
      case 0:
        return extend(this.read(address, 1), 8);
      case 1:
        return extend(this.read(address, 2), 16);
      case 2:
        return this.read(address, 4);
      case 4:
        return this.read(address, 1);
      case 5:
        return this.read(address, 2);
      default:
        throw new Fault();
    }
  }
}

function branches(funct3: number, a: number, b: number): boolean {
  switch (funct3) {
    case 0:
      return a === b;
    case 1:
      return a !== b;
    case 4:
      return signed(a) < signed(b);
    case 5:
      return signed(a) >= signed(b);
    case 6:
      return a < b;
    case 7:
      return a >= b;
    default:
      throw new Fault();
  }
}

function withImmediate(word: number, funct3: number, a: number, immediate: number): number {
  const funct7 = bits(word, 25, 7);
  const amount = bits(word, 20, 5);
  switch (funct3) {
    case 0:
      return a + immediate;
    case 1:
      if (funct7 !== 0) throw new Fault();
      return a << amount;
    case 2:
      return Number(signed(a) < immediate);
    case 3:
      return Number(a < unsigned(immediate));
    case 4:
      return a ^ immediate;
    case 5:
      if (funct7 === 0) return a >>> amount;
      if (funct7 === 0x20) return signed(a) >> amount;
      throw new Fault();
    case 6:
      return a | immediate;
    default:
      return a & immediate;
  }
}

function withRegisters(funct7: number, funct3: number, a: number, b: number): number {
  if (funct7 === 1) return multiplyOrDivide(funct3, a, b);
  if (funct7 === 0x20) {
    if (funct3 === 0) return a - b;
    if (funct3 === 5) return signed(a) >> (b & 31);
  }
  if (funct7 !== 0) throw new Fault();
  switch (funct3) {
    case 0:
      return a + b;
    case 1:
      return a << (b & 31);
    case 2:
      return Number(signed(a) < signed(b));
    case 3:
      return Number(a < b);
    case 4:
      return a ^ b;
    case 5:
      return a >>> (b & 31);
    case 6:
      return a | b;
    default:
      return a & b;
  }
}

function multiplyOrDivide(funct3: number, a: number, b: number): number {
  switch (funct3) {
    case 0:
      return low(wide(a) * wide(b));
    case 1:
      return high(wide(a) * wide(b));
    case 2:
      return high(wide(a) * wideUnsigned(b));
    case 3:
      return high(wideUnsigned(a) * wideUnsigned(b));
    // BigInt divides towards zero and never overflows: -2^31 by -1 is 2^31, whose low word is -2^31.
    case 4:
      return b === 0 ? -1 : low(wide(a) / wide(b));
    case 5:
      return b === 0 ? -1 : low(wideUnsigned(a) / wideUnsigned(b));
    case 6:
      return b === 0 ? a : low(wide(a) % wide(b));
    default:
      return b === 0 ? a : low(wideUnsigned(a) % wideUnsigned(b));
  }
}
