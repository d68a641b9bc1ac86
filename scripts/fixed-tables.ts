/**
 * Computes the commitments to the machine's fixed tables, for every preset and hash set, and writes them to
 * host/vm/fixed-table-caps.ts; `npm run fixed-tables`. Run it when those tables change. A test compares.
 */
import { writeFileSync } from 'node:fs';
import { Dispatcher } from '../host/dispatch/index.js';
import { HASH_SET_NAMES } from '../host/field/index.js';
import { Device } from '../host/runtime/index.js';
import { PRESETS, type StarkParameters } from '../host/stark/proof/index.js';
import { preprocessedBatchKey } from '../host/stark/prove/index.js';
import { fixedTablesSetting } from '../host/vm/fixed-tables.js';
import { extendFixedTables } from '../host/vm/prove/fixed-tables.js';

const FILE = 'host/vm/fixed-table-caps.ts';

await using device = Device.open('cpu0');
const caps = new Map<string, number[][]>();
for (const preset of Object.values(PRESETS)) {
  for (const hashSet of HASH_SET_NAMES) {
    const parameters: StarkParameters = { ...preset, hashSet };
    const made = await extendFixedTables(parameters, new Dispatcher(device));
    const { cap } = preprocessedBatchKey(made);
    caps.set(
      fixedTablesSetting(parameters),
      cap.map((digest) => [...digest]),
    );
  }
}

const entries = [...caps].map(([setting, cap]) => {
  const digests = cap.map((digest) => `    [${digest.join(', ')}],\n`).join('');
  return `  '${setting}': [\n${digests}  ],\n`;
});
writeFileSync(
  FILE,
  `/** Commitments to the fixed tables by setting, canonical words. Made by scripts/fixed-tables.ts; a test compares. */
export const FIXED_TABLE_CAPS: Readonly<Record<string, readonly (readonly number[])[]>> = {
${entries.join('')}};
`,
);
