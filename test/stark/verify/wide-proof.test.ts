import test from 'ava';
import { koalaBear, type Ext } from '../../../host/field/index.js';
import type { VerifiableAir } from '../../../host/stark/air/index.js';
import { encodeStarkProof, PRESETS, proofSystem } from '../../../host/stark/proof/index.js';
import { verifyStark } from '../../../host/stark/verify/index.js';
import { seededWords } from '../../field/random.js';
import { proveStark } from './reference-prover.js';

/** As many columns as Plonky3's Poseidon2 table, and nothing to prove about them. */
const wide: VerifiableAir = {
  name: 'wide',
  width: 1312,
  preprocessedWidth: 0,
  publicValueCount: 0,
  readsNextRow: false,
  readsNextPreprocessedRow: false,
  maxConstraintDegree: 3,
  lookups: [],
  constraintCount: 1,
  evaluateConstraints: (k): Ext[] => [k.zero],
};

test('100 queries into 1312 columns are checked in time', (t) => {
  const random = seededWords(3);
  const row = (): number[] => Array.from({ length: wide.width }, () => random() % koalaBear.p);
  const trace = Array.from({ length: 32 }, row);
  const parameters = { ...PRESETS.bench, queryPowBits: 4 };
  const { proof } = proveStark({ air: wide, parameters, trace, publicValues: [] });
  const bytes = encodeStarkProof(proofSystem(parameters), proof);
  const start = performance.now();
  t.true(verifyStark({ air: wide, parameters, proof: bytes, publicValues: [] }).ok);
  // Some 0.3 s where 2^16 rows make nearly all queries distinct; 1.5 s is what a user should wait at most.
  t.true(performance.now() - start < 1500);
});
