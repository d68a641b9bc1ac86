import test from 'ava';
import { verifyBatch, type Check } from '../../../host/stark/verify/index.js';
import { seededWords } from '../../field/random.js';
import { BATCH_VECTORS, loadBatchVector } from './batch-vectors.js';
import { damageEachKind, type Json } from './damage.js';

/** What a change fails: its form decides first; what passes that fails where the changed value matters. */
const EXPECTED: readonly (readonly [RegExp, readonly Check[]])[] = [
  [/degree_bits\.\d: plus one/, ['LENGTH', 'FRI_ARITY']],
  [/degree_bits: (shorter|longer|null|no list)/, ['TABLES']],
  [/degree_bits.*(a hole|a fraction|not canonical|text)/, ['DEGREE_BITS']],
  [/lookup_terminals\.\d\.\d: plus one/, ['LOOKUP_SUM']],
  [/lookup_terminals\.\d: null/, ['LOOKUP_TERMINAL']],
  [/lookup_terminals\.2: an empty list/, ['LOOKUP_TERMINAL']],
  [/lookup_terminals: swapped/, ['INPUT_OPENING', 'QUERY_POW', 'FINAL_POLYNOMIAL']],
  [/commitments\.permutation: null/, ['OPTION']],
  [/(random|preprocessed_\w+): an empty list/, ['OPTION']],
  [/trace_next: null/, ['OPTION']],
  [/permutation_(local|next): null/, ['STRUCTURE']],
  [/opened_values\[query\]\[matrix\].*plus one/, ['INPUT_OPENING']],
  [/input_openings.*sibling_hashes(\.\d+){2}: plus one/, ['INPUT_OPENING']],
  [/commit_phase_openings.*sibling_hashes(\.\d+){2}: plus one/, ['FOLDING_OPENING']],
  [/sibling_values.*plus one/, ['FINAL_POLYNOMIAL', 'FOLDING_OPENING']],
  [/log_arity: plus one/, ['FRI_ARITY']],
  [/: (without|another member)/, ['STRUCTURE', 'TABLES']],
];

for (const [seed, name] of BATCH_VECTORS.entries()) {
  test(`${name}: every kind of change to the proof is refused by name`, (t) => {
    const { airs, parameters, publicValues, preprocessed, system, file } = loadBatchVector(name);
    const proof = file.proof as Json;
    const accepted: string[] = [];
    const failures: [change: string, check: Check][] = [];
    const check = (change: string): void => {
      const result = verifyBatch({ airs, parameters, publicValues, preprocessed, proof: { p3Json: proof } });
      if (result.ok) accepted.push(change);
      else failures.push([change, result.check]);
    };
    damageEachKind(proof, system.field.p, 4, seededWords(seed), check);
    t.deepEqual(accepted, []);
    t.true(failures.length > 500);
    for (const [pattern, allowed] of EXPECTED) {
      const matching = failures.filter(([change]) => pattern.test(change));
      t.true(matching.length > 0, String(pattern));
      for (const [change, failed] of matching) t.true(allowed.includes(failed), `${change}: ${failed}`);
    }
  });
}
