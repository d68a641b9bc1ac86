import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {
  ContainerMode,
  describeContainer,
  readContainer,
  writeContainer,
  writeManifest,
} from '../../host/bitstream/index.js';
import { switchyard, temporaryFolder } from '../cli/support.js';
import { leftovers, nothingIsLeft, SKIPPED, tellFaults, useEmulation, xrtTest } from './emulation.js';

const model = (folder: string) => path.join(folder, 'bitstreams/model.xclbin');

xrtTest(`a bitstream is tried with each of its hash sets${SKIPPED}`, async (t) => {
  const before = leftovers();
  const folder = useEmulation();
  delete process.env.SWITCHYARD_XRT_EMULATION;
  const { code, stdout, stderr } = await switchyard([
    ...['bitstream', 'smoke', model(folder), '--emulation', folder],
  ]);
  t.is(code, 0, stderr);
  for (const hashSet of ['p2-24-16', 'p2-16', 'keccak'])
    t.regex(stdout, new RegExp(`^xrt0 \\(emulated\\): trees and openings of ${hashSet} are the CPU's`, 'm'));
  await nothingIsLeft(before);
});

xrtTest(`a bitstream that hashes wrongly is found out${SKIPPED}`, async (t) => {
  const folder = useEmulation();
  // Two kernels say who they are, then the first tree is made.
  tellFaults(folder, 'wrong 3');
  const { code, stderr } = await switchyard(['bitstream', 'smoke', model(folder)]);
  t.is(code, 3, stderr);
  t.regex(stderr, /SY_ERR_DEVICE: xrt0: a tree of p2-24-16 is not the CPU's[^]*Do not use this bitstream/);
});

/** A folder with the container that Vitis' emulation would be given, as `build --target hw_emu` lists it. */
function emulatedHardware(): string {
  const folder = useEmulation();
  const container = readContainer(readFileSync(model(folder)));
  const bytes = writeContainer({ ...container, mode: ContainerMode.HARDWARE_EMULATION });
  const known = { resources: null, tool: 'test', sourceCommit: 'unknown' } as const;
  const entry = describeContainer(bytes, { file: 'u55c-hw_emu.xclbin', target: 'hw_emu', ...known });
  const out = temporaryFolder();
  writeFileSync(path.join(out, entry.file), bytes);
  writeFileSync(
    path.join(out, 'manifest.json'),
    writeManifest({ schema: 'switchyard-bitstreams/1', bitstreams: [entry] }),
  );
  return path.join(out, entry.file);
}

xrtTest(`hardware emulation says what it takes${SKIPPED}`, async (t) => {
  const file = emulatedHardware();
  const folder = process.env.SWITCHYARD_XRT_EMULATION!;
  delete process.env.SWITCHYARD_XRT_EMULATION;
  const smoke = (env: NodeJS.ProcessEnv, ...more: string[]) =>
    switchyard(['bitstream', 'smoke', file, ...more], { XILINX_VITIS: '', XILINX_XRT: '', ...env });
  // Where build leaves the description of the card.
  t.regex((await smoke({})).stderr, /no files for emulation in .*build\/bitstream\/u55c-hw_emu/);
  const described = ['--emulation', folder];
  t.regex((await smoke({}, ...described)).stderr, /takes Vitis, and XILINX_VITIS is not set: source/);
  const { code, stderr } = await smoke({ XILINX_VITIS: '/nowhere' }, ...described);
  t.is(code, 3);
  t.regex(stderr, /XILINX_XRT is not set: source Vitis' settings64.sh and XRT's setup.sh/);
});

/** A bitstream that `bitstream build --target hw_emu` has made: for machines with Vitis. */
const BUILT = process.env.SWITCHYARD_HW_EMU;

(BUILT === undefined ? test.skip : test.serial)(
  `trees of emulated hardware are the CPU's${BUILT === undefined ? ' (skipped: SWITCHYARD_HW_EMU names no bitstream)' : ''}`,
  async (t) => {
    t.timeout(4 * 3600 * 1000, "Vitis' simulator");
    const { code, stdout, stderr } = await switchyard(['bitstream', 'smoke', BUILT!]);
    t.is(code, 0, stderr);
    t.regex(stdout, /are the CPU's/);
  },
);
