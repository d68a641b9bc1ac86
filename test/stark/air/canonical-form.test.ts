import test from 'ava';
import { babyBear, koalaBear } from '../../../host/field/index.js';
import { canonicalForm, chipIdentity, type Chip } from '../../../host/stark/air/index.js';
import { cubeChip, fibonacciChip, keccakFChip, poseidon2Chip } from '../../../host/stark/chips/index.js';
import { chipWith } from './sample-chip.js';

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

// Frozen: another value means other verifying keys.
const IDENTITIES: readonly [Chip, string][] = [
  [fibonacciChip(koalaBear), 'f1bcb9e391cef8af140492ab4925895f7e4444b7fb9f59b86b9d14d458ec951b'],
  [fibonacciChip(babyBear), '70d5563f2ee31d698731878fa78eef8ee8e6f9b34684ffee2d68ca24b5d680bd'],
  [cubeChip(koalaBear), '1da48bd04555524efa0aab68f79966914f1a5f8debf15004f8dab309531c6229'],
  [poseidon2Chip('koalabear_w16'), '4280eb3694a770f0a0fd214ca043e5984936dcbdee18f69a824a0b121046c9d3'],
  [poseidon2Chip('babybear_w16'), 'a5a4bafb20ee1d005647560618dfd2c8f91cf36cd4d39db30a1a54c9424d9374'],
  [keccakFChip(koalaBear), '93b451c4ac5ed5dcfb438d15e8d99daf37cbddb55e19a71780038b80be64faa7'],
];

for (const [chip, identity] of IDENTITIES) {
  test(`the identity of ${chip.name} over ${chip.field.name} stays what it was`, (t) => {
    t.is(hex(chipIdentity(chip)), identity);
  });
}

test('the canonical form is laid out as documented', (t) => {
  const chip = chipWith(
    ({ local, next, publicValues, when, assertZero }) => {
      local.list[2].mul(next.list[1]);
      assertZero('first', local.b.neg().add(publicValues.result));
      when.lastRow.assertEqual('second', next.a, local.b.sub(5));
    },
    { field: koalaBear, name: 'chip_a' },
  );
  const bytes = canonicalForm(chip);
  const words = [...new Uint32Array(bytes.buffer)];
  t.is(Buffer.from(bytes.subarray(0, 8)).toString(), 'SYCHIP01');
  t.is(Buffer.from(bytes.subarray(12, 20)).toString(), 'chip_a\0\0');
  t.deepEqual(
    [words[2], ...words.slice(5)],
    [
      ...[6, koalaBear.p, 5, 0, 1],
      10,
      ...[1, 1, 0], // 0: local b
      ...[10, 0, 0], // 1: -0
      ...[3, 0, 0], // 2: public value 0
      ...[7, 1, 2], // 3: 1 + 2
      ...[5, 0, 0], // 4: last row
      ...[1, 0, 1], // 5: next a
      ...[0, 5, 0], // 6: 5
      ...[8, 0, 6], // 7: 0 - 6
      ...[8, 5, 7], // 8: 5 - 7
      ...[9, 4, 8], // 9: 4 * 8
      ...[2, 3, 9],
      0,
    ],
  );
});

test('what is not proven is not part of the identity', (t) => {
  const identity = hex(
    chipIdentity(chipWith(({ local, assertZero }) => assertZero('a', local.a), { field: koalaBear })),
  );
  const renamed = chipWith(
    ({ local, next, assertZero }) => {
      next.b.mul(local.a).add(7);
      assertZero('another name', local.a);
    },
    { field: koalaBear, maxDegree: 7 },
  );
  t.is(hex(chipIdentity(renamed)), identity);
});

test('what is proven is part of the identity', (t) => {
  const chips = [
    chipWith(({ local, assertZero }) => assertZero('a', local.a), { field: koalaBear }),
    chipWith(({ local, assertZero }) => assertZero('a', local.b), { field: koalaBear }),
    chipWith(({ next, assertZero }) => assertZero('a', next.a), { field: koalaBear }),
    chipWith(({ local, when }) => when.firstRow.assertZero('a', local.a), { field: koalaBear }),
    chipWith(({ local, when }) => when.lastRow.assertZero('a', local.a), { field: koalaBear }),
    chipWith(({ local, when }) => when.transition.assertZero('a', local.a), { field: koalaBear }),
    chipWith(({ local, assertEqual }) => assertEqual('a', local.a, 1), { field: koalaBear }),
    chipWith(({ local, assertEqual }) => assertEqual('a', local.a, 2), { field: koalaBear }),
    chipWith(({ local, assertZero }) => assertZero('a', local.a), { field: babyBear }),
    chipWith(({ local, assertZero }) => assertZero('a', local.a), { field: koalaBear, name: 'other' }),
    chipWith(() => undefined, { field: koalaBear }),
  ];
  t.is(new Set(chips.map((chip) => hex(chipIdentity(chip)))).size, chips.length);
});
