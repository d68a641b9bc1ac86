import { ElfError, type ElfCheck } from './elf-error.js';
import { ElfFile } from './elf-file.js';
import { checkSymbols } from './check-symbols.js';

/**
 * Reads guest programs where no native code is at hand: statically linked ELF32 executables for RISC-V (System V
 * gABI, RISC-V psABI), by the same rules as native/vm/elf.cpp.
 */

/** Data memory ends here; so does what a program may load. */
const ADDRESS_LIMIT = 0x78000000;
const MAX_IMAGE_BYTES = 512 * 2 ** 20;
const MAX_CODE_BYTES = 32 * 2 ** 20;
const MAX_PROGRAM_HEADERS = 256;

const HEADER_BYTES = 52;
const PROGRAM_HEADER_BYTES = 32;
const MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const [TYPE_EXECUTABLE, MACHINE_RISCV] = [2, 243];
const SEGMENT = { load: 1, dynamic: 2, interpreter: 3 } as const;
const [FLAG_EXECUTE, FLAG_WRITE] = [1, 2];

/** A part of memory as the program starts; bytes behind `bytes` up to `size` are zero. */
export interface Segment {
  readonly address: number;
  readonly size: number;
  readonly isExecutable: boolean;
  readonly bytes: Uint8Array;
}

export interface Image {
  readonly entry: number;
  /** By address, disjoint. */
  readonly segments: readonly Segment[];
}

/** Reads a program from an untrusted file. Its bytes are not copied. @throws ElfError */
export function readElf(bytes: Uint8Array): Image {
  const file = new ElfFile(bytes);
  checkHeader(file);
  const entry = file.word(24);
  const segments = readSegments(file);
  checkEntry(entry, segments);
  checkSymbols(file);
  return { entry, segments };
}

function require(holds: boolean, check: ElfCheck, message: string): void {
  if (!holds) throw new ElfError(check, message);
}

function checkHeader(file: ElfFile): void {
  const startsRight = file.holds(0, MAGIC.length) && MAGIC.every((byte, i) => file.byte(i) === byte);
  require(startsRight, 'MAGIC', 'the file does not start as an ELF file does');
  require(file.holds(0, HEADER_BYTES), 'TRUNCATED', `the file has ${file.size} bytes, less than its header`);
  require(file.byte(4) !== 2, 'CLASS', 'the file is ELF64; guests are 32-bit programs');
  require(file.byte(4) === 1, 'CLASS', `ELF class ${file.byte(4)} is not ELF32`);
  require(file.byte(5) === 1, 'BYTE_ORDER', 'the file is not little-endian');
  require(file.byte(6) === 1 && file.word(20) === 1, 'VERSION', 'the ELF version is not 1');
  const type = file.half(16);
  require(type === TYPE_EXECUTABLE, 'TYPE', `ELF type ${type} is no executable with fixed addresses`);
  require(file.half(18) === MACHINE_RISCV, 'MACHINE', `machine ${file.half(18)} is not RISC-V`);
  const [headerSize, segmentHeaderSize, count] = [file.half(40), file.half(42), file.half(44)];
  require(headerSize === HEADER_BYTES, 'HEADER_SIZE', `an ELF header of ${headerSize} bytes`);
  const isSegmentHeader = segmentHeaderSize === PROGRAM_HEADER_BYTES;
  require(isSegmentHeader, 'HEADER_SIZE', `program headers of ${segmentHeaderSize} bytes`);
  require(count > 0 && count <= MAX_PROGRAM_HEADERS, 'HEADER_SIZE', `${count} program headers`);
  const isInside = file.holds(file.word(28), count * PROGRAM_HEADER_BYTES);
  require(isInside, 'TRUNCATED', 'the program headers lie beyond the end of the file');
}

function readSegments(file: ElfFile): Segment[] {
  const segments: Segment[] = [];
  let [imageBytes, codeBytes] = [0, 0];
  for (let i = 0; i < file.half(44); i++) {
    const at = file.word(28) + i * PROGRAM_HEADER_BYTES;
    const type = file.word(at);
    const isDynamic = type === SEGMENT.dynamic || type === SEGMENT.interpreter;
    require(!isDynamic, 'DYNAMIC', `segment ${i} asks for a dynamic linker`);
    if (type !== SEGMENT.load || file.word(at + 20) === 0) continue;
    const segment = readSegment(file, at, `segment ${i}`);
    segments.push(segment);
    imageBytes += segment.size;
    if (segment.isExecutable) codeBytes += segment.size;
    require(imageBytes <= MAX_IMAGE_BYTES, 'IMAGE_SIZE', 'the segments are too large together');
    require(codeBytes <= MAX_CODE_BYTES, 'CODE_SIZE', 'the executable segments are too large together');
  }
  segments.sort((a, b) => a.address - b.address);
  segments.slice(1).forEach(({ address }, i) => {
    const before = segments[i];
    const isBehind = address - before.address >= before.size;
    require(isBehind, 'SEGMENT_OVERLAP', `the segments at ${before.address} and ${address} overlap`);
  });
  return segments;
}

function readSegment(file: ElfFile, at: number, what: string): Segment {
  const [offset, address, fileSize, size, flags] = [4, 8, 16, 20, 24].map((field) => file.word(at + field));
  require(fileSize <= size, 'SEGMENT_SIZE', `${what} is larger in the file than in memory`);
  require(file.holds(offset, fileSize), 'SEGMENT_FILE', `${what} lies beyond the end of the file`);
  const isBelow = address < ADDRESS_LIMIT && size <= ADDRESS_LIMIT - address;
  require(isBelow, 'SEGMENT_ADDRESS', `${what} reaches beyond what a program may load`);
  const isExecutable = (flags & FLAG_EXECUTE) !== 0;
  const isWritable = (flags & FLAG_WRITE) !== 0;
  require(!isExecutable || !isWritable, 'WRITABLE_CODE', `${what} is writable and executable`);
  require(!isExecutable || address % 4 === 0, 'CODE_ALIGNMENT', `${what} is code and starts between words`);
  return { address, size, isExecutable, bytes: file.bytes(offset, fileSize) };
}

function checkEntry(entry: number, segments: readonly Segment[]): void {
  require(entry % 4 === 0, 'ENTRY_ALIGNMENT', `the entry ${entry} is no multiple of 4`);
  const isCode = segments.some(
    ({ address, size, isExecutable }) =>
      isExecutable && entry >= address && size >= 4 && entry - address <= size - 4,
  );
  require(isCode, 'ENTRY', `the entry ${entry} lies in no executable segment`);
}
