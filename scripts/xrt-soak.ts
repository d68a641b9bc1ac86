/**
 * Proves again and again with commitments on an emulated FPGA card, each time in new processes, and sees that every
 * proof is the CPU's to the byte and that nothing is left behind. Continuous integration runs it.
 *
 *   node dist/scripts/xrt-soak.js [--runs COUNT]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '100' } } });
const runs = Number(values.runs);

const PROVE = ['bench', 'prove', '--air', 'poseidon2', '--log-rows', '6', '--params', 'dev', '--runs', '1'];
const CARD = ['--assign', 'commit=xrt0'];
/** Of XRT's emulation: sockets with them. */
const LEFTOVER = /^switchyard-xrt-\d+$/;

const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-soak-'));
/** Kept from the profile of whoever runs this, and from what else is measured. */
const environment = { ...process.env, SWITCHYARD_PROFILE: path.join(folder, 'profile.json') };

function prove(name: string, more: readonly string[]): Buffer {
  const file = path.join(folder, name);
  const args = ['dist/host/cli/main.js', ...PROVE, ...more, '--keep', file];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: environment });
  // Work that a card does not do is done elsewhere, which is no failure of a proof, but one here.
  if (status !== 0 || stderr.includes('goes from xrt0')) throw new Error(`ended with ${status}: ${stderr}`);
  return readFileSync(file);
}

const leftovers = () =>
  readdirSync('/tmp').filter(
    (name) => LEFTOVER.test(name) && !existsSync(`/proc/${name.slice(name.lastIndexOf('-') + 1)}`),
  );

let done = 0;
try {
  if (!existsSync('build/Release/switchyard-xrt.so') || !existsSync('build/xrt-emulation')) {
    console.log('xrt-soak: left out: there is no plugin for FPGA cards, or no files for emulated ones');
  } else {
    const expected = prove('cpu', []);
    for (; done < runs; done++) {
      if (!prove('card', CARD).equals(expected)) throw new Error("the proof is not the CPU's");
      const left = leftovers();
      if (left.length > 0) throw new Error(`left behind: ${left.join(' ')}`);
    }
    console.log(`xrt-soak: ${done} of ${runs} proofs in a row are the CPU's (${expected.length} bytes)`);
  }
} catch (error) {
  console.error(`xrt-soak: run ${done + 1} of ${runs}: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
