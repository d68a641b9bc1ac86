/**
 * Writes the headers with the column numbers of the machine's chips, or with --check fails where one is stale.
 *
 * Usage: node dist/scripts/generate-columns.js [--check]
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateHeader } from '../host/stark/air/index.js';
import { MACHINE_CHIPS } from '../host/vm/machine.js';

const FOLDER = 'native/vm/columns';

const isCheck = process.argv.includes('--check');
mkdirSync(FOLDER, { recursive: true });
const headers = new Map(MACHINE_CHIPS.map((chip) => [`${chip.name}.h`, generateHeader(chip)]));
const existing = new Map(
  readdirSync(FOLDER).map((name) => [name, readFileSync(path.join(FOLDER, name), 'utf8')]),
);
const stale = [...new Set([...headers.keys(), ...existing.keys()])].filter(
  (name) => headers.get(name) !== existing.get(name),
);
for (const name of stale) {
  const file = path.join(FOLDER, name);
  const header = headers.get(name);
  if (isCheck) console.error(`generate-columns: ${file} is not what the chips say; run npm run columns`);
  else if (header === undefined) rmSync(file);
  else writeFileSync(file, header);
}
console.log(`generate-columns: ${headers.size} headers, ${stale.length} ${isCheck ? 'stale' : 'changed'}`);
if (isCheck && stale.length > 0) process.exitCode = 1;
