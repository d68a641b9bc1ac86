/**
 * Benches a card into `bench/results/<model>.json`: its rooflines and every op, proofs whose trace is made on the card and
 * uploaded, and guests. `npm run bench:gpu -- --device cuda0`; `--quick` shows that everything runs.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseBenchFile, writeBenchFile, type BenchFile } from '../../host/cli/bench/results.js';
import { requireCard } from './card.js';

const { values } = parseArgs({
  options: {
    device: { type: 'string', default: 'cuda0' },
    out: { type: 'string', default: 'bench/results' },
    quick: { type: 'boolean', default: false },
  },
});
const card = await requireCard(values.device);
const root = fileURLToPath(new URL('../../..', import.meta.url));

function bench(...args: string[]): BenchFile {
  const command = ['dist/host/cli/main.js', 'bench', ...args, '--device', card.id, '--json'];
  console.error(command.slice(1).join(' '));
  const { status, stdout } = spawnSync(process.execPath, command, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}`);
  return parseBenchFile(stdout, args[0]);
}

const logRows = (full: number) => String(values.quick ? 6 : full);
const runs = values.quick ? '1' : '7';
const proof = (air: string, full: number, ...more: string[]) =>
  bench('prove', '--air', air, '--log-rows', logRows(full), '--params', 'bench', '--runs', runs, ...more);
const files = [
  bench('ops', ...(values.quick ? ['--quick'] : [])),
  proof('poseidon2', 17),
  proof('poseidon2', 17, '--upload'),
  proof('keccak', 17, '--hash', 'keccak'),
  proof('machine', 18),
  bench(
    'vm',
    '--runs',
    values.quick ? '1' : '3',
    '--guest',
    values.quick ? 'fibonacci-small' : 'fibonacci,sha256,json',
  ),
];
const name = `${card.model.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.json`;
const merged: BenchFile = {
  ...files[0],
  machine: { ...files[0].machine, card: card.model },
  results: files.flatMap(({ results }) => results),
};
console.log(`wrote ${writeBenchFile(path.resolve(root, values.out), name, merged)}`);
