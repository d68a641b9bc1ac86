import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ExecutionContext } from 'ava';
import { switchyard, temporaryFolder } from '../cli/support.js';
import { publishingProgram } from '../vm/proven-runs.js';
import { leftovers, nothingIsLeft, SKIPPED, useEmulation, xrtTest } from './emulation.js';

/** Runs a command with and without a card; gives what it wrote, and says where that differs. */
async function withAndWithout(
  t: ExecutionContext,
  args: (file: string) => string[],
): Promise<{ stdout: string }> {
  const folder = temporaryFolder();
  const [plain, assigned] = ['cpu', 'card'].map((name) => path.join(folder, name));
  const before = leftovers();
  const alone = await switchyard(args(plain));
  t.is(alone.code, 0, alone.stderr);
  const both = await switchyard([...args(assigned), '--assign', 'commit=xrt0']);
  t.is(both.code, 0, both.stderr);
  t.true(readFileSync(plain).equals(readFileSync(assigned)));
  t.notRegex(both.stderr, /goes from xrt0/);
  await nothingIsLeft(before);
  return both;
}

xrtTest(`bench prove --assign commit=xrt0 keeps the CPU's proof, and models a card${SKIPPED}`, async (t) => {
  useEmulation();
  const bench = ['bench', 'prove', '--air', 'poseidon2', '--log-rows', '6', '--params', 'dev', '--runs', '1'];
  const { stdout } = await withAndWithout(t, (file) => [...bench, '--json', '--keep', file]);
  const { results } = JSON.parse(stdout) as {
    results: { device: string; modelled: Record<string, unknown> }[];
  };
  t.is(results[0].device, 'cpu0+xrt0');
  const { modelled } = results[0];
  for (const figure of ['runs', 'clocks', 'kernelSeconds', 'linkSeconds', 'emulationSeconds'])
    t.true((modelled[figure] as number) > 0, figure);
});

xrtTest(`prove --assign commit=xrt0 proves a shard of the machine as the CPU does${SKIPPED}`, async (t) => {
  t.timeout(180_000);
  useEmulation();
  const elf = path.join(temporaryFolder(), 'program.elf');
  writeFileSync(elf, publishingProgram(Uint8Array.of(5, 6), 0, 40));
  await withAndWithout(t, (file) => ['prove', elf, '--shape', 'T12', '--params', 'dev', '-o', file]);
});

xrtTest(`an emulated card is listed as such, and used only where it is named${SKIPPED}`, async (t) => {
  useEmulation({ cards: 2 });
  const { stdout } = await switchyard(['devices']);
  for (const id of ['xrt0', 'xrt1']) t.true(stdout.includes(`${id} (emulated)`), stdout);
  process.env.SWITCHYARD_XRT_EMULATION = '/nowhere';
  const missing = await switchyard(['devices']);
  t.regex(missing.stdout, /xrt: no device: .*there are no files for emulation in \/nowhere/);
});
