import test from 'ava';
import { babyBear, koalaBear, koalaBear4, type Ext } from '../../../host/field/index.js';
import {
  AirError,
  lookupConstraintCount,
  type AirErrorCode,
  type ConstraintPoint,
} from '../../../host/stark/air/index.js';
import { machineChips } from '../../../host/stark/chips/index.js';
import { randomPoint, sampleChip } from './sample-chip.js';

for (const field of [koalaBear, babyBear]) {
  test(`${field.name}: constraints evaluate to what they say`, (t) => {
    const { extension: k, at } = randomPoint(sampleChip(field), 1);
    const { local, next, preprocessedLocal, preprocessedNext, publicValues } = at;
    const bit = (x: Ext): Ext => k.mul(x, k.sub(x, k.one));
    const total = local[11];
    const half = k.half(preprocessedLocal[0]);
    const signed = k.add(k.neg(half), k.zero);
    const step = k.add(half, k.mul(local[0], k.sub(signed, half)));
    const pair = (offset: number): Ext => {
      const [left, r0, r1, r2] = local.slice(offset, offset + 4);
      const right = k.mulBase(k.addBase(r2, field.p - 3), 2);
      return k.mul(k.mul(local[0], left), k.sub(k.add(r0, r1), right));
    };
    const limit = (i: number): Ext => k.addBase(total, field.neg(publicValues[i]));
    t.deepEqual(sampleChip(field).evaluateConstraints(k, at), [
      bit(local[0]),
      bit(local[1]),
      bit(local[2]),
      k.mul(at.isFirstRow, k.addBase(total, field.neg(publicValues[0]))),
      k.mul(at.isTransition, k.sub(next[11], k.add(total, step))),
      k.mul(at.isLastRow, k.mul(limit(1), limit(2))),
      k.mul(at.isTransition, k.sub(preprocessedLocal[2], preprocessedNext[1])),
      pair(3),
      pair(7),
    ]);
  });
}

test('openings and public values have to fit the chip', (t) => {
  const chip = sampleChip(koalaBear);
  const { extension, at } = randomPoint(chip, 2);
  const cases: readonly [AirErrorCode, Partial<ConstraintPoint>][] = [
    ['OPENING_LENGTH', { local: at.local.slice(1) }],
    ['OPENING_LENGTH', { next: [] }],
    ['OPENING_LENGTH', { next: [...at.next, extension.one] }],
    ['OPENING_LENGTH', { preprocessedLocal: [] }],
    ['OPENING_LENGTH', { preprocessedNext: [] }],
    ['PUBLIC_VALUE_COUNT', { publicValues: [1, 2] }],
    ['PUBLIC_VALUE_COUNT', { publicValues: [1, 2, 3, 4] }],
    ['PUBLIC_VALUE', { publicValues: [1, 2, koalaBear.p] }],
    ['PUBLIC_VALUE', { publicValues: [1, -1, 3] }],
    ['PUBLIC_VALUE', { publicValues: new Array<number>(3) }],
  ];
  for (const [code, change] of cases) {
    const error = t.throws(() => chip.evaluateConstraints(extension, { ...at, ...change }), {
      instanceOf: AirError,
    });
    t.is(error.code, code);
    t.is(error.chip, 'sample');
  }
});

test('the extension has to be one of the chip’s field', (t) => {
  const chip = sampleChip(babyBear);
  const { at } = randomPoint(chip, 3);
  const error = t.throws(() => chip.evaluateConstraints(koalaBear4, at), { instanceOf: AirError });
  t.is(error.code, 'FIELD');
});

test('what lookups depend on has to fit the chip', (t) => {
  const chip = machineChips(koalaBear).memory;
  const { extension, at } = randomPoint(chip, 4);
  const columns = Array.from({ length: chip.lookups.length + 1 }, () => extension.one);
  const lookups = {
    permutationLocal: columns,
    permutationNext: columns,
    prefixes: columns.slice(1),
    beta: extension.one,
    terminal: extension.one,
  };
  t.is(chip.evaluateConstraints(extension, at).length, chip.constraintCount);
  const all = chip.evaluateConstraints(extension, { ...at, lookups });
  t.is(all.length, chip.constraintCount + lookupConstraintCount(chip.lookups.length));

  const codeOf = (air: Pick<typeof chip, 'evaluateConstraints'>, point: ConstraintPoint): string =>
    t.throws(() => air.evaluateConstraints(extension, point), { instanceOf: AirError }).code;
  for (const change of [
    { permutationLocal: columns.slice(1) },
    { permutationNext: [...columns, extension.one] },
    { prefixes: columns },
  ]) {
    t.is(codeOf(chip, { ...at, lookups: { ...lookups, ...change } }), 'OPENING_LENGTH');
  }
  const sample = randomPoint(sampleChip(koalaBear), 4).at;
  t.is(codeOf(sampleChip(koalaBear), { ...sample, lookups }), 'LOOKUPS');
});
