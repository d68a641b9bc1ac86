import test from 'ava';
import { babyBear, koalaBear } from '../../../host/field/index.js';
import { canonicalForm, chipIdentity, defineBus, type Chip } from '../../../host/stark/air/index.js';
import {
  cubeChip,
  fibonacciChip,
  keccakFChip,
  machineChips,
  poseidon2Chip,
} from '../../../host/stark/chips/index.js';
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
  [machineChips(koalaBear).arithmetic, 'f341d200117622a1b88cf995fd385005bbaecf95282cdefeccce9ad066cd9a70'],
  [machineChips(koalaBear).range, '823432985e219efb9999b5be0c7783e8c50c8db82ad0a3a678f1dcdde93fc76c'],
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

test('interactions follow the constraints', (t) => {
  const memory = defineBus({ name: 'memory', kind: 'permutation', fields: ['address', 'value'] });
  const range = defineBus({ name: 'range', kind: 'lookup', fields: ['limb'] });
  const chip = chipWith(
    ({ local: { a, b, list }, assertZero, assertBoolean, bus }) => {
      assertZero('first', b);
      assertBoolean('bit', a);
      bus.send(memory, [b, list[0]], a);
      bus.provide(range, [5], list[1]);
      bus.local('pairs', ({ send, receive }) => {
        send([b], 5);
        receive([a], { value: list[2], weight: 9 });
      });
      bus.exclusive(range, ({ send }) => send(a, [b]));
    },
    { field: koalaBear },
  );
  const bytes = canonicalForm(chip);
  const words = [...new Uint32Array(bytes.buffer)];
  // After the magic (2), the name (1 + 2), and the columns (4).
  t.deepEqual(words.slice(9), [
    9,
    ...[1, 1, 0], // 0: b
    ...[1, 0, 0], // 1: a
    ...[0, 1, 0], // 2: 1
    ...[8, 1, 2], // 3: a - 1
    ...[9, 1, 3], // 4: a (a - 1)
    ...[1, 2, 0], // 5: list[0]
    ...[1, 3, 0], // 6: list[1]
    ...[0, 5, 0], // 7: 5
    ...[1, 4, 0], // 8: list[2]
    ...[2, 0, 4],
    4,
    ...[1, 0, 6, ...text('memory'), 2, 1],
    ...[0, 1, 1, 0, 0, 5], // send, weight 1, count a
    ...[1, 1, 5, ...text('range'), 1, 1],
    ...[2, 0, 6, 0, 7], // provide, count list[1]
    ...[0, 0, 0, 1, 2],
    ...[0, 5, 7, 0, 0], // send, weight 5, count 5
    ...[1, 9, 8, 0, 1], // receive, weight 9, count list[2]
    ...[2, 1, 5, ...text('range'), 1, 1],
    ...[0, 1, 2, 1, 0], // send, count 1, flag a
  ]);
});

/** ASCII as two words. */
function text(name: string): number[] {
  return [...new Uint32Array(Uint8Array.from({ length: 8 }, (_, i) => name.charCodeAt(i) || 0).buffer)];
}

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
