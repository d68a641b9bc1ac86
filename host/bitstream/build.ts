/** Builds bitstreams and lists them in the manifest beside them. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  describeContainer,
  MANIFEST_NAME,
  MANIFEST_SCHEMA,
  parseManifest,
  withEntry,
  writeManifest,
  type Manifest,
  type ManifestEntry,
} from './manifest.js';
import { buildModelContainer } from './model-container.js';
import { sourceCommit } from './source-commit.js';
import { ToolError } from './tool-error.js';
import { productsOf, vitisCommands, type Command, type VitisRequest } from './vitis/commands.js';
import { connectivityFile, type CardName } from './vitis/platforms.js';
import { runVitis, type VitisFindings } from './vitis/run-vitis.js';
import { requireVitis } from './vitis/toolchain.js';
import { wireCard, writeWiring, type WiredKernel } from './vitis/wiring.js';

export const BITSTREAM_TARGETS = ['hw', 'hw_emu', 'model'] as const;
export type BitstreamTarget = (typeof BITSTREAM_TARGETS)[number];

export interface BuildRequest {
  readonly card: CardName;
  readonly target: BitstreamTarget;
  readonly megahertz: number;
  /** Compute units of the kernel for Poseidon2; that for Keccak is there once. */
  readonly pipelines: number;
  /** Where the bitstream goes. */
  readonly folder: string;
  readonly jobs: number;
}

export interface Built {
  readonly file: string;
  readonly entry: ManifestEntry;
  /** Of Vitis; the model has none. */
  readonly findings?: VitisFindings;
}

/** What would run. */
export interface DryRun {
  readonly connectivity: { readonly file: string; readonly content: string };
  readonly commands: readonly Command[];
}

/** The repository, or the installed package. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The kernels as a library, from the native build. */
const MODEL_KERNELS = 'build/model/switchyard-model-kernels.so';

/** The commands of a build for `hw` or `hw_emu`, without running any. @throws BitstreamError CONNECTIVITY */
export function dryRun(request: BuildRequest, target: VitisRequest['target']): DryRun {
  const vitis = vitisRequest(request, target);
  const { connectivity } = productsOf(vitis);
  return {
    connectivity: { file: connectivity, content: writeWiring(vitis.kernels) },
    commands: vitisCommands(vitis),
  };
}

/**
 * Builds a bitstream into its folder and lists it there.
 *
 * @param say is told what is done
 * @throws ToolError for what is missing or fails, BitstreamError for what a build does not reach
 */
export async function buildBitstream(request: BuildRequest, say: (line: string) => void): Promise<Built> {
  const { card, target, folder } = request;
  const manifest = readManifest(folder);
  const file = `${card}-${target}.xclbin`;
  const known = { file, target, sourceCommit: sourceCommit(PACKAGE_ROOT) };
  if (target === 'model') {
    const bytes = buildModel(request);
    return keep(folder, manifest, bytes, { ...known, resources: null, tool: 'switchyard' });
  }
  const tool = requireVitis(card, target, process.env);
  const findings = await runVitis(vitisRequest(request, target), say);
  const resources = findings.resources ?? null;
  return { ...keep(folder, manifest, findings.bitstream, { ...known, resources, tool }), findings };
}

/** The manifest of a folder; an empty one where there is none. @throws BitstreamError MANIFEST */
export function readManifest(folder: string): Manifest {
  const file = path.join(folder, MANIFEST_NAME);
  if (!existsSync(file)) return { schema: MANIFEST_SCHEMA, bitstreams: [] };
  return parseManifest(readFileSync(file, 'utf8'));
}

function vitisRequest(request: BuildRequest, target: VitisRequest['target']): VitisRequest {
  const { card, megahertz, jobs } = request;
  return {
    ...{ card, target, megahertz, jobs },
    kernels: wiredKernels(request),
    root: PACKAGE_ROOT,
    work: path.join('build', 'bitstream', `${card}-${target}`),
  };
}

function wiredKernels({ card, pipelines }: BuildRequest): WiredKernel[] {
  return wireCard(card, readFileSync(path.join(PACKAGE_ROOT, connectivityFile(card)), 'utf8'), pipelines);
}

function buildModel(request: BuildRequest): Uint8Array {
  const library = path.join(PACKAGE_ROOT, MODEL_KERNELS);
  if (!existsSync(library))
    throw new ToolError(`there is no ${MODEL_KERNELS}`, 'Install libxrt-dev and run npm run build:native.');
  return buildModelContainer(
    { kernels: wiredKernels(request), megahertz: request.megahertz },
    readFileSync(library),
  );
}

/**
 * The file first: a manifest that lists a file that is not there yet would be worse than one that lacks it. What a
 * container of Vitis' says must not make a manifest that cannot be read again.
 */
function keep(
  folder: string,
  manifest: Manifest,
  bytes: Uint8Array,
  known: Parameters<typeof describeContainer>[1],
): Built {
  const entry = describeContainer(bytes, known);
  const listing = writeManifest(withEntry(manifest, entry));
  parseManifest(listing);
  const file = path.join(folder, entry.file);
  mkdirSync(folder, { recursive: true });
  replaceFile(file, bytes);
  replaceFile(path.join(folder, MANIFEST_NAME), listing);
  return { file, entry };
}

function replaceFile(file: string, content: string | Uint8Array): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}
