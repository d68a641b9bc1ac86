/**
 * Tests a card: the CUDA backend's tests on it, small ones under compute-sanitizer, and a soak. Ends with a line of what
 * passed. `npm run test:gpu -- --device cuda1 --proofs 100`
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { requireCard } from './card.js';

const { values } = parseArgs({
  options: {
    device: { type: 'string', default: 'cuda0' },
    proofs: { type: 'string', default: '1000' },
    'skip-sanitizer': { type: 'boolean', default: false },
  },
});
const card = await requireCard(values.device);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const tests = readdirSync(path.join(root, 'dist/test/cuda'))
  .filter((name) => name.endsWith('.test.js'))
  .map((name) => `dist/test/cuda/${name}`);
const ava = [fileURLToPath(new URL('cli.mjs', import.meta.resolve('ava'))), '--timeout=10m'];
/** Minutes under the sanitizer, and say nothing that smaller ones do not. */
const LARGE = ['*largest*', "a run's proof*", '*every chip*', '*in the background*'].map(
  (title) => `--match=!${title}`,
);

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

function sanitized(tool: string): Step {
  const options = [
    '--tool',
    tool,
    '--target-processes',
    'all',
    '--error-exitcode',
    '9',
    '--print-limit',
    '20',
  ];
  return {
    name: `compute-sanitizer ${tool}`,
    command: 'compute-sanitizer',
    args: [...options, process.execPath, ...ava, '--serial', ...LARGE, ...tests],
  };
}

const steps: Step[] = [
  { name: 'tests', command: process.execPath, args: [...ava, ...tests] },
  ...(values['skip-sanitizer'] ? [] : ['memcheck', 'racecheck', 'synccheck'].map(sanitized)),
  {
    name: 'soak',
    command: process.execPath,
    args: ['dist/scripts/gpu/soak.js', '--device', card.id, '--proofs', values.proofs],
  },
];

let failed = 0;
for (const { name, command, args } of steps) {
  console.log(`--- ${name} on ${card.id}, ${card.model}`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SWITCHYARD_TEST_CARD: card.id },
  });
  if (status === 0) continue;
  failed += 1;
  const missing = error && 'code' in error && error.code === 'ENOENT';
  const why = missing ? `${command} is not there: it comes with the CUDA toolkit` : `ended with ${status}`;
  console.log(`${name}: ${why}`);
}
console.log(`${steps.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
