/**
 * Runs the test suite (ava in TAP mode), passes its output through, repeats what failed, and closes with one plain
 * line, "N passed, N failed", that continuous integration reads. Arguments go to ava.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const avaCli = fileURLToPath(new URL('cli.mjs', import.meta.resolve('ava')));
const child = spawn(process.execPath, [avaCli, '--tap', ...process.argv.slice(2)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});

let passed = 0;
let skipped = 0;
/** Per test that failed: its result line and what ava says of it, which is indented. */
const failures: string[][] = [];
let isFailure = false;
createInterface({ input: child.stdout }).on('line', (line) => {
  console.log(line);
  // The TAP footer counts todo tests as failures, so the result lines themselves are counted.
  const result = /^(not )?ok \d+/.exec(line);
  if (!result) {
    if (!line.startsWith(' ')) isFailure = false;
    else if (isFailure) failures.at(-1)?.push(line);
    return;
  }
  const isSkipped = /# (SKIP|TODO)/i.test(line);
  isFailure = !isSkipped && result[1] !== undefined;
  if (isFailure) failures.push([line]);
  else if (isSkipped) skipped += 1;
  else passed += 1;
});
child.on('close', (code, signal) => {
  if (failures.length > 0) {
    console.log(`\nWhat failed:\n${failures.flat().join('\n')}\n`);
    console.log(failures.map(([line]) => line).join('\n'));
  }
  const crashed = code !== 0 || signal !== null;
  const failed = crashed ? Math.max(failures.length, 1) : failures.length;
  const skippedNote = skipped > 0 ? `, ${skipped} skipped` : '';
  console.log(`${passed} passed, ${failed} failed${skippedNote}`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
});
