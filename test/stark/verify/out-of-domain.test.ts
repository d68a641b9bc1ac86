import test from 'ava';
import type { Challenger, Ext, ExtensionField } from '../../../host/field/index.js';
import { verifyBatch, verifyStark } from '../../../host/stark/verify/index.js';
import { loadBatchVector } from './batch-vectors.js';
import { loadStarkVector } from './stark-vectors.js';

/** A challenger that gives this instead of the extension element that is sampled at a turn, counted from 0. */
function scripted(inner: Challenger, turn: number, value: Ext): Challenger {
  let turns = 0;
  return new Proxy(inner, {
    get(target, name) {
      if (name === 'clone') return () => scripted(target.clone(), turn, value);
      if (name === 'sampleExt') {
        return (extension: ExtensionField) => (turns++ === turn ? value : target.sampleExt(extension));
      }
      const member = Reflect.get(target, name) as unknown;
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

test('a single table is not opened in its trace domain', (t) => {
  const { system, air, parameters, publicValues, proof } = loadStarkVector('stark_fib64_b1_a3_cap2');
  const { hashes, extension, field } = system;
  const checkAt = (zeta: Ext): string => {
    const challenger = scripted(hashes.newChallenger(), 1, zeta);
    const result = verifyStark({ air, parameters, publicValues, proof, challenger });
    return result.ok ? 'none' : result.check;
  };
  t.is(checkAt(extension.one), 'OOD_POINT');
  t.is(checkAt(extension.embed(field.twoAdicGenerator(6))), 'OOD_POINT');
  t.not(checkAt(extension.embed(field.twoAdicGenerator(7))), 'OOD_POINT');
});

test('no table of a batch is opened in its trace domain', (t) => {
  const vector = loadBatchVector('batch_stark_quintic_3airs_lookup');
  const { hashes, extension, field } = vector.system;
  const verifyAt = (zeta: Ext) => {
    const result = verifyBatch({ ...vector, challenger: scripted(hashes.newChallenger(), 3, zeta) });
    return result.ok ? { check: 'none', message: '' } : result;
  };
  // Of all tables, of those of 16 and 32 rows, and of the one of 32 rows alone.
  for (const [bits, table] of [
    [3, 'table 0, fib'],
    [4, 'table 0, fib'],
    [5, 'table 1, table'],
  ] as const) {
    const { check, message } = verifyAt(extension.embed(field.twoAdicGenerator(bits)));
    t.is(check, 'OOD_POINT');
    t.true(message.includes(table), message);
  }
  t.not(verifyAt(extension.embed(field.twoAdicGenerator(6))).check, 'OOD_POINT');
});
