/**
 * xclbin containers: the file that XRT programs a card from. Read strictly, because XRT checks no bounds; written for
 * the device model, for which no vendor tool is needed. Layout: struct axlf in XRT's xclbin.h, little endian.
 */
import { ContainerBytes } from './container-bytes.js';
import { ContainerError } from './bitstream-error.js';

/**
 * Kinds of sections that Vitis puts into containers for Alveo cards, and all that are taken; enum axlf_section_kind in
 * XRT's xclbin.h. XRT does something with most others, firmware and images for processors among them, that nobody has
 * looked at here.
 */
export const SectionKind = {
  BITSTREAM: 0,
  EMBEDDED_METADATA: 2,
  MEM_TOPOLOGY: 6,
  CONNECTIVITY: 7,
  IP_LAYOUT: 8,
  DEBUG_IP_LAYOUT: 9,
  CLOCK_FREQ_TOPOLOGY: 11,
  BUILD_METADATA: 14,
  KEYVALUE_METADATA: 15,
  USER_METADATA: 16,
  PARTITION_METADATA: 20,
  EMULATION_DATA: 21,
  SYSTEM_METADATA: 22,
  GROUP_TOPOLOGY: 26,
  GROUP_CONNECTIVITY: 27,
  VENDOR_METADATA: 31,
} as const;

const ALLOWED_KINDS: ReadonlySet<number> = new Set(Object.values(SectionKind));

/** What a container is for: enum XCLBIN_MODE in XRT's xclbin.h. XRT does not check it. */
export const ContainerMode = { HARDWARE: 0, HARDWARE_EMULATION: 4, SOFTWARE_EMULATION: 5 } as const;

/** Whether a mode is one of containers for a card, for emulated hardware, or for the device model. */
export function isModeOf(target: 'hw' | 'hw_emu' | 'model', mode: number): boolean {
  // Flat and partial configurations of cards come first; 6 is that of emulated partial ones.
  if (target === 'hw') return mode < ContainerMode.HARDWARE_EMULATION;
  if (target === 'model') return mode === ContainerMode.SOFTWARE_EMULATION;
  return mode === ContainerMode.HARDWARE_EMULATION || mode === 6;
}

export interface Section {
  readonly kind: number;
  /** At most 15 characters. */
  readonly name: string;
  readonly data: Uint8Array;
}

export interface Container {
  /** One of {@link ContainerMode}, or another of XRT's. */
  readonly mode: number;
  /** Seconds since 1970. */
  readonly timestamp: bigint;
  /** The platform (VBNV) that it was linked for, at most 63 characters. */
  readonly platform: string;
  /** 16 bytes that name this container, as 32 hexadecimal digits. */
  readonly uuid: string;
  readonly sections: readonly Section[];
}

/** A card's flash is smaller, and so is what a host reads at once. */
export const MOST_CONTAINER_BYTES = 2 ** 30;

const MAGIC = 'xclbin2';
const MOST_SECTIONS = 64;
const SECTION_ALIGNMENT = 8;

/** Offsets in the prologue, and its size; the table of sections follows. */
const Prologue = {
  MAGIC: 0,
  SIGNATURE_LENGTH: 8,
  RESERVED: 12,
  KEY_BLOCK_END: 296,
  LENGTH: 304,
  TIMESTAMP: 312,
  MODE: 332,
  PLATFORM: 352,
  UUID: 416,
  SECTIONS: 448,
  SIZE: 456,
} as const;
const PLATFORM_BYTES = 64;
const UUID_BYTES = 16;
const ENTRY = { KIND: 0, NAME: 4, OFFSET: 24, LENGTH: 32, SIZE: 40 } as const;
const NAME_BYTES = 16;

/**
 * Reads a container from an untrusted file. Sections are views of it.
 *
 * @throws ContainerError
 */
export function readContainer(file: Uint8Array): Container {
  if (file.length < Prologue.SIZE || file.length > MOST_CONTAINER_BYTES) {
    throw new ContainerError('CONTAINER_SIZE', `${file.length} bytes are no container's`);
  }
  const bytes = new ContainerBytes(file);
  if (bytes.text(Prologue.MAGIC, 8) !== MAGIC)
    throw new ContainerError('CONTAINER_MAGIC', `the file does not start with ${MAGIC}`);
  if (bytes.int(Prologue.SIGNATURE_LENGTH) !== -1)
    throw new ContainerError('CONTAINER_SIGNED', 'the container says that it is signed, which is not read');
  const length = bytes.long(Prologue.LENGTH);
  if (length !== BigInt(file.length)) {
    throw new ContainerError(
      'CONTAINER_LENGTH',
      `the container says that it has ${length} bytes; the file has ${file.length}`,
    );
  }
  return {
    mode: bytes.half(Prologue.MODE),
    timestamp: bytes.long(Prologue.TIMESTAMP),
    platform: bytes.requiredText(Prologue.PLATFORM, PLATFORM_BYTES, 'the platform'),
    uuid: Buffer.from(bytes.view(Prologue.UUID, UUID_BYTES)).toString('hex'),
    sections: readSections(bytes),
  };
}

function readSections(bytes: ContainerBytes): Section[] {
  const count = bytes.word(Prologue.SECTIONS);
  const tableEnd = Prologue.SIZE + count * ENTRY.SIZE;
  if (count < 1 || count > MOST_SECTIONS || tableEnd > bytes.size)
    throw new ContainerError('CONTAINER_SECTIONS', `${count} sections do not fit the file`);
  const sections: Section[] = [];
  const taken: { first: number; end: number; index: number }[] = [];
  for (let index = 0; index < count; index++) {
    const at = Prologue.SIZE + index * ENTRY.SIZE;
    const kind = bytes.word(at + ENTRY.KIND);
    const first = Number(bytes.long(at + ENTRY.OFFSET));
    const size = Number(bytes.long(at + ENTRY.LENGTH));
    if (first % SECTION_ALIGNMENT !== 0 || first < tableEnd || first + size > bytes.size) {
      throw new ContainerError(
        'CONTAINER_SECTION_BOUNDS',
        `section ${index} (kind ${kind}) is said to have ${size} bytes at ${first}; the file has ${bytes.size}`,
      );
    }
    if (!ALLOWED_KINDS.has(kind)) {
      throw new ContainerError(
        'CONTAINER_SECTION_KIND',
        `section ${index} is of kind ${kind}, which is not taken`,
      );
    }
    const name = bytes.requiredText(at + ENTRY.NAME, NAME_BYTES, `the name of section ${index}`, true);
    sections.push({ kind, name, data: bytes.view(first, size) });
    if (size > 0) taken.push({ first, end: first + size, index });
  }
  taken.sort((a, b) => a.first - b.first);
  for (const [i, { first, index }] of taken.entries()) {
    const before = taken[i - 1];
    if (before && before.end > first) {
      throw new ContainerError(
        'CONTAINER_SECTION_OVERLAP',
        `sections ${before.index} and ${index} share bytes`,
      );
    }
  }
  return sections;
}

/**
 * The one section of a kind.
 *
 * @throws ContainerError CONTAINER_SECTION_MISSING where there is none, or more than one
 */
export function sectionOf({ sections }: Container, kind: number, name: string): Uint8Array {
  const found = sections.filter((section) => section.kind === kind);
  if (found.length !== 1) {
    throw new ContainerError(
      'CONTAINER_SECTION_MISSING',
      `there are ${found.length} ${name} sections, not 1`,
    );
  }
  return found[0].data;
}

/** The bytes of a container, the same for the same content. @throws RangeError for text that has no room */
export function writeContainer({ mode, timestamp, platform, uuid, sections }: Container): Uint8Array {
  const padded = (offset: number) => Math.ceil(offset / SECTION_ALIGNMENT) * SECTION_ALIGNMENT;
  const tableEnd = Prologue.SIZE + sections.length * ENTRY.SIZE;
  const offsets: number[] = [];
  let end = tableEnd;
  for (const { data } of sections) {
    offsets.push(padded(end));
    end = padded(end) + data.length;
  }
  const file = Buffer.alloc(padded(end));
  putText(file, Prologue.MAGIC, 8, MAGIC);
  file.writeInt32LE(-1, Prologue.SIGNATURE_LENGTH);
  file.fill(0xff, Prologue.RESERVED, Prologue.KEY_BLOCK_END);
  file.writeBigUInt64LE(BigInt(file.length), Prologue.LENGTH);
  file.writeBigUInt64LE(timestamp, Prologue.TIMESTAMP);
  file.writeUInt16LE(mode, Prologue.MODE);
  putText(file, Prologue.PLATFORM, PLATFORM_BYTES, platform);
  Buffer.from(uuid, 'hex').copy(file, Prologue.UUID, 0, UUID_BYTES);
  file.writeUInt32LE(sections.length, Prologue.SECTIONS);
  for (const [i, { kind, name, data }] of sections.entries()) {
    const at = Prologue.SIZE + i * ENTRY.SIZE;
    file.writeUInt32LE(kind, at + ENTRY.KIND);
    putText(file, at + ENTRY.NAME, NAME_BYTES, name);
    file.writeBigUInt64LE(BigInt(offsets[i]), at + ENTRY.OFFSET);
    file.writeBigUInt64LE(BigInt(data.length), at + ENTRY.LENGTH);
    file.set(data, offsets[i]);
  }
  return file;
}

/** Text of a fixed field, ended by a zero byte. @throws RangeError */
export function putText(bytes: Buffer, offset: number, room: number, text: string): void {
  if (!/^[\x20-\x7e]*$/.test(text) || text.length >= room)
    throw new RangeError(`'${text}' is no text of fewer than ${room} characters`);
  bytes.write(text, offset, 'latin1');
}
