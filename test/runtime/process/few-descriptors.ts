/** Opens a device while the process has hardly a descriptor left, and prints what comes of it. */
import { closeSync, openSync } from 'node:fs';
import { SwitchyardError } from '../../../host/runtime/index.js';
import { faultFile, openFaulty } from './faulty.js';

const file = faultFile();
const held: number[] = [];
try {
  for (;;) held.push(openSync('/dev/null', 'r'));
} catch {
  // All are taken.
}
for (const spare of [2, 2, 2, 2]) {
  for (let i = 0; i < spare; i++) closeSync(held.pop()!);
  try {
    await (await openFaulty(file)).close();
    console.log('opened');
  } catch (error) {
    console.log(error instanceof SwitchyardError ? `${error.code} ${error.message}` : String(error));
  }
}
