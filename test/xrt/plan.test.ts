import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ModelLog } from '../../host/cli/bench/model-log.js';
import { modelledProfile } from '../../host/cli/planning/modelled-cards.js';
import { fitsOf, predictSeconds } from '../../host/planner/index.js';
import { Device } from '../../host/runtime/index.js';
import { repositoryFile } from '../support/repository.js';
import { switchyard, temporaryFolder } from '../cli/support.js';
import { SKIPPED, useEmulation, xrtTest } from './emulation.js';

xrtTest(
  `what a card would take for 2^20 rows of 64 columns follows from smaller trees${SKIPPED}`,
  async (t) => {
    useEmulation();
    using log = new ModelLog();
    const card = await Device.openAnywhere('xrt0');
    const profile = await modelledProfile(card, log);
    await card.close();
    const rates = fitsOf(profile!);
    const near = (found: number | undefined, expected: number) =>
      t.true(Math.abs(found! / expected - 1) < 0.1, `${found} is near ${expected}`);
    const [rows, columns] = [2 ** 20, 64];
    // 5 permutations a row at 300 MHz; the matrix at 12.5 GB/s: the link bounds it.
    near(predictSeconds(rates, 'commit/koalabear/p2-24-16', rows * 5), (rows * 5) / 300e6);
    near(predictSeconds(rates, 'upload', rows * columns * 4), (rows * columns * 4) / 12.5e9);
    // 9 permutations a row; 3 clocks each of 3.
    near(predictSeconds(rates, 'commit/koalabear/p2-16', rows * 9), (rows * 9) / 300e6);
    near(predictSeconds(rates, 'commit/koalabear/keccak', rows * 3), (rows * 9) / 300e6);
    t.true(rates.get('open')!.latencySeconds < 1e-3);
  },
);

xrtTest(`a plan uses what the card would take that an emulated one stands for${SKIPPED}`, async (t) => {
  t.timeout(180_000);
  useEmulation();
  const SWITCHYARD_PROFILE = path.join(temporaryFolder(), 'profile.json');
  const calibrated = await switchyard(['calibrate', '--quick', '--devices', 'cpu0'], { SWITCHYARD_PROFILE });
  t.is(calibrated.code, 0, calibrated.stderr);
  const input = path.join(temporaryFolder(), 'input');
  writeFileSync(input, Uint8Array.of(100, 0, 0, 0));
  const guest = [repositoryFile('examples/fibonacci/fibonacci.elf'), '--input', input];
  const args = ['plan', ...guest, '--params', 'bench'];
  const pinned = [...args, '--devices', 'cpu0,xrt0', '--assign', 'commit=xrt0', '--json'];
  const without = await switchyard(pinned, { SWITCHYARD_PROFILE });
  t.regex(without.stderr, /SY_ERR_PROFILE: xrt0: not measured yet/);
  const { code, stdout, stderr } = await switchyard([...pinned, '--modelled'], { SWITCHYARD_PROFILE });
  t.is(code, 0, stderr);
  t.regex(stderr, /xrt0 stands for a card: its times are modelled, none is measured/);
  const { kinds } = JSON.parse(stdout) as {
    kinds: { choices: { stage: string; device: string; seconds: number }[] }[];
  };
  const commits = kinds.flatMap(({ choices }) => choices.filter(({ device }) => device === 'xrt0'));
  t.true(commits.length > 0);
  // In emulation some 4 us a permutation: a thousand times as long.
  for (const { stage, seconds } of commits) t.true(seconds < 0.1, `${stage} takes ${seconds} s`);
});
