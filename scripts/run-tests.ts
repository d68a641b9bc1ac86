/**
 * Runs the test suite (ava in TAP mode), passes its output through and closes with one plain line,
 * "N passed, N failed", that continuous integration reads. Arguments go to ava.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const avaCli = fileURLToPath(new URL('cli.mjs', import.meta.resolve('ava')));
const child = spawn(process.execPath, [avaCli, '--tap', ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});

let passed = 0;
let failed = 0;
let skipped = 0;
createInterface({ input: child.stdout }).on('line', (line) => {
  console.log(line);
  // The TAP footer counts todo tests as failures, so the result lines themselves are counted.
  const result = /^(not )?ok \d+/.exec(line);
  if (!result) return;
  if (/# (SKIP|TODO)/i.test(line)) skipped += 1;
  else if (result[1]) failed += 1;
  else passed += 1;
});
child.on('close', (code, signal) => {
  const crashed = code !== 0 || signal !== null;
  if (crashed && failed === 0) failed = 1;
  const skippedNote = skipped > 0 ? `, ${skipped} skipped` : '';
  console.log(`${passed} passed, ${failed} failed${skippedNote}`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
});
