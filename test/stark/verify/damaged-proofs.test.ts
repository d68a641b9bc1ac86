import test from 'ava';
import { verifyStark, type Check, type VerificationResult } from '../../../host/stark/verify/index.js';
import { damageEverywhere, type Json } from './damage.js';
import { loadStarkVector, SMALL_VECTORS, type StarkVector } from './stark-vectors.js';

for (const name of SMALL_VECTORS) {
  test(`${name}: every change anywhere in the proof is refused by name`, (t) => {
    const vector = loadStarkVector(name);
    const proof = vector.file.proof as Json;
    const accepted: string[] = [];
    const checks = new Map<string, Set<Check>>();
    let count = 0;
    damageEverywhere(proof, vector.system.field.p, (change) => {
      const result = verify(vector, proof);
      count++;
      if (result.ok) accepted.push(change);
      else note(checks, change, result.check);
    });
    t.deepEqual(accepted, []);
    t.true(count > 1000);
    // The form of a proof decides first; what passes it fails where the changed value matters.
    const expected: [RegExp, Check[]][] = [
      [/opened_values\[query\]\[matrix\].*plus one/, ['INPUT_OPENING']],
      [/input_openings.*sibling_hashes(\.\d+){2}: (plus one|another digit)/, ['INPUT_OPENING']],
      [/commit_phase_openings.*sibling_hashes(\.\d+){2}: (plus one|another digit)/, ['FOLDING_OPENING']],
      [/sibling_values.*plus one/, ['FINAL_POLYNOMIAL', 'FOLDING_OPENING']],
      [/log_arity: plus one/, ['FRI_ARITY']],
      [/not canonical|a fraction/, ['FIELD_ELEMENT', 'DIGEST', 'FRI_ARITY', 'DEGREE_BITS']],
      [/: (shorter|longer)/, ['LENGTH', 'DIGEST', 'INPUT_OPENING', 'FOLDING_OPENING']],
      [/: (without|another member)/, ['STRUCTURE']],
      [/: an empty list/, ['OPTION']],
    ];
    for (const [pattern, allowed] of expected) {
      for (const [change, found] of checks) {
        if (pattern.test(change))
          t.true(
            [...found].every((check) => allowed.includes(check)),
            `${change}: ${[...found].join()}`,
          );
      }
    }
  });
}

function verify({ air, parameters, publicValues }: StarkVector, proof: unknown): VerificationResult {
  return verifyStark({ air, parameters, publicValues, proof: { p3Json: proof } });
}

function note(checks: Map<string, Set<Check>>, change: string, check: Check): void {
  const found = checks.get(change) ?? new Set();
  checks.set(change, found.add(check));
}
