/** The manifest of built bitstreams: what each is, and the hash by which it is known. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { BitstreamError } from './bitstream-error.js';
import { isModeOf, readContainer } from './container.js';
import { readLayout } from './layout.js';
import { MERKLE_INTERFACE_VERSION, MERKLE_KERNELS } from './merkle-kernels.js';

export const MANIFEST_SCHEMA = 'switchyard-bitstreams/1';
/** Beside the bitstreams that it lists. */
export const MANIFEST_NAME = 'manifest.json';

const text = z.string().min(1).max(200);
const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

const resources = z.strictObject({ lut: count, ff: count, dsp: count, bram: count, uram: count });

/** The plugin reads the same members, in native/xrt/bitstream.cpp. */
const entry = z.strictObject({
  /** Of the file, in the manifest's folder. */
  file: z.string().regex(/^[\w.-]{1,100}\.xclbin$/),
  target: z.enum(['model', 'hw_emu', 'hw']),
  kernels: z
    .array(z.strictObject({ name: text, hashSets: z.array(text).min(1).max(8) }))
    .min(1)
    .max(8),
  interfaceVersion: count,
  platform: z.string().min(1).max(63),
  clockMegahertz: z.number().positive().max(2000),
  computeUnits: z
    .array(z.strictObject({ kernel: text, name: text }))
    .min(1)
    .max(128),
  memory: z
    .array(z.strictObject({ tag: text, kibibytes: count, base: z.string().regex(/^0x[0-9a-f]{1,16}$/) }))
    .min(1)
    .max(256),
  /** Null where no tool has reported them: the model has none. */
  resources: resources.nullable(),
  tool: text,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sourceCommit: z.string().regex(/^(?:[0-9a-f]{40}(?:\+changes)?|unknown)$/),
});

const manifest = z.strictObject({
  schema: z.literal(MANIFEST_SCHEMA),
  bitstreams: z.array(entry).max(64),
});

export type ManifestEntry = z.infer<typeof entry>;
export type Manifest = z.infer<typeof manifest>;

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @throws BitstreamError MANIFEST */
export function parseManifest(source: string): Manifest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(source);
  } catch (error) {
    throw new BitstreamError('MANIFEST', `the manifest is no JSON: ${(error as Error).message}`, REMEDY);
  }
  const result = manifest.safeParse(parsed);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new BitstreamError('MANIFEST', `the manifest's ${issue.path.join('.')}: ${issue.message}`, REMEDY);
  }
  return result.data;
}

const REMEDY = 'Run switchyard bitstream build, which writes it.';

export function writeManifest(content: Manifest): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** The manifest with an entry put in, in place of one of the same file. */
export function withEntry({ schema, bitstreams }: Manifest, added: ManifestEntry): Manifest {
  const others = bitstreams.filter(({ file }) => file !== added.file);
  return { schema, bitstreams: [...others, added].sort((a, b) => (a.file < b.file ? -1 : 1)) };
}

/** What a container says of itself, as an entry; the rest is known to whoever built it. */
export function describeContainer(
  bytes: Uint8Array,
  known: Pick<ManifestEntry, 'file' | 'target' | 'resources' | 'tool' | 'sourceCommit'>,
): ManifestEntry {
  const container = readContainer(bytes);
  const { banks, units, clocks } = readLayout(container);
  return {
    ...known,
    kernels: [...new Set(units.map(({ kernel }) => kernel))].map((name) => ({
      name,
      hashSets: [...(MERKLE_KERNELS[name] ?? [])],
    })),
    interfaceVersion: MERKLE_INTERFACE_VERSION,
    platform: container.platform,
    clockMegahertz: clocks[0]?.megahertz ?? 0,
    computeUnits: units.map(({ kernel, name }) => ({ kernel, name })),
    memory: banks
      .filter(({ isUsed }) => isUsed)
      .map(({ tag, kibibytes, base }) => ({ tag, kibibytes, base: `0x${base.toString(16)}` })),
    sha256: sha256Of(bytes),
  };
}

/**
 * Holds a file to its entry.
 *
 * @throws ContainerError where it is no container
 * @throws BitstreamError HASH, INTERFACE, PLATFORM, or MANIFEST_ENTRY where the entry says what the file does not
 */
export function checkBitstream(bytes: Uint8Array, listed: ManifestEntry): void {
  const rebuild = 'Build the bitstream again with this version of Switchyard.';
  const container = readContainer(bytes);
  readLayout(container);
  const hash = sha256Of(bytes);
  if (hash !== listed.sha256) {
    const message = `${listed.file} has the hash ${hash}; the manifest lists ${listed.sha256}`;
    throw new BitstreamError('HASH', message, 'Copy or build the file again; it is not the one listed.');
  }
  if (listed.interfaceVersion !== MERKLE_INTERFACE_VERSION) {
    const message = `${listed.file} speaks version ${listed.interfaceVersion} of the kernels' interface, not ${MERKLE_INTERFACE_VERSION}`;
    throw new BitstreamError('INTERFACE', message, rebuild);
  }
  const said = describeContainer(bytes, listed);
  if (said.platform !== listed.platform) {
    const message = `${listed.file} is for ${said.platform}; the manifest lists ${listed.platform}`;
    throw new BitstreamError('PLATFORM', message, rebuild);
  }
  if (!isModeOf(listed.target, container.mode)) {
    const message = `${listed.file} has the mode ${container.mode}, which is not that of the listed target ${listed.target}`;
    throw new BitstreamError('TARGET', message, rebuild);
  }
  for (const member of ['kernels', 'computeUnits', 'memory', 'clockMegahertz'] as const) {
    if (JSON.stringify(said[member]) !== JSON.stringify(listed[member])) {
      const message = `${listed.file} and its entry in the manifest differ in ${member}`;
      throw new BitstreamError('MANIFEST_ENTRY', message, rebuild);
    }
  }
}
