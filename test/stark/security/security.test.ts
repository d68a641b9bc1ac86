import test from 'ava';
import { ParametersError, PRESETS, type StarkParameters } from '../../../host/stark/proof/index.js';
import {
  checkSecurity,
  formatBits,
  SecurityError,
  securityOf,
  singleTable,
  type RegimeName,
  type TableSize,
  type TermName,
} from '../../../host/stark/security/index.js';
import { LARGE, PLAIN } from './tables.js';

/** Bits of a term; undefined where the report has none. */
function bitsOf(
  term: TermName,
  tables: readonly TableSize[],
  parameters: StarkParameters = PRESETS.default,
  regime: RegimeName = 'unique',
): number | undefined {
  return securityOf({ parameters, tables })[regime]!.terms.find(({ name }) => name === term)?.bits;
}

const about = (actual: number | undefined, expected: number) => Math.abs(actual! - expected) < 1e-3;

test('the default reaches 100 proven bits up to large statements', (t) => {
  const large: TableSize = {
    logRows: 22,
    constraintCount: 5000,
    maxConstraintDegree: 3,
    main: { columns: 3000, points: 2 },
    preprocessed: { columns: 50, points: 2 },
    permutation: { columns: 105, points: 2 },
    quotient: { columns: 10, points: 1 },
    lookups: { interactionsPerRow: 20, widestTuple: 8 },
  };
  for (const hashSet of ['p2-24-16', 'p2-16', 'keccak'] as const) {
    const parameters = { ...PRESETS.default, hashSet };
    // A machine of many tables, one of each height.
    const machine = Array.from({ length: 23 }, (_, logRows) => ({ ...large, logRows }));
    for (const tables of [[large], machine, [{ ...PLAIN, logRows: 0 }]]) {
      const { provenBits, unique } = securityOf({ parameters, tables });
      t.true(provenBits >= 100 && unique.bits >= 100, `${hashSet}, ${tables.length} tables: ${provenBits}`);
    }
  }
});

test('bench and dev stay where their comments say', (t) => {
  t.is(formatBits(securityOf({ parameters: PRESETS.bench, tables: [LARGE] }).unique.bits), '57.50');
  const dev = securityOf({ parameters: PRESETS.dev, tables: [LARGE] });
  t.true(dev.provenBits < 10);
});

test('the better regime counts', (t) => {
  const wide = securityOf({ parameters: PRESETS.default, tables: [LARGE] });
  t.is(wide.regime, 'list');
  t.is(wide.binding, 'batching');
  t.is(wide.provenBits, wide.list!.bits);
  const wider = { ...LARGE, main: { columns: 300_000, points: 1 } };
  const report = securityOf({ parameters: PRESETS.default, tables: [wider] });
  t.is(report.regime, 'unique');
  t.is(report.provenBits, report.unique.bits);
});

test('no other m of the list regime is better', (t) => {
  const { list } = securityOf({ parameters: PRESETS.default, tables: [LARGE] });
  const [batching, query] = ['batching', 'query'].map((term) =>
    list!.terms.find(({ name }) => name === term)!,
  );
  // One falls with m, the other rises: the best m lies where they cross.
  t.true(Math.abs(batching.bits - query.bits) < 2);
  t.is(list!.bits, Math.min(batching.bits, query.bits));
});

test('short tables weaken the list regime or void it, and leave the unique one whole', (t) => {
  const of = (logRows: number) =>
    securityOf({ parameters: PRESETS.default, tables: [{ ...PLAIN, logRows }] });
  for (const logRows of [0, 1]) t.is(of(logRows).list, null);
  let before = 0;
  for (const logRows of [2, 4, 6]) {
    const { unique, list } = of(logRows);
    t.is(formatBits(unique.bits), '100.25');
    t.true(list!.bits > before + 5);
    before = list!.bits;
  }
  // Four rows and two points: polynomials of degree below 6 on 8 positions.
  const { list } = of(2);
  t.is(list!.m, 1000);
  const query = 16 - 203 * Math.log2(Math.sqrt(6 / 8) * (1 + 1 / 2000));
  t.true(about(list!.bits, query));
  t.is(securityOf({ parameters: PRESETS.default, tables: [LARGE, { ...PLAIN, logRows: 1 }] }).list, null);
});

test('tables of one height share their constraints, points, interactions and functions', (t) => {
  for (const term of ['ali', 'deep', 'logup', 'batching'] as const) {
    const [one, two] = [[LARGE], [LARGE, LARGE]].map((tables) => bitsOf(term, tables)!);
    t.true(about(one - two, 1), term);
  }
  for (const term of ['folding', 'query', 'hash'] as const)
    t.is(bitsOf(term, [LARGE]), bitsOf(term, [LARGE, LARGE]));
});

test('the widest message of any table counts for all', (t) => {
  const wide = { ...LARGE, lookups: { interactionsPerRow: 0, widestTuple: 18 } };
  t.true(about(bitsOf('logup', [LARGE])! - bitsOf('logup', [LARGE, wide])!, 1));
});

test('another height is another round: a roll-in raises the folding degree, lists multiply for lookups', (t) => {
  const short = { ...PLAIN, logRows: 10 };
  t.true(about(bitsOf('folding', [LARGE])! - bitsOf('folding', [LARGE, short])!, Math.log2(8 / 7)));
  const report = securityOf({ parameters: PRESETS.default, tables: [LARGE] }).list!;
  const listBits = Math.log2((report.m! + 0.5) * Math.SQRT2);
  const one = bitsOf('logup', [LARGE], PRESETS.default, 'list')!;
  t.true(about(bitsOf('logup', [LARGE])! - one, listBits));
  const two = securityOf({ parameters: PRESETS.default, tables: [LARGE, short] }).list!;
  t.is(two.m, report.m);
  t.true(about(one - two.terms.find(({ name }) => name === 'logup')!.bits, listBits));
});

test('lists enter the DEEP term squared', (t) => {
  const { unique, list } = securityOf({ parameters: PRESETS.default, tables: [LARGE] });
  t.true(about(unique.terms[1].bits - list!.terms[1].bits, 2 * Math.log2((list!.m! + 0.5) * Math.SQRT2)));
});

test('work counts for the term before which it is done, and for no other', (t) => {
  const parameters = { ...PRESETS.default, commitPowBits: 0, queryPowBits: 0 };
  const terms = (change: Partial<StarkParameters>) =>
    securityOf({ parameters: { ...parameters, ...change }, tables: [LARGE] }).unique.terms;
  const without = terms({});
  for (const [member, worked] of [
    ['commitPowBits', 'folding'],
    ['queryPowBits', 'query'],
  ] as const) {
    terms({ [member]: 20 }).forEach(({ name, bits }, i) => {
      t.true(about(bits - without[i].bits, name === worked ? 20 : 0), `${member}: ${name}`);
    });
  }
  // Of the field's elements two end in 30 zeros, not one or less: a bit less work than 30.
  const last = terms({ queryPowBits: 30 })[5].bits - without[5].bits;
  t.true(last < 30 && about(last, Math.log2(2 ** 31 - 2 ** 24 + 1) - 1));
});

test('hash sets cost what their capacity and digest allow', (t) => {
  const of = (change: Partial<StarkParameters>) => bitsOf('hash', [LARGE], { ...PRESETS.bench, ...change })!;
  t.is(formatBits(of({ hashSet: 'p2-16' })), '123.95');
  t.is(formatBits(of({ hashSet: 'p2-24-16' })), '123.95');
  t.is(formatBits(of({ field: 'babybear' })), '123.62');
  t.is(of({ hashSet: 'keccak' }), 128);
});

test('the field size is exact', (t) => {
  const p = 2 ** 31 - 2 ** 24 + 1;
  const single = { ...PLAIN, constraintCount: 1 };
  t.true(about(bitsOf('ali', [single]), 5 * Math.log2(p)));
  t.true(about(bitsOf('ali', [single], PRESETS.bench), 4 * Math.log2(p)));
  t.true(5 * Math.log2(p) < 154.945);
});

test('what a proof does not do has no term', (t) => {
  t.is(bitsOf('logup', [PLAIN]), undefined);
  t.is(bitsOf('batching', [{ ...PLAIN, main: { columns: 1, points: 1 } }]), undefined);
  t.is(
    bitsOf('folding', [{ ...PLAIN, logRows: 4 }], { ...PRESETS.default, logFinalPolyLength: 4 }),
    undefined,
  );
  t.true(bitsOf('folding', [{ ...PLAIN, logRows: 5 }], { ...PRESETS.default, logFinalPolyLength: 4 })! > 0);
});

test('terms never fall below zero', (t) => {
  const huge = { ...LARGE, constraintCount: Number.MAX_SAFE_INTEGER, main: { columns: 2 ** 50, points: 2 } };
  const parameters = { ...PRESETS.bench, extensionDegree: 4 } as const;
  const { list, unique } = securityOf({ parameters, tables: Array.from({ length: 9 }, () => huge) });
  for (const { bits } of [...list!.terms, ...unique.terms]) t.true(bits >= 0);
});

test('the statement of a single table is read off the table', (t) => {
  const table = {
    width: 7,
    preprocessedWidth: 3,
    readsNextRow: true,
    readsNextPreprocessedRow: false,
    maxConstraintDegree: 4,
    constraintCount: 11,
  };
  const { tables } = singleTable(PRESETS.default, table, 9);
  t.like(tables[0], {
    logRows: 9,
    constraintCount: 11,
    maxConstraintDegree: 4,
    main: { columns: 7, points: 2 },
    preprocessed: { columns: 3, points: 1 },
    permutation: { columns: 0 },
    // Degree 4 takes four chunks of five coefficients.
    quotient: { columns: 20, points: 1 },
    lookups: { interactionsPerRow: 0 },
  });
});

test('a statement that no proof can have is refused by name', (t) => {
  const refuse = (table: Partial<TableSize>, message: RegExp) => {
    const statement = { parameters: PRESETS.default, tables: [LARGE, { ...LARGE, ...table }] };
    t.throws(() => securityOf(statement), { instanceOf: SecurityError, message });
  };
  refuse({ logRows: 24 }, /tables\[1\]\.logRows .* 0 \.\. 23/);
  refuse({ logRows: -1 }, /logRows/);
  refuse({ constraintCount: NaN }, /tables\[1\]\.constraintCount/);
  refuse({ maxConstraintDegree: 1.5 }, /maxConstraintDegree/);
  refuse({ quotient: { columns: -1, points: 1 } }, /quotient\.columns/);
  refuse({ permutation: { columns: 1, points: Infinity } }, /permutation\.points/);
  refuse({ lookups: { interactionsPerRow: 1, widestTuple: 2 ** 60 } }, /lookups\.widestTuple/);
  t.throws(() => securityOf({ parameters: PRESETS.default, tables: [] }), { instanceOf: SecurityError });
  const parameters = { ...PRESETS.default, queryCount: 0 };
  t.throws(() => securityOf({ parameters, tables: [LARGE] }), { instanceOf: ParametersError });
});

test('a gate demands 100 bits unless told otherwise, and names what is missing', (t) => {
  t.true(checkSecurity({ parameters: PRESETS.default, tables: [LARGE] }).ok);
  const statement = { parameters: PRESETS.bench, tables: [LARGE] };
  const verdict = checkSecurity(statement);
  t.false(verdict.ok);
  t.regex(
    verdict.ok ? '' : verdict.message,
    /^64\.11 bits proven, bound by FRI queries in list decoding; 100 /,
  );
  t.true(checkSecurity(statement, 64).ok);
  t.true(checkSecurity(statement, verdict.report.provenBits).ok);
  t.false(checkSecurity(statement, NaN).ok);
});

test('figures for people are rounded down', (t) => {
  t.is(formatBits(99.999), '99.99');
  t.is(formatBits(100), '100.00');
});
