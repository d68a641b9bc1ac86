/** The files that XRT's software emulation needs to run the device model in place of a card. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { MANIFEST_NAME, MANIFEST_SCHEMA, describeContainer, writeManifest } from './manifest.js';
import { buildModelContainer, emulationConfig, type ModelDesign } from './model-container.js';
import { ToolError } from './tool-error.js';

export interface EmulationRequest {
  /** Where the tree is made; what it replaces there is its own. */
  readonly folder: string;
  readonly design: ModelDesign;
  readonly cards: number;
  /** The device model and its kernels, as the native build leaves them. */
  readonly model: string;
  readonly kernels: string;
  /** Of the sources, for the manifest. */
  readonly commit: string;
}

/** Where XRT's libraries may lie, the vendor's packages first. */
const LIBRARY_FOLDERS = [
  ...(process.env.XILINX_XRT ? [path.join(process.env.XILINX_XRT, 'lib')] : []),
  '/opt/xilinx/xrt/lib',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib',
];

/** The driver for cards, and the one for software emulation. */
const CARD_DRIVER = 'libxrt_core.so.2';
const EMULATION_DRIVER = 'libxrt_swemu.so.2';

/** The container in the tree. */
const MODEL_FILE = 'model.xclbin';

/**
 * A build of the emulation driver that cannot be used as it is. Debian's 2.13.466 grows its buffer for messages with
 * realloc and drops the result: the next longer message goes to freed memory. A jump that goes seven bytes further back
 * makes it store the result, with the instruction that is there for the first allocation.
 */
interface BrokenDriver {
  readonly md5: string;
  /** Of the function in the file. */
  readonly offset: number;
  /** test rax,rax; jne to the code behind the store. */
  readonly sequence: readonly number[];
  /** Of the sequence, and what it becomes. */
  readonly byte: number;
  readonly value: number;
}

const BROKEN_DRIVERS: readonly BrokenDriver[] = [
  {
    md5: 'ead6c9ee10c3a73a302291f5907c04c2',
    offset: 0x926e0,
    sequence: [0x48, 0x85, 0xc0, 0x75, 0xe6],
    byte: 4,
    value: 0xdf,
  },
];

/** The function is shorter. */
const SEARCHED_BYTES = 0x60;

/**
 * Corrects a driver that is known to be broken, and only that.
 *
 * @returns undefined for any other
 */
export function correctedDriver(driver: Uint8Array): Uint8Array | undefined {
  const md5 = createHash('md5').update(driver).digest('hex');
  const known = BROKEN_DRIVERS.find((one) => one.md5 === md5);
  if (!known) return undefined;
  const sequence = Buffer.from(known.sequence);
  const code = Buffer.from(driver).subarray(known.offset, known.offset + SEARCHED_BYTES);
  const at = code.indexOf(sequence);
  if (at < 0 || code.indexOf(sequence, at + 1) >= 0) return undefined;
  const corrected = Buffer.from(driver);
  corrected[known.offset + at + known.byte] = known.value;
  return corrected;
}

/** The folder of XRT's libraries; undefined where it is not installed. */
export function findXrtLibraries(): string | undefined {
  return LIBRARY_FOLDERS.find((folder) => existsSync(path.join(folder, EMULATION_DRIVER)));
}

/**
 * Makes the tree: drivers, the model where XRT looks for it, the cards' description, and the model's container with its
 * manifest. Returns what there is to say about it.
 *
 * @throws ToolError where XRT is not installed
 */
export function prepareEmulation(request: EmulationRequest): string[] {
  const { folder, design, cards, model, kernels, commit } = request;
  const libraries = findXrtLibraries();
  if (libraries === undefined)
    throw new ToolError(
      `XRT is not installed: there is no ${EMULATION_DRIVER}`,
      'Install libxrt1 (Debian), or XRT from AMD.',
    );
  rmSync(folder, { recursive: true, force: true });
  const drivers = path.join(folder, 'xrt/lib');
  mkdirSync(drivers, { recursive: true });
  symlinkSync(path.join(libraries, CARD_DRIVER), path.join(drivers, CARD_DRIVER));
  const driver = realpathSync(path.join(libraries, EMULATION_DRIVER));
  const corrected = correctedDriver(readFileSync(driver));
  if (corrected) writeFileSync(path.join(drivers, EMULATION_DRIVER), corrected);
  else symlinkSync(driver, path.join(drivers, EMULATION_DRIVER));

  // XRT up to 2.15 looks in the first, later ones in the second.
  for (const place of ['cpu_em', 'sw_emu']) {
    const models = path.join(folder, `vitis/data/emulation/unified/${place}/generic_pcie/model`);
    mkdirSync(models, { recursive: true });
    copyFileSync(model, path.join(models, 'genericpciemodel'));
  }
  writeFileSync(path.join(folder, 'emconfig.json'), emulationConfig(design, cards));
  writeFileSync(path.join(folder, 'xrt.ini'), '[Runtime]\nverbosity=4\n');

  const bitstreams = path.join(folder, 'bitstreams');
  mkdirSync(bitstreams);
  const container = buildModelContainer(design, readFileSync(kernels));
  writeFileSync(path.join(bitstreams, MODEL_FILE), container);
  const entry = describeContainer(container, {
    ...{ file: MODEL_FILE, target: 'model', resources: null },
    ...{ tool: 'switchyard and the C++ compiler', sourceCommit: commit },
  });
  writeFileSync(
    path.join(bitstreams, MANIFEST_NAME),
    writeManifest({ schema: MANIFEST_SCHEMA, bitstreams: [entry] }),
  );
  return [
    `XRT emulation over ${driver}${corrected ? ', a copy of it with the correction of a known defect' : ''}`,
  ];
}
