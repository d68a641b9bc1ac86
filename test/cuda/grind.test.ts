import test from 'ava';
import { babyBear, HASH_SET_NAMES, koalaBear } from '../../host/field/index.js';
import { Transcript } from '../../host/runtime/index.js';
import { openBoth, sameOnBoth } from './both.js';

for (const { name: field, p } of [koalaBear, babyBear]) {
  for (const hashSet of HASH_SET_NAMES) {
    test(`${field}, ${hashSet}: the smallest witness is found, wherever in a block it goes`, async (t) => {
      await using both = openBoth();
      const words = Uint32Array.from({ length: 35 }, (_, i) => (i * 1_000_003) % p);
      for (let count = 0; count <= words.length; count++) {
        const transcript = Transcript.create(field, hashSet);
        transcript.observe(words.subarray(0, count));
        const bits = [0, 1, 4, 7][count % 4];
        await sameOnBoth(t, both, `${count} words, ${bits} bits`, (segment) => [
          segment.grind(transcript.grindProblem(bits)),
        ]);
      }
    });

    test(`${field}, ${hashSet}: so is one that takes many batches`, async (t) => {
      await using both = openBoth();
      const transcript = Transcript.create(field, hashSet);
      transcript.observe(Uint32Array.of(5, 6, 7));
      const witnesses = await sameOnBoth(t, both, '14 bits', (segment) => [
        segment.grind(transcript.grindProblem(14)),
        segment.grind(transcript.grindProblem(3)),
      ]);
      t.true(Array.isArray(witnesses) && witnesses.length === 2);
    });
  }
}

test('of much work the host looks at what was found', async (t) => {
  await using both = openBoth();
  // The witness comes early: after 4,126 candidates.
  const transcript = Transcript.create('koalabear', 'p2-16');
  transcript.observe(Uint32Array.of(51));
  await sameOnBoth(t, both, '19 bits', (segment) => [segment.grind(transcript.grindProblem(19))]);
});

test('what is no problem is refused', async (t) => {
  await using both = openBoth();
  const problem = Transcript.create('koalabear', 'p2-16').grindProblem(5);
  for (const [at, word] of [
    [0, 3],
    [1, 2],
    [2, 31],
    [3, 8],
    [4, 0x7f000001],
  ]) {
    const words = problem.slice();
    words[at] = word;
    const error = await sameOnBoth(t, both, `word ${at}`, (segment) => [segment.grind(words)]);
    t.like(error, { code: 'SY_ERR_ARGUMENT', argument: 'grind.problem' });
  }
});
