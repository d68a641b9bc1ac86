import test from 'ava';
import { TableMessages } from '../../../host/stark/air/table-messages.js';
import { cellsPerRow } from '../../../host/vm/index.js';
import { seededWords } from '../../field/random.js';
import { countQuery, hasCompiler, newCounts, runFill, sameCounts } from '../fill-program.js';
import { busOf, claim, inspectRows } from '../inspect-rows.js';
import { traceOf } from '../judge.js';
import { PRECOMPILES } from './index.js';
import {
  accessesOf,
  range,
  recordOf,
  seededPrecompile,
  type PrecompileCase,
  type PrecompileSpec,
} from './precompile.js';

const limbsOf = (word: number): number[] => [word & 0xffff, word >>> 16];

function casesOf(spec: PrecompileSpec, seed: number, count: number): PrecompileCase[] {
  const next = seededWords(seed);
  return [
    ...spec.edges.map((words) => seededPrecompile(spec, next, words)),
    ...range(count).map(() => seededPrecompile(spec, next)),
  ];
}

/** What the rows of a call say to others than themselves. */
function claimsOf(call: PrecompileCase): string[] {
  const { spec, pc, time, t0Time, a0, a1 } = call;
  const access = (space: number, word: number, found: number, since: number, left: number, at: number) => [
    claim('receive', 'memory', [space, word, ...limbsOf(found), since]),
    claim('send', 'memory', [space, word, ...limbsOf(left), at]),
  ];
  return [
    claim('receive', 'step', [pc, time]),
    claim('send', 'step', [pc + 1, time + 4]),
    claim('send', 'decode', [pc, 43, 0, 0, 0, 0, pc + 1]),
    ...access(2, 5, spec.number, t0Time, spec.number, time),
    ...access(2, 10, a0.value, a0.time, a0.value, time),
    ...access(2, 11, a1.value, a1.time, a1.value, time),
    ...accessesOf(call).flatMap(({ address, found, left, at }) =>
      access(0, address, found.value, found.time, left, at),
    ),
  ];
}

/** Whether a claim is made on a bus between rows of one call alone. */
const isInner = (said: string): boolean => !/^\w+ (step|decode|memory) /.test(said);

for (const spec of PRECOMPILES) {
  test(`${spec.name}: honest rows are accepted, agree among themselves, and say what the call does`, (t) => {
    for (const call of casesOf(spec, spec.number, 4)) {
      const rows = spec.chips.flatMap(({ chip, parts, row }) =>
        inspectRows(
          chip,
          range(parts).map((part) => row(call, part)),
        ),
      );
      t.deepEqual(
        rows.flatMap(({ refusals }) => refusals),
        [],
      );
      const claims = rows.flatMap((row) => row.claims);
      t.deepEqual(claims.filter((said) => !isInner(said)).sort(), claimsOf(call).sort());
      const inner = (direction: string) =>
        claims
          .filter((said) => isInner(said) && said.startsWith(direction))
          .map((said) => said.slice(direction.length))
          .sort();
      t.deepEqual(inner('send'), inner('receive'));
    }
  });

  for (const { chip, parts, row } of spec.chips) {
    test(`${chip.name}: a row of zeros is accepted, and says nothing`, (t) => {
      t.deepEqual(inspectRows(chip, [{}]), [{ refusals: [], claims: [] }]);
    });

    test(`${chip.name}: no cell can be another without being refused or saying something else`, (t) => {
      const [call] = casesOf({ ...spec, edges: [] }, 3, 1);
      const part = parts - 1;
      const honest = row(call, part);
      const [{ claims }] = inspectRows(chip, [honest]);
      const failed = new Set<string>();
      // Off by 2 or 3, bits are no bits any more. The widest chip has bits almost alone, and parities.
      for (const by of chip.width > 1000 ? [3] : [1, 2]) {
        const inspected = inspectRows(
          chip,
          chip.main.names.map((name) => ({ ...honest, [name]: (honest[name] ?? 0) + by })),
        );
        const unnoticed = chip.main.names.filter((_, i) => {
          const changed = inspected[i];
          return changed.refusals.length === 0 && changed.claims.join() === claims.join();
        });
        t.deepEqual(unnoticed, []);
        for (const { refusals } of inspected) for (const refusal of refusals) failed.add(refusal);
      }
      t.deepEqual(
        chip.constraints.map(({ name }) => name).filter((name) => !failed.has(name)),
        [],
      );
    });
  }
}

const compiles = hasCompiler ? test : test.skip;

compiles('native rows of precompiles and their queries are those of the document', (t) => {
  const chips = PRECOMPILES.flatMap((spec) => {
    const calls = casesOf(spec, 7, 10);
    return spec.chips.map((each) => ({ ...each, spec, calls }));
  });
  const fillings = chips.flatMap(({ chip, parts, spec, calls }) =>
    range(parts).map((part) => ({
      ...{ header: chip.name, recordType: spec.recordType, width: chip.width },
      call: `fill_${chip.name}(record, ${parts === 1 ? '' : `${part}, `}row, counts)`,
      records: calls.map(recordOf),
    })),
  );
  const { rows, counts } = runFill(t, fillings);
  const expectedCounts = newCounts();
  let at = 0;
  for (const { chip, parts, row, calls } of chips) {
    for (let part = 0; part < parts; part++) {
      const expected = calls.map((call) => row(call, part));
      const filled = rows[at++];
      const trace = traceOf(chip, expected);
      const differing = trace
        .subarray(0, calls.length * chip.width)
        .findIndex((value, i) => value !== filled[i]);
      const column = chip.main.names[differing % chip.width];
      t.is(differing, -1, `${chip.name}, part ${part}: ${column}`);
      const messages = new TableMessages({ chip, trace, publicValues: [] });
      for (let i = 0; i < calls.length; i++) {
        messages.visit(i, (message) => {
          const bus = busOf(message);
          if (['range16', 'align', 'bytes'].includes(bus)) countQuery(expectedCounts, bus, message.fields);
        });
      }
    }
  }
  sameCounts(t, counts, expectedCounts);
});

test('columns, messages and extension columns of the chips as docs/vm.md counts them', (t) => {
  t.deepEqual(
    PRECOMPILES.flatMap(({ chips }) =>
      chips.map(({ chip: { name, width, interactions, lookups } }) => {
        return [name, width, interactions.length, lookups.length];
      }),
    ),
    [
      ['sha_extend', 72, 79, 41],
      ['sha_schedule', 597, 40, 20],
      ['sha_compress', 74, 64, 33],
      ['sha_rounds', 830, 34, 17],
      ['keccak_permute', 308, 223, 113],
      ['keccak_round', 2473, 10, 5],
      ['uint256_mul', 283, 238, 120],
    ],
  );
});

/** Cells of a call: all of its rows, with their messages. */
function cellsOf({ chips }: PrecompileSpec, degree: number): number {
  return chips.reduce((sum, { chip, parts }) => sum + parts * cellsPerRow(chip, degree), 0);
}

test('a block of SHA-256 costs at most 40,000 cells, memory traffic and messages included', (t) => {
  const cost = (degree: number) =>
    PRECOMPILES.filter(({ name }) => name.startsWith('SHA_')).map((spec) => cellsOf(spec, degree));
  t.deepEqual(cost(4), [4326, 7426]);
  t.deepEqual(cost(5), [4494, 7604]);
  for (const degree of [4, 5]) t.true(cost(degree).reduce((sum, cells) => sum + cells) <= 40_000);
});

test('Keccak-f costs at most 80,000 cells, a multiplication of 256 bits less than 1,000', (t) => {
  const cost = (name: string) =>
    [4, 5].map((degree) =>
      cellsOf(
        PRECOMPILES.find((spec) => spec.name === name)!,
        degree,
      ),
    );
  t.deepEqual(cost('KECCAK_PERMUTE'), [60_692, 60_950]);
  t.deepEqual(cost('UINT256_MUL'), [767, 888]);
});
