import { readFileSync } from 'node:fs';
import test from 'ava';
import {
  buildModelContainer,
  checkBitstream,
  describeContainer,
  BitstreamError,
  emulationConfig,
  MERKLE_ARGUMENTS,
  MERKLE_INTERFACE_VERSION,
  MODEL_PLATFORM,
  parseConnectivity,
  parseManifest,
  readContainer,
  readLayout,
  SectionKind,
  withEntry,
  writeContainer,
  writeManifest,
  type ManifestEntry,
} from '../../host/bitstream/index.js';
import { repositoryFile } from '../support/repository.js';
import { designOf, hostileContainers } from './design.js';

const LIBRARY = Uint8Array.from({ length: 1001 }, (_, i) => i * 7);
const built = buildModelContainer(designOf(4), LIBRARY);
const KNOWN: Parameters<typeof describeContainer>[1] = {
  file: 'model.xclbin',
  target: 'model',
  resources: null,
  tool: 'switchyard',
  sourceCommit: 'unknown',
};

function checkOf(t: { throws: (body: () => unknown) => unknown }, body: () => unknown): string {
  const error = t.throws(body);
  return error instanceof BitstreamError ? error.check : String(error);
}

function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(built);
  change(bytes);
  return bytes;
}

function sectionAt(kind: number): { entry: number; offset: number } {
  const bytes = Buffer.from(built);
  for (let entry = 456; ; entry += 40)
    if (bytes.readUInt32LE(entry) === kind)
      return { entry, offset: Number(bytes.readBigUInt64LE(entry + 24)) };
}

test('what is written is read', (t) => {
  const container = readContainer(built);
  t.is(container.platform, MODEL_PLATFORM);
  t.true(Buffer.from(LIBRARY).equals(container.sections[0].data));
  t.true(Buffer.from(built).equals(writeContainer(container)));
  t.true(Buffer.from(built).equals(buildModelContainer(designOf(4), LIBRARY)));
  const { banks, units, connections, clocks } = readLayout(container);
  t.deepEqual(
    banks.map(({ tag, kibibytes, base }) => [tag, kibibytes, base]),
    [
      ['HBM[0:15]', 8 * 2 ** 20, 0n],
      ['HBM[16:23]', 4 * 2 ** 20, 2n ** 33n],
      ['HBM[24]', 2 ** 19, 3n * 2n ** 32n],
    ],
  );
  t.deepEqual(
    units.map(({ name, base, interrupt }) => [name, base, interrupt]),
    [
      ['poseidon2_merkle_1', 0x800000, 0],
      ['poseidon2_merkle_2', 0x810000, 1],
      ['poseidon2_merkle_3', 0x820000, 2],
      ['poseidon2_merkle_4', 0x830000, 3],
      ['keccak_merkle_1', 0x840000, 4],
    ],
  );
  t.is(connections.length, 25);
  t.deepEqual(connections.slice(0, 2), [
    { argument: 0, unit: 0, bank: 0 },
    { argument: 1, unit: 0, bank: 1 },
  ]);
  t.deepEqual(clocks, [{ name: 'DATA_CLK', megahertz: 300 }]);
});

test('the clock of kernels comes first, whatever its place in the file', (t) => {
  // As in a U280's: hbm_aclk (a system clock), ap_clk_2, ap_clk.
  const clocks = [
    ['hbm_aclk', 450, 3],
    ['KERNEL_CLK', 500, 2],
    ['DATA_CLK', 300, 1],
  ] as const;
  const data = Buffer.alloc(2 + clocks.length * 136);
  data.writeInt16LE(clocks.length, 0);
  for (const [i, [name, megahertz, type]] of clocks.entries()) {
    data.writeUInt16LE(megahertz, 2 + i * 136);
    data.writeUInt8(type, 4 + i * 136);
    data.write(name, 10 + i * 136);
  }
  const container = readContainer(built);
  const sections = container.sections.map((section) =>
    section.kind === SectionKind.CLOCK_FREQ_TOPOLOGY ? { ...section, data } : section,
  );
  t.deepEqual(
    readLayout({ ...container, sections }).clocks.map(({ name }) => name),
    ['DATA_CLK', 'KERNEL_CLK'],
  );
});

test('registers and version are those of the interface', (t) => {
  const source = readFileSync(repositoryFile('hls/include/merkle_interface.h'), 'utf8');
  const registers = [...source.matchAll(/\{"(\w+)", (0x[0-9a-f]+), (\d)\}/g)];
  t.deepEqual(
    MERKLE_ARGUMENTS.map(({ name, offset, bytes }) => [name, offset, bytes]),
    registers.map(([, name, offset, bytes]) => [name, Number(offset), Number(bytes)]),
  );
  t.true(source.includes(`kMerkleInterfaceVersion = ${MERKLE_INTERFACE_VERSION};`));
});

test('a container that cannot be is refused by the first check that it fails', (t) => {
  const memory = sectionAt(SectionKind.MEM_TOPOLOGY);
  const units = sectionAt(SectionKind.IP_LAYOUT);
  const connections = sectionAt(SectionKind.CONNECTIVITY);
  const clocks = sectionAt(SectionKind.CLOCK_FREQ_TOPOLOGY);
  const metadata = sectionAt(SectionKind.EMBEDDED_METADATA);
  const cases: (readonly [string, Uint8Array])[] = [
    ['CONTAINER_SIZE', built.subarray(0, 455)],
    ['CONTAINER_MAGIC', changed((b) => b.write('xclbin1', 0))],
    ['CONTAINER_SIGNED', changed((b) => b.writeInt32LE(256, 8))],
    ['CONTAINER_LENGTH', built.subarray(0, built.length - 8)],
    ['CONTAINER_LENGTH', Buffer.concat([built, Buffer.alloc(8)])],
    ['CONTAINER_TEXT', changed((b) => b.fill(0x41, 352, 416))],
    ['CONTAINER_SECTIONS', changed((b) => b.writeUInt32LE(0, 448))],
    ['CONTAINER_SECTIONS', changed((b) => b.writeUInt32LE(0xffffffff, 448))],
    ['CONTAINER_SECTION_BOUNDS', changed((b) => b.writeBigUInt64LE(2n ** 64n - 8n, memory.entry + 24))],
    ['CONTAINER_SECTION_BOUNDS', changed((b) => b.writeBigUInt64LE(2n ** 62n, memory.entry + 32))],
    ['CONTAINER_SECTION_BOUNDS', changed((b) => b.writeBigUInt64LE(0n, memory.entry + 24))],
    [
      'CONTAINER_SECTION_OVERLAP',
      changed((b) => b.writeBigUInt64LE(BigInt(units.offset), memory.entry + 24)),
    ],
    ['CONTAINER_SECTION_KIND', changed((b) => b.writeUInt32LE(99, memory.entry))],
    ['CONTAINER_SECTION_MISSING', changed((b) => b.writeUInt32LE(SectionKind.IP_LAYOUT, memory.entry))],
    ['CONTAINER_METADATA', changed((b) => b.write('<!DOC', metadata.offset))],
    ['CONTAINER_MEMORY', changed((b) => b.writeInt32LE(4, memory.offset))],
    ['CONTAINER_MEMORY', changed((b) => b.writeBigUInt64LE(2n ** 63n, memory.offset + 8 + 16))],
    ['CONTAINER_UNITS', changed((b) => b.writeInt32LE(-1, units.offset))],
    ['CONTAINER_UNITS', changed((b) => b.write('no name', units.offset + 8 + 16))],
    ['CONTAINER_UNITS', changed((b) => b.writeBigUInt64LE(0x810000n, units.offset + 8 + 8))],
    ['CONTAINER_CONNECTIONS', changed((b) => b.writeInt32LE(3, connections.offset + 4 + 8))],
    ['CONTAINER_CONNECTIONS', changed((b) => b.writeInt32LE(-1, connections.offset + 4))],
    ['CONTAINER_CLOCKS', changed((b) => b.writeUInt16LE(0, clocks.offset + 2))],
    ...hostileContainers(built),
  ];
  for (const [check, bytes] of cases) {
    const found = checkOf(t, () => readLayout(readContainer(bytes)));
    t.is(found, check);
  }
});

test('sections that Vitis writes beside those that are read are taken', (t) => {
  const container = readContainer(built);
  const watchers = Buffer.alloc(8 + 144);
  watchers.writeUInt16LE(1, 0);
  watchers.write('monitor', 8 + 16);
  const more = [
    { kind: SectionKind.DEBUG_IP_LAYOUT, name: 'debug', data: watchers },
    { kind: SectionKind.SYSTEM_METADATA, name: 'system', data: Buffer.from('{}') },
    { kind: SectionKind.KEYVALUE_METADATA, name: '', data: new Uint8Array() },
  ];
  const written = writeContainer({ ...container, sections: [...container.sections, ...more] });
  t.deepEqual(readLayout(readContainer(written)), readLayout(container));
});

test('5,000 damaged files are refused, each with a named check', (t) => {
  const listed = describeContainer(built, KNOWN);
  let seed = 1;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const named = /^(?:CONTAINER_[A-Z_]+|HASH)$/;
  const found = new Map<string, number>();
  for (let i = 0; i < 5000; i++) {
    const bytes = Buffer.from(built);
    // Half of the flips hit what describes the rest, which is a small part of the file.
    const flips = 1 + random(3);
    for (let k = 0; k < flips; k++) bytes[random(i % 2 === 0 ? bytes.length : 1100)] ^= 1 << random(8);
    const damaged = i % 5 === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
    if (damaged.equals(built)) continue;
    const error = t.throws(() => checkBitstream(damaged, listed)) as BitstreamError | undefined;
    const check = String(error?.check);
    if (!named.test(check)) t.fail(`mutation ${i}: ${check} ${error?.message}`);
    found.set(check, (found.get(check) ?? 0) + 1);
  }
  t.true(found.size >= 8, JSON.stringify([...found]));
});

test('a file is held to its entry in the manifest', (t) => {
  const listed = describeContainer(built, KNOWN);
  t.notThrows(() => checkBitstream(built, listed));
  const cases: [string, Partial<ManifestEntry>][] = [
    ['HASH', { sha256: '0'.repeat(64) }],
    ['INTERFACE', { interfaceVersion: MERKLE_INTERFACE_VERSION + 1 }],
    ['PLATFORM', { platform: 'xilinx_u250_gen3x16_xdma_4_1_202210_1' }],
    ['TARGET', { target: 'hw' }],
    ['MANIFEST_ENTRY', { clockMegahertz: 200 }],
    ['MANIFEST_ENTRY', { computeUnits: listed.computeUnits.slice(1) }],
  ];
  for (const [check, change] of cases) {
    const found = checkOf(t, () => checkBitstream(built, { ...listed, ...change }));
    t.is(found, check);
  }
});

test('a manifest is read as it is written, and nothing else is', (t) => {
  const empty = { schema: 'switchyard-bitstreams/1', bitstreams: [] } as const;
  const listed = describeContainer(built, KNOWN);
  const manifest = withEntry(withEntry({ ...empty, bitstreams: [] }, listed), listed);
  t.deepEqual(parseManifest(writeManifest(manifest)), manifest);
  t.is(manifest.bitstreams.length, 1);
  const bad = [
    '{',
    JSON.stringify({ ...empty, schema: 'switchyard-bitstreams/2' }),
    JSON.stringify({ ...empty, more: 1 }),
    JSON.stringify({ ...empty, bitstreams: [{ ...listed, file: '../model.xclbin' }] }),
    JSON.stringify({ ...empty, bitstreams: [{ ...listed, sha256: 'no hash' }] }),
  ];
  for (const source of bad) {
    const found = checkOf(t, () => parseManifest(source));
    t.is(found, 'MANIFEST');
  }
});

test('emulation has the banks of the container, in their order', (t) => {
  const { Platform } = JSON.parse(emulationConfig(designOf(1), 2)) as {
    Platform: { Boards: { Devices: { NumDevices: string; DdrBanks: unknown[] }[] }[] };
  };
  const [device] = Platform.Boards[0].Devices;
  t.is(device.NumDevices, '2');
  t.deepEqual(device.DdrBanks, [{ Size: '8GB' }, { Size: '4GB' }, { Size: '512MB' }]);
});

test('a .cfg that is not understood is refused', (t) => {
  for (const source of ['', 'nk=a:2:a_1', 'nk=a:1:a_1\nsp=b_1.rows:HBM[0]', 'nk=a:1:a_1\nslr=a_1:SLR0']) {
    const found = checkOf(t, () => parseConnectivity(source));
    t.is(found, 'CONNECTIVITY');
  }
});
