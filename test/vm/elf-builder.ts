/** Builds ELF files for tests, and lets them be wrong in any way. */

export const CODE_ADDRESS = 0x00200800;
export const DATA_ADDRESS = 0x00300000;

export interface SegmentSpec {
  readonly address: number;
  readonly bytes: Uint8Array;
  /** Size in memory; that of the bytes by default. */
  readonly memorySize?: number;
  /** 1 execute, 2 write, 4 read. */
  readonly flags: number;
}

export interface SymbolSpec {
  readonly name: string;
  readonly address: number;
  readonly size: number;
}

export interface ElfSpec {
  readonly entry?: number;
  readonly segments: readonly SegmentSpec[];
  readonly symbols?: readonly SymbolSpec[];
}

export const HEADER_BYTES = 52;
export const PROGRAM_HEADER_BYTES = 32;

export function wordsToBytes(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => view.setUint32(4 * i, word, true));
  return bytes;
}

export function code(words: readonly number[], address = CODE_ADDRESS): SegmentSpec {
  return { address, bytes: wordsToBytes(words), flags: 5 };
}

export function data(bytes: Uint8Array, address = DATA_ADDRESS): SegmentSpec {
  return { address, bytes, flags: 6 };
}

/** A program of one segment of code and, where given, one of data. */
export function program(words: readonly number[], bytes?: Uint8Array): Uint8Array {
  return buildElf({ segments: bytes ? [code(words), data(bytes)] : [code(words)] });
}

export function buildElf({ segments, symbols = [], entry = segments[0].address }: ElfSpec): Uint8Array {
  const parts: { at: number; bytes: Uint8Array }[] = [];
  let size = HEADER_BYTES + segments.length * PROGRAM_HEADER_BYTES;
  const place = (bytes: Uint8Array): number => {
    const at = size;
    parts.push({ at, bytes });
    size += bytes.length;
    return at;
  };

  const header = new DataView(new ArrayBuffer(size));
  [0x7f, 0x45, 0x4c, 0x46, 1, 1, 1].forEach((byte, i) => header.setUint8(i, byte));
  header.setUint16(16, 2, true); // ET_EXEC
  header.setUint16(18, 243, true); // EM_RISCV
  header.setUint32(20, 1, true);
  header.setUint32(24, entry, true);
  header.setUint32(28, HEADER_BYTES, true);
  header.setUint16(40, HEADER_BYTES, true);
  header.setUint16(42, PROGRAM_HEADER_BYTES, true);
  header.setUint16(44, segments.length, true);
  header.setUint16(46, 40, true);
  segments.forEach(({ address, bytes, memorySize = bytes.length, flags }, i) => {
    const fields = [1, place(bytes), address, address, bytes.length, memorySize, flags, 4];
    fields.forEach((field, j) =>
      header.setUint32(HEADER_BYTES + i * PROGRAM_HEADER_BYTES + 4 * j, field, true),
    );
  });
  if (symbols.length > 0) {
    const sections = symbolSections(symbols, place);
    header.setUint32(32, place(wordsToBytes(sections.flat())), true);
    header.setUint16(48, sections.length, true);
  }

  const file = new Uint8Array(size);
  file.set(new Uint8Array(header.buffer));
  for (const { at, bytes } of parts) file.set(bytes, at);
  return file;
}

/** Section headers, ten words each: none, the symbol table, its strings. */
function symbolSections(symbols: readonly SymbolSpec[], place: (bytes: Uint8Array) => number): number[][] {
  let names = '\0';
  const entries = [0, 0, 0, 0];
  for (const { name, address, size } of symbols) {
    entries.push(names.length, address, size, 2); // STT_FUNC
    names += `${name}\0`;
  }
  const strings = new TextEncoder().encode(names);
  const table = wordsToBytes(entries);
  return [
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    [0, 2, 0, 0, place(table), table.length, 2, 0, 4, 16],
    [0, 3, 0, 0, place(strings), strings.length, 0, 0, 1, 0],
  ];
}
