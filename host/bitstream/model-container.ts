/** The container of the device model: kernels compiled for this machine where a card's would have its configuration. */
import { createHash } from 'node:crypto';
import { BitstreamError } from './bitstream-error.js';
import { type KernelConnectivity } from './connectivity.js';
import { ContainerMode, SectionKind, writeContainer } from './container.js';
import { REGISTER_SPACE, writeMetadata } from './kernel-metadata.js';
import { type Layout, type MemoryBank, MemoryType, writeLayout } from './layout.js';
import { MERKLE_ARGUMENTS } from './merkle-kernels.js';

/** What is built: kernels with so many compute units each, wired as their `.cfg` wires the first. */
export interface ModelDesign {
  readonly kernels: readonly { readonly connectivity: KernelConnectivity; readonly units: number }[];
  readonly megahertz: number;
}

/** The platform that the model stands for: an Alveo U55C's memory, and nothing of its link. */
export const MODEL_PLATFORM = 'switchyard_model_u55c_1';

/** The clock that the model counts by; _assumed_, as in the kernels' READMEs. */
export const MODEL_MEGAHERTZ = 300;

/** A pseudo-channel of a U55C's HBM. */
const CHANNEL_KIBIBYTES = 512 * 1024;
const CHANNELS = 32;

const FIRST_UNIT_BASE = 0x800000;

/** Banks of the model: the ranges of channels that arguments reach, each as one, by where they begin. */
export function modelBanks(design: ModelDesign): MemoryBank[] {
  const ranges = new Map<string, { first: number; last: number }>();
  for (const { connectivity } of design.kernels)
    for (const places of connectivity.memory.values())
      for (const place of places.values()) ranges.set(place, channelsOf(place));
  const sorted = [...ranges].sort(([, a], [, b]) => a.first - b.first);
  let next = 0;
  const banks: MemoryBank[] = [];
  // Emulation has bank after bank without gaps, so channels that nobody uses are banks too.
  const add = (tag: string, count: number, isUsed: boolean) => {
    const kibibytes = count * CHANNEL_KIBIBYTES;
    banks.push({ type: MemoryType.HBM, isUsed, kibibytes, base: BigInt(next) * 2n ** 29n, tag });
    next += count;
  };
  for (const [tag, { first, last }] of sorted) {
    if (first < next)
      throw new BitstreamError(
        'CONNECTIVITY',
        `${tag} overlaps another range of channels`,
        'Have all arguments of the kernels reach equal or separate ranges.',
      );
    if (first > next) add(rangeTag(next, first - 1), first - next, false);
    add(tag, last - first + 1, true);
  }
  return banks;
}

function rangeTag(first: number, last: number): string {
  return first === last ? `HBM[${first}]` : `HBM[${first}:${last}]`;
}

function channelsOf(place: string): { first: number; last: number } {
  const match = /^HBM\[(\d+)(?::(\d+))?\]$/.exec(place);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (!(first <= last && last < CHANNELS))
    throw new BitstreamError(
      'CONNECTIVITY',
      `${place} is no range of a U55C's HBM channels`,
      'Correct the .cfg of the kernel.',
    );
  return { first, last };
}

export function modelLayout(design: ModelDesign): Layout {
  const banks = modelBanks(design);
  const wired = design.kernels.flatMap(({ connectivity, units }) => {
    const { kernel, units: named, memory } = connectivity;
    const places = memory.get(named[0]);
    return Array.from({ length: units }, (_, i) => ({ kernel, name: `${kernel}_${i + 1}`, places }));
  });
  const connections = wired.flatMap(({ kernel, places }, unit) =>
    MERKLE_ARGUMENTS.flatMap(({ name, isBuffer }, argument) => {
      if (!isBuffer) return [];
      const place = places?.get(name);
      if (place === undefined)
        throw new BitstreamError(
          'CONNECTIVITY',
          `${kernel}.${name} is wired to no memory`,
          'Add an sp= line to the .cfg of the kernel.',
        );
      return [{ argument, unit, bank: banks.findIndex(({ tag }) => tag === place) }];
    }),
  );
  return {
    banks,
    units: wired.map(({ kernel, name }, i) => ({
      ...{ kernel, name, interrupt: i },
      base: FIRST_UNIT_BASE + i * REGISTER_SPACE,
    })),
    connections,
    clocks: [{ name: 'DATA_CLK', megahertz: design.megahertz }],
  };
}

/**
 * The container of a design around `library`, the kernels as a shared library (hls/model). The same bytes for the same
 * design and library.
 *
 * @throws BitstreamError CONNECTIVITY for a design that cannot be wired
 */
export function buildModelContainer(design: ModelDesign, library: Uint8Array): Uint8Array {
  const layout = modelLayout(design);
  const kernels = design.kernels.map(({ connectivity }) => ({
    name: connectivity.kernel,
    arguments: MERKLE_ARGUMENTS,
  }));
  const metadata = writeMetadata(MODEL_PLATFORM, kernels, layout.units, layout.connections);
  const build = { xclbin: { generated_by: { name: 'switchyard', version: '1' } } };
  const sections = [
    { kind: SectionKind.BITSTREAM, name: 'bitstream', data: library },
    { kind: SectionKind.EMBEDDED_METADATA, name: 'metadata', data: Buffer.from(metadata) },
    ...writeLayout(layout),
    {
      kind: SectionKind.BUILD_METADATA,
      name: 'build',
      data: Buffer.from(JSON.stringify({ build_metadata: build })),
    },
  ];
  const digest = createHash('sha256');
  for (const { data } of sections) digest.update(data);
  return writeContainer({
    mode: ContainerMode.SOFTWARE_EMULATION,
    timestamp: 0n,
    platform: MODEL_PLATFORM,
    uuid: digest.digest('hex').slice(0, 32),
    sections,
  });
}

/** XRT's emconfig.json for so many cards of the design. */
export function emulationConfig(design: ModelDesign, cards: number): string {
  const banks = modelBanks(design).flatMap(({ kibibytes }) => bankSizes(kibibytes));
  const device = {
    Name: MODEL_PLATFORM,
    HalMajorVersion: '2',
    HalMinorVersion: '1',
    VendorId: '4334',
    DeviceVersion: '0',
    DataAlignment: '4096',
    // XRT's own spelling.
    OclFreqency: String(design.megahertz),
    NumDevices: String(cards),
    DdrBanks: banks.map((Size) => ({ Size })),
    FeatureRom: {
      ...{ Major_Version: '10', Minor_Version: '1' },
      ...{ Ddr_Channel_Count: String(banks.length), Ddr_Channel_Size: '1' },
    },
  };
  return `${JSON.stringify(
    {
      Version: { FileVersion: '2.0', ToolVersion: 'switchyard' },
      Platform: {
        UnifiedPlatform: 'true',
        ExpandedPR: 'false',
        Boards: [{ NumBoards: '1', Devices: [device] }],
      },
    },
    null,
    2,
  )}\n`;
}

/** XRT knows sizes that are powers of two. */
function bankSizes(kibibytes: number): string[] {
  const mebibytes = kibibytes / 1024;
  if (!Number.isInteger(Math.log2(mebibytes)))
    throw new BitstreamError(
      'CONNECTIVITY',
      `a bank of ${mebibytes} MiB cannot be emulated`,
      'Have arguments reach ranges whose number of channels is a power of two.',
    );
  return [mebibytes >= 1024 ? `${mebibytes / 1024}GB` : `${mebibytes}MB`];
}
