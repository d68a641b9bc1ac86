/** What the sections of a container say of the card's design: memories, compute units, connections, clocks. */
import { ContainerBytes } from './container-bytes.js';
import { ContainerError, type ContainerCheck } from './bitstream-error.js';
import { type Container, putText, type Section, sectionOf, SectionKind } from './container.js';

/** enum MEM_TYPE in XRT's xclbin.h. */
export const MemoryType = { DDR4: 1, HBM: 6 } as const;

export interface MemoryBank {
  readonly type: number;
  readonly isUsed: boolean;
  readonly kibibytes: number;
  readonly base: bigint;
  /** At most 15 characters. */
  readonly tag: string;
}

export interface ComputeUnit {
  readonly kernel: string;
  readonly name: string;
  /** Of its registers. */
  readonly base: number;
  /** Of its interrupt; XRT orders units by it. */
  readonly interrupt: number;
}

/** An argument of a compute unit and a memory bank that it reaches. */
export interface Connection {
  readonly argument: number;
  readonly unit: number;
  readonly bank: number;
}

export interface Clock {
  readonly name: string;
  readonly megahertz: number;
}

export interface Layout {
  readonly banks: readonly MemoryBank[];
  readonly units: readonly ComputeUnit[];
  readonly connections: readonly Connection[];
  /** Kernel clocks, ap_clk before ap_clk_2 whatever their order in the file; none where the container does not say. */
  readonly clocks: readonly Clock[];
}

const MOST_BANKS = 256;
const MOST_UNITS = 128;
const MOST_CONNECTIONS = 65536;
const MOST_CLOCKS = 8;
const MOST_ARGUMENTS = 256;
const MOST_METADATA_BYTES = 2 ** 24;

const BANK = { TYPE: 0, USED: 1, KIBIBYTES: 8, BASE: 16, TAG: 24, SIZE: 40 } as const;
const UNIT = { TYPE: 0, PROPERTIES: 4, BASE: 8, NAME: 16, SIZE: 80 } as const;
const CONNECTION_BYTES = 12;
const CLOCK = { MEGAHERTZ: 0, TYPE: 2, NAME: 8, SIZE: 136 } as const;
const DEBUG_UNIT = { HEADER: 8, SIZE: 144, NAME: 16, NAME_BYTES: 128 } as const;
const TAG_BYTES = 16;
const UNIT_NAME_BYTES = 64;
const CLOCK_NAME_BYTES = 128;
/** enum IP_TYPE: a kernel; others, such as memory controllers, take no work. */
const IP_KERNEL = 1;
/** enum CLOCK_TYPE: ap_clk of kernels, which XRT calls the data clock, and ap_clk_2. */
const DATA_CLOCK = 1;
const KERNEL_CLOCK = 2;
/** Properties of a unit: an interrupt, and its number from bit 1 on. */
const HAS_INTERRUPT = 1;

/**
 * Reads what a container needs to be loaded, from an untrusted file.
 *
 * @throws ContainerError
 */
export function readLayout(container: Container): Layout {
  sectionOf(container, SectionKind.BITSTREAM, 'BITSTREAM');
  readMetadata(container);
  const banks = readBanks(sectionOf(container, SectionKind.MEM_TOPOLOGY, 'MEM_TOPOLOGY'));
  const units = readUnits(sectionOf(container, SectionKind.IP_LAYOUT, 'IP_LAYOUT'));
  const connections = readConnections(
    sectionOf(container, SectionKind.CONNECTIVITY, 'CONNECTIVITY'),
    units.total,
    banks.length,
  );
  checkGroups(container, units.total, banks.length);
  checkDebugUnits(container);
  const hasClocks = container.sections.some(({ kind }) => kind === SectionKind.CLOCK_FREQ_TOPOLOGY);
  const clocks = hasClocks
    ? readClocks(sectionOf(container, SectionKind.CLOCK_FREQ_TOPOLOGY, 'CLOCK_FREQ_TOPOLOGY'))
    : [];
  // Connections count every entry of IP_LAYOUT, of which some may be no kernels.
  const kernels = units.entries.flatMap((unit) => (unit ? [unit] : []));
  const position = new Map(units.entries.flatMap((unit, i) => (unit ? [[i, kernels.indexOf(unit)]] : [])));
  return {
    banks,
    units: kernels,
    connections: connections.flatMap((one) => {
      const unit = position.get(one.unit);
      return unit === undefined ? [] : [{ ...one, unit }];
    }),
    clocks,
  };
}

/** XRT prefers groups of banks, and connections to them, where they are there. @throws ContainerError */
function checkGroups(container: Container, units: number, banks: number): void {
  const has = (wanted: number) => container.sections.some(({ kind }) => kind === wanted);
  const groups = has(SectionKind.GROUP_TOPOLOGY)
    ? readBanks(sectionOf(container, SectionKind.GROUP_TOPOLOGY, 'GROUP_TOPOLOGY')).length
    : banks;
  if (!has(SectionKind.GROUP_CONNECTIVITY)) return;
  readConnections(sectionOf(container, SectionKind.GROUP_CONNECTIVITY, 'GROUP_CONNECTIVITY'), units, groups);
}

/**
 * Units that watch others, which XRT's profiling reads; there may be room for more than there are.
 *
 * @throws ContainerError
 */
function checkDebugUnits(container: Container): void {
  if (!container.sections.some(({ kind }) => kind === SectionKind.DEBUG_IP_LAYOUT)) return;
  const data = sectionOf(container, SectionKind.DEBUG_IP_LAYOUT, 'DEBUG_IP_LAYOUT');
  const bytes = new ContainerBytes(data);
  const { HEADER, SIZE, NAME, NAME_BYTES } = DEBUG_UNIT;
  const count = bytes.size < HEADER ? 0 : bytes.half(0);
  if (bytes.size < HEADER + count * SIZE)
    throw new ContainerError('CONTAINER_DEBUG_UNITS', `${bytes.size} bytes hold no ${count} entries`);
  for (let i = 0; i < count; i++)
    if (bytes.text(HEADER + i * SIZE + NAME, NAME_BYTES) === undefined)
      throw new ContainerError('CONTAINER_DEBUG_UNITS', `the name of entry ${i} is no text`);
}

/** The XML that describes kernels to XRT. @throws ContainerError CONTAINER_METADATA */
function readMetadata(container: Container): void {
  const data = sectionOf(container, SectionKind.EMBEDDED_METADATA, 'EMBEDDED_METADATA');
  if (data.length > MOST_METADATA_BYTES || !Buffer.from(data.subarray(0, 5)).equals(Buffer.from('<?xml')))
    throw new ContainerError('CONTAINER_METADATA', 'the metadata are no XML');
}

/** Checks that a section has exactly `count` entries. */
function counted(
  check: ContainerCheck,
  what: string,
  bytes: ContainerBytes,
  count: number,
  [header, entry, most]: readonly [number, number, number],
): void {
  if (count < 1 || count > most || bytes.size !== header + count * entry)
    throw new ContainerError(check, `${bytes.size} bytes are no ${count} ${what}`);
}

/** The 32-bit number at the start of a section; 0 for one that is too short. */
function countAt(bytes: ContainerBytes): number {
  return bytes.size < 4 ? 0 : bytes.int(0);
}

function readBanks(data: Uint8Array): MemoryBank[] {
  const bytes = new ContainerBytes(data);
  const count = countAt(bytes);
  counted('CONTAINER_MEMORY', 'memory banks', bytes, count, [8, BANK.SIZE, MOST_BANKS]);
  return Array.from({ length: count }, (_, i) => {
    const at = 8 + i * BANK.SIZE;
    const kibibytes = bytes.long(at + BANK.KIBIBYTES);
    const base = bytes.long(at + BANK.BASE);
    const used = bytes.byte(at + BANK.USED);
    const tag = bytes.text(at + BANK.TAG, TAG_BYTES);
    const isPlausible = tag !== undefined && tag !== '' && used <= 1;
    if (!isPlausible || kibibytes > 2n ** 40n || base + kibibytes * 1024n > 2n ** 63n)
      throw new ContainerError('CONTAINER_MEMORY', `memory bank ${i} cannot be`);
    const type = bytes.byte(at + BANK.TYPE);
    return { type, isUsed: used === 1, kibibytes: Number(kibibytes), base, tag };
  });
}

/** An entry is undefined where it is no kernel. */
function readUnits(data: Uint8Array): { total: number; entries: (ComputeUnit | undefined)[] } {
  const bytes = new ContainerBytes(data);
  const count = countAt(bytes);
  counted('CONTAINER_UNITS', 'compute units', bytes, count, [8, UNIT.SIZE, MOST_UNITS]);
  const entries = Array.from({ length: count }, (_, i) => {
    const at = 8 + i * UNIT.SIZE;
    // XRT takes the name of every entry for a string, of those that are no kernels, too.
    const text = bytes.text(at + UNIT.NAME, UNIT_NAME_BYTES);
    if (text === undefined)
      throw new ContainerError('CONTAINER_UNITS', `the name of compute unit ${i} is no text`);
    if (bytes.word(at + UNIT.TYPE) !== IP_KERNEL) return undefined;
    const name = /^([A-Za-z_]\w*):([A-Za-z_]\w*)$/.exec(text);
    const base = bytes.long(at + UNIT.BASE);
    if (!name || base >= 2n ** 32n)
      throw new ContainerError(
        'CONTAINER_UNITS',
        `compute unit ${i} has no name or no place for its registers`,
      );
    const interrupt = (bytes.word(at + UNIT.PROPERTIES) >>> 1) & 0x7f;
    return { kernel: name[1], name: name[2], base: Number(base), interrupt };
  });
  const kernels = entries.filter((entry) => entry !== undefined);
  const isUnique = (values: readonly unknown[]) => new Set(values).size === values.length;
  if (kernels.length === 0 || !isUnique(kernels.map(({ name }) => name)))
    throw new ContainerError('CONTAINER_UNITS', 'there is no compute unit, or two have one name');
  if (!isUnique(kernels.map(({ base }) => base)))
    throw new ContainerError('CONTAINER_UNITS', 'two compute units have one place for their registers');
  return { total: count, entries };
}

function readConnections(data: Uint8Array, units: number, banks: number): Connection[] {
  const bytes = new ContainerBytes(data);
  const count = countAt(bytes);
  const shape = [4, CONNECTION_BYTES, MOST_CONNECTIONS] as const;
  counted('CONTAINER_CONNECTIONS', 'connections', bytes, count, shape);
  return Array.from({ length: count }, (_, i) => {
    const at = 4 + i * CONNECTION_BYTES;
    const [argument, unit, bank] = [bytes.word(at), bytes.word(at + 4), bytes.word(at + 8)];
    if (argument >= MOST_ARGUMENTS || unit >= units || bank >= banks)
      throw new ContainerError('CONTAINER_CONNECTIONS', `connection ${i} names what is not there`);
    return { argument, unit, bank };
  });
}

function readClocks(data: Uint8Array): Clock[] {
  const bytes = new ContainerBytes(data);
  const count = bytes.size < 2 ? 0 : bytes.half(0);
  counted('CONTAINER_CLOCKS', 'clocks', bytes, count, [2, CLOCK.SIZE, MOST_CLOCKS]);
  const clocks: Clock[] = [];
  const second: Clock[] = [];
  for (let i = 0; i < count; i++) {
    const at = 2 + i * CLOCK.SIZE;
    const name = bytes.text(at + CLOCK.NAME, CLOCK_NAME_BYTES);
    const megahertz = bytes.half(at + CLOCK.MEGAHERTZ);
    if (name === undefined || megahertz === 0)
      throw new ContainerError('CONTAINER_CLOCKS', `clock ${i} has no name or no frequency`);
    const type = bytes.byte(at + CLOCK.TYPE);
    if (type === DATA_CLOCK) clocks.push({ name, megahertz });
    if (type === KERNEL_CLOCK) second.push({ name, megahertz });
  }
  return [...clocks, ...second];
}

/** The sections that say all this. @throws RangeError for what has no room */
export function writeLayout({ banks, units, connections, clocks }: Layout): Section[] {
  const memory = Buffer.alloc(8 + banks.length * BANK.SIZE);
  memory.writeInt32LE(banks.length, 0);
  for (const [i, { type, isUsed, kibibytes, base, tag }] of banks.entries()) {
    const at = 8 + i * BANK.SIZE;
    memory.writeUInt8(type, at + BANK.TYPE);
    memory.writeUInt8(isUsed ? 1 : 0, at + BANK.USED);
    memory.writeBigUInt64LE(BigInt(kibibytes), at + BANK.KIBIBYTES);
    memory.writeBigUInt64LE(base, at + BANK.BASE);
    putText(memory, at + BANK.TAG, TAG_BYTES, tag);
  }
  const layout = Buffer.alloc(8 + units.length * UNIT.SIZE);
  layout.writeInt32LE(units.length, 0);
  for (const [i, { kernel, name, base, interrupt }] of units.entries()) {
    const at = 8 + i * UNIT.SIZE;
    layout.writeUInt32LE(IP_KERNEL, at + UNIT.TYPE);
    layout.writeUInt32LE(HAS_INTERRUPT | (interrupt << 1), at + UNIT.PROPERTIES);
    layout.writeBigUInt64LE(BigInt(base), at + UNIT.BASE);
    putText(layout, at + UNIT.NAME, UNIT_NAME_BYTES, `${kernel}:${name}`);
  }
  const connectivity = Buffer.alloc(4 + connections.length * CONNECTION_BYTES);
  connectivity.writeInt32LE(connections.length, 0);
  for (const [i, { argument, unit, bank }] of connections.entries())
    for (const [k, value] of [argument, unit, bank].entries())
      connectivity.writeInt32LE(value, 4 + i * CONNECTION_BYTES + 4 * k);
  const frequencies = Buffer.alloc(2 + clocks.length * CLOCK.SIZE);
  frequencies.writeInt16LE(clocks.length, 0);
  for (const [i, { name, megahertz }] of clocks.entries()) {
    const at = 2 + i * CLOCK.SIZE;
    frequencies.writeUInt16LE(megahertz, at + CLOCK.MEGAHERTZ);
    frequencies.writeUInt8(DATA_CLOCK, at + CLOCK.TYPE);
    putText(frequencies, at + CLOCK.NAME, CLOCK_NAME_BYTES, name);
  }
  return [
    { kind: SectionKind.MEM_TOPOLOGY, name: 'mem_topology', data: memory },
    { kind: SectionKind.IP_LAYOUT, name: 'ip_layout', data: layout },
    { kind: SectionKind.CONNECTIVITY, name: 'connectivity', data: connectivity },
    ...(clocks.length === 0
      ? []
      : [{ kind: SectionKind.CLOCK_FREQ_TOPOLOGY, name: 'clocks', data: frequencies }]),
  ];
}
