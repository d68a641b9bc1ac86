import test from 'ava';
import { PRESETS, type StarkParameters } from '../../../host/stark/proof/index.js';
import {
  plonky3Inputs,
  plonky3Security,
  securityOf,
  type RegimeReport,
} from '../../../host/stark/security/index.js';
import { LARGE, PLAIN } from './tables.js';

// Figures that were computed by other code than ours: Plonky3's calculator at commit 5dc50e51, and a script.

const quartic: StarkParameters = PRESETS.bench;
const quintic: StarkParameters = PRESETS.default;
const quinticBlowup4: StarkParameters = { ...PRESETS.default, logBlowup: 2, queryCount: 124 };

const common = {
  logRows: 20,
  constraintCount: 1000,
  maxConstraintDegree: 3,
  pointsPerColumn: 2,
  collisionBits: 128,
};

const twoDecimals = (bits: number) => Number(bits.toFixed(2));

for (const [name, parameters, unique, list, m, proven, conjectured, binding, query, friOnly, queryCount] of [
  ['degree 4, blowup 2', quartic, 57.5, 65.34, 109, 65, 100.19, 'folding', 113.19, 113, 116],
  ['degree 5, blowup 2', quintic, 100.25, 109.23, 18, 109, 128, 'hash', 214.42, 128, 219],
  ['degree 5, blowup 4', quinticBlowup4, 100.08, 116.93, 4, 116, 128, 'hash', 260.07, 128, 264],
] as const) {
  test(`Plonky3's uni-stark figures: ${name}`, (t) => {
    for (const [constraintCount, maxConstraintDegree] of [
      [1, 2],
      [1000, 3],
    ]) {
      const inputs = { ...common, parameters, constraintCount, maxConstraintDegree, functionCount: 1 };
      const figures = plonky3Security(inputs);
      t.is(twoDecimals(figures.unique.bits), unique);
      t.is(twoDecimals(figures.list!.bits), list);
      t.is(figures.list!.m, m);
      t.is(Math.floor(figures.provenBits), proven);
      t.is(twoDecimals(figures.conjectured.bits), conjectured);
      t.is(figures.conjectured.binding, binding);
      t.is(twoDecimals(figures.conjectured.terms.query!), query);
      t.is(Math.floor(figures.friOnlyBits), friOnly);
      t.is(figures.queryCountBits, queryCount);
      t.is(figures.unique.terms.batching, undefined);
      t.is(figures.unique.terms.logup, undefined);
    }
  });
}

for (const [name, parameters, batching, logup, unique, list, proven, conjectured] of [
  ['degree 4, blowup 2', quartic, 91.45, 96.36, 57.5, 56.66, 57.5, 96.36],
  ['degree 5, blowup 2', quintic, 122.45, 127.36, 100.25, 100.49, 100.49, 127.36],
  ['degree 5, blowup 4', quinticBlowup4, 121.45, 127.36, 100.08, 108.19, 108.19, 127.36],
] as const) {
  test(`Plonky3's figures given batching and lookups: ${name}`, (t) => {
    const inputs = { ...common, parameters, functionCount: 3000, lookups: LARGE.lookups };
    const figures = plonky3Security(inputs);
    t.is(twoDecimals(figures.unique.terms.batching!), batching);
    t.is(twoDecimals(figures.unique.terms.logup!), logup);
    t.is(twoDecimals(figures.unique.bits), unique);
    t.is(twoDecimals(figures.list!.terms.batching!), list);
    t.is(figures.list!.binding, 'batching');
    t.is(twoDecimals(figures.provenBits), proven);
    t.is(twoDecimals(figures.conjectured.bits), conjectured);
    t.is(figures.conjectured.binding, 'logup');
  });
}

test('an honest collision cap binds the conjecture of degree 5', (t) => {
  const inputs = { ...common, parameters: quintic, functionCount: 3000, collisionBits: 123.95 };
  t.is(plonky3Security(inputs).conjectured.binding, 'hash');
});

test('what Plonky3 would pass: no batching of one table, all of several', (t) => {
  const one = plonky3Inputs({ parameters: quartic, tables: [PLAIN] });
  t.like(one, { ...common, pointsPerColumn: 1, functionCount: 1 });
  t.is(one.lookups, undefined);
  const shorter = { ...PLAIN, logRows: 3, constraintCount: 7, main: { columns: 10, points: 2 } };
  t.like(plonky3Inputs({ parameters: quartic, tables: [shorter, LARGE] }), {
    ...common,
    constraintCount: 1007,
    functionCount: 3020,
    lookups: LARGE.lookups,
  });
});

test("Plonky3's calculator says nothing of tables too short for its bounds", (t) => {
  const figures = plonky3Security({ ...common, parameters: quartic, logRows: 1, functionCount: 1 });
  t.is(figures.unique.bits, 0);
  t.is(figures.list, null);
  t.is(plonky3Security({ ...common, parameters: quartic, logRows: 0, functionCount: 1 }).provenBits, 0);
});

// ALI, DEEP, LogUp, batching, folding, queries; then the minimum, its term, and the sum. List sizes enter the
// DEEP term once here.
for (const [name, parameters, regime, m, figures, bits, binding, sumBits] of [
  [
    'degree 4, blowup 2',
    quartic,
    'unique',
    null,
    [113.99, 101.95, 96.31, 91.4, 100.15, 57.5],
    57.5,
    'query',
    57.5,
  ],
  [
    'degree 4, blowup 2',
    quartic,
    'list',
    38,
    [108.22, 96.19, 90.54, 64.16, 72.9, 64.11],
    64.11,
    'query',
    63.13,
  ],
  [
    'degree 5, blowup 2',
    quintic,
    'unique',
    null,
    [144.98, 132.94, 127.3, 122.39, 131.14, 100.25],
    100.25,
    'query',
    100.25,
  ],
  [
    'degree 5, blowup 2',
    quintic,
    'list',
    11,
    [140.95, 128.92, 123.28, 103.86, 112.6, 104.48],
    103.86,
    'batching',
    103.14,
  ],
  [
    'degree 5, blowup 4',
    quinticBlowup4,
    'unique',
    null,
    [144.98, 132.94, 127.3, 121.39, 130.14, 100.08],
    100.08,
    'query',
    100.08,
  ],
  [
    'degree 5, blowup 4',
    quinticBlowup4,
    'list',
    3,
    [142.17, 130.14, 124.49, 109.94, 118.68, 112.42],
    109.94,
    'batching',
    109.7,
  ],
] as const) {
  test(`an independent computation of all terms: ${name}, ${regime} decoding`, (t) => {
    const report: RegimeReport | null = securityOf({ parameters, tables: [LARGE] }, { deepPower: 1 })[regime];
    t.is(report!.m, m);
    t.deepEqual(
      report!.terms.map((term) => [term.name, twoDecimals(term.bits)]),
      [
        ...['ali', 'deep', 'logup', 'batching', 'folding', 'query'].map((term, i) => [term, figures[i]]),
        ['hash', 123.95],
      ],
    );
    t.is(twoDecimals(report!.bits), bits);
    t.is(report!.binding, binding);
    t.is(twoDecimals(report!.sumBits), sumBits);
  });
}

test('a column opened at two points counts twice', (t) => {
  const twice = { ...LARGE, main: { columns: 3000, points: 2 } };
  const of = (parameters: StarkParameters) => securityOf({ parameters, tables: [twice] });
  for (const [parameters, list] of [
    [quartic, 63.89],
    [quintic, 103.21],
    [quinticBlowup4, 108.94],
  ] as const) {
    t.is(twoDecimals(of(parameters).list!.bits), list);
    t.is(of(parameters).unique.binding, 'query');
  }
  t.is(twoDecimals(of(quartic).unique.terms[3].bits), 90.4);
});

test('no number of queries lifts degree 4 over its batching term', (t) => {
  const report = securityOf({ parameters: { ...quartic, queryCount: 203 }, tables: [LARGE] });
  t.is(twoDecimals(report.unique.bits), 91.4);
  t.is(report.unique.binding, 'batching');
  t.is(twoDecimals(report.list!.bits), 79.64);
});

test('queries that 100, 110 and 120 bits take', (t) => {
  for (const [logBlowup, counts] of [
    [1, [203, 227, 251]],
    [2, [124, 139, 154]],
    [3, [102, 114, 126]],
  ] as const) {
    counts.forEach((queryCount, i) => {
      const query = (count: number) => {
        const parameters = { ...quintic, logBlowup, queryCount: count };
        return securityOf({ parameters, tables: [LARGE] }).unique.terms[5].bits;
      };
      const level = [100, 110, 120][i];
      t.true(query(queryCount) >= level);
      t.true(query(queryCount - 1) < level);
    });
  }
});
