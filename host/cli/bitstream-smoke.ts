import path from 'node:path';
import { Command } from 'commander';
import { BitstreamError, checkBitstream, PACKAGE_ROOT, type ManifestEntry } from '../bitstream/index.js';
import type { HashSetName } from '../field/index.js';
import { Device, SwitchyardError } from '../runtime/index.js';
import { BITSTREAM_FILE, entryOf } from './bitstream-check.js';
import { deviceLabel } from './device-label.js';
import { readInputFile } from './files.js';
import { formatSeconds } from './quantity.js';

interface Options {
  readonly device: string;
  readonly emulation?: string;
  readonly json?: boolean;
}

interface SmokeResult {
  readonly hashSet: HashSetName;
  /** On the device, from the rows' way there to the openings' way back. */
  readonly seconds: number;
}

const HASH_SETS: readonly HashSetName[] = ['p2-24-16', 'p2-16', 'keccak'];
const SCHEMA = 'switchyard-bitstream-smoke/1';

/** Simulated hardware takes minutes for what a card does in microseconds, and as long to begin. */
const PATIENCE_SECONDS: Readonly<Record<ManifestEntry['target'], number>> = {
  model: 60,
  hw: 60,
  hw_emu: 4 * 3600,
};

/** `switchyard bitstream smoke` */
export function smokeCommand(): Command {
  return new Command('smoke')
    .description(
      "load a bitstream, commit and open a few rows with each of its hash sets, and compare with the CPU's",
    )
    .argument('<file>', 'the .xclbin, on a card (hw), in the emulation of Vitis (hw_emu) or of ours (model)')
    .option('--device <id>', 'the card', 'xrt0')
    .option(
      '--emulation <folder>',
      "of the emulated card's emconfig.json; default for hw_emu: where build has left it; model: build/xrt-emulation",
    )
    .option('--json', `machine-readable output (schema ${SCHEMA})`)
    .action(smoke);
}

async function smoke(file: string, options: Options): Promise<void> {
  const entry = entryOf(file);
  checkBitstream(readInputFile(file, BITSTREAM_FILE), entry);
  prepare(entry, options.emulation);
  const seconds = PATIENCE_SECONDS[entry.target];
  await using card = await Device.openAnywhere(options.device, {
    isa: path.resolve(file),
    process: { openMilliseconds: seconds * 1e3 },
  });
  await using cpu = Device.open('cpu0', { threads: 1 });
  const results: SmokeResult[] = [];
  for (const hashSet of hashSetsOf(entry)) {
    const started = performance.now();
    const found = await answersOf(card, hashSet, seconds);
    const taken = (performance.now() - started) / 1e3;
    const expected = await answersOf(cpu, hashSet, seconds);
    if (found.length !== expected.length || found.some((words, i) => !isEqual(words, expected[i]))) {
      throw new SwitchyardError('SY_ERR_DEVICE', `${card.id}: a tree of ${hashSet} is not the CPU's`, {
        device: card.id,
        remedy: 'Do not use this bitstream; compare the C simulation (build/hls/hls-tests) of its sources.',
      });
    }
    results.push({ hashSet, seconds: taken });
  }
  const device = deviceLabel(card.id, card.info.isEmulated);
  if (options.json) {
    console.log(JSON.stringify({ schema: SCHEMA, file, target: entry.target, device, results }, null, 2));
    return;
  }
  for (const { hashSet, seconds: taken } of results)
    console.log(`${device}: trees and openings of ${hashSet} are the CPU's (${formatSeconds(taken)})`);
}

/** The device's process inherits this environment. */
function prepare({ target, file }: ManifestEntry, emulation: string | undefined): void {
  const { env } = process;
  if (target === 'hw_emu') {
    env.SWITCHYARD_XRT_EMULATION =
      emulation ?? path.join(PACKAGE_ROOT, 'build/bitstream', path.basename(file, '.xclbin'));
    env.SWITCHYARD_XRT_PATIENCE ??= String(PATIENCE_SECONDS.hw_emu);
  } else if (emulation !== undefined) env.SWITCHYARD_XRT_EMULATION = emulation;
}

function hashSetsOf({ file, kernels }: ManifestEntry): HashSetName[] {
  const listed = kernels.flatMap(({ hashSets }) => hashSets);
  const known = HASH_SETS.filter((name) => listed.includes(name));
  if (known.length === new Set(listed).size) return known;
  throw new BitstreamError(
    'MANIFEST_ENTRY',
    `${file} is listed with hash sets that are not known: ${listed.join(', ')}`,
    'Use the version of Switchyard that it was built with.',
  );
}

/** Of two heights, and rows that cross beats and chunks: caps, opened rows, siblings. */
async function answersOf(
  device: Device,
  hashSet: HashSetName,
  deadlineSeconds: number,
): Promise<Uint32Array[]> {
  const segment = device.segment();
  const shapes = [
    [8, 20],
    [2, 3],
  ];
  const matrices = shapes.map(([rows, columns]) =>
    segment.upload(
      Uint32Array.from({ length: rows * columns }, (_, i) => ((i + 1) * 0x01234567) % 0x7f000001),
      { field: 'koalabear', rows, columns },
    ),
  );
  const { tree, cap } = segment.commit(matrices, { hashSet, capHeight: 1 });
  const opening = segment.open(tree, [0, 5]);
  segment.free(...matrices, tree);
  const outcome = await segment.submit({ deadlineSeconds });
  const { rows, siblings } = outcome.get(opening);
  return [...outcome.get(cap), ...rows, ...siblings];
}

function isEqual(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}
