import test from 'ava';
import {
  babyBear,
  DuplexChallenger,
  HASH_SET_NAMES,
  hashSet,
  isHashSetName,
  KeccakChallenger,
  koalaBear,
} from '../../host/field/index.js';

test('every name gives a hash set over either field', (t) => {
  for (const field of [koalaBear, babyBear]) {
    for (const name of HASH_SET_NAMES) {
      const set = hashSet(name, field);
      t.is(set.name, name);
      t.is(set.merkle.field, field);
      const challenger = set.newChallenger();
      t.is(challenger.field, field);
      t.true(challenger instanceof (name === 'keccak' ? KeccakChallenger : DuplexChallenger));
      t.not(set.newChallenger(), challenger);
      t.true(set.merkle.isDigest(set.merkle.hashRow([1, 2, 3])));
    }
  }
});

test('names are recognised', (t) => {
  t.true(HASH_SET_NAMES.every(isHashSetName));
  for (const x of ['', 'p2-24', 'toString', 0, null]) t.false(isHashSetName(x));
});
