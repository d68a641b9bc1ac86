import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { inspectBatch } from '../../host/cli/inspect/inspect-batch.js';
import { loadProof } from '../../host/cli/proof/load-proof.js';
import { ParametersError, ProofError } from '../../host/stark/proof/index.js';
import { seededWords } from '../field/random.js';
import { switchyard, temporaryFolder } from './support.js';

const HEADER_BYTES = 48;
const ROUNDS = 1500;

test('whatever a file of a batch says, it is shown or refused by name', async (t) => {
  const file = path.join(temporaryFolder(), 'proof');
  const args = ['--air', 'machine', '--log-rows', '5', '--params', 'dev', '--runs', '1', '--keep', file];
  t.is((await switchyard(['bench', 'prove', ...args])).code, 0);
  const bytes = readFileSync(file);
  const changedFile = `${file}.changed`;
  const word = seededWords(11);
  const codes = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const changed = Buffer.from(bytes);
    // Of the header; now and then of the heights at the end, too.
    for (let i = word() % 2; i >= 0; i--) changed[8 + (word() % (HEADER_BYTES - 8))] = word() & 0x1f;
    if (word() % 4 === 0) changed[changed.length - 1 - (word() % 5)] = word() & 0x1f;
    writeFileSync(changedFile, changed);
    try {
      const loaded = loadProof(changedFile, {});
      t.is(loaded.kind, 'batch');
      if (loaded.kind === 'batch') inspectBatch(loaded);
      codes.add('shown');
    } catch (error) {
      if (!(error instanceof ProofError || error instanceof ParametersError)) throw error;
      codes.add(error.code);
    }
  }
  for (const code of ['shown', 'CHIP_NAME', 'SHAPE_ID', 'TABLES', 'HEIGHT', 'VERSION', 'LENGTH']) {
    t.true(codes.has(code), `${code} of ${[...codes].join(', ')}`);
  }
});
