import test, { type ExecutionContext } from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import { checkTrace, type Chip } from '../../../host/stark/air/index.js';
import {
  cubeChip,
  cubeTrace,
  fibonacciChip,
  fibonacciTrace,
  keccakFChip,
  keccakFTrace,
  poseidon2Chip,
  poseidon2Trace,
} from '../../../host/stark/chips/index.js';
import { NodeKind } from '../../../host/stark/air/expression-graph.js';
import { lcgMatrix, seededWords } from '../../field/random.js';

// A constraint that no broken trace violates would not constrain anything.

interface GoodTrace {
  readonly trace: Uint32Array;
  readonly publicValues: number[];
}

/**
 * Changes one cell of every column in some row: each time a constraint has to fail. Then changes what the
 * constraints that have not failed yet read, until all have.
 */
function breakEverything(t: ExecutionContext, chip: Chip, { trace, publicValues }: GoodTrace): void {
  const word = seededWords(chip.width);
  const height = trace.length / chip.width;
  const failed = new Set<string>();
  t.deepEqual(checkTrace(chip, trace, publicValues), []);

  const breakCell = (row: number, column: number): number => {
    const at = chip.width * row + column;
    const good = trace[at];
    trace[at] = chip.field.add(good, 1 + (word() % (chip.field.p - 1)));
    // The row itself, and the one before, which reads it as its next.
    const failures = [...new Set([row, (row + height - 1) % height])].flatMap((from) => {
      const rows = { from, to: from + 1 };
      return checkTrace(chip, trace, publicValues, undefined, { rows, maxFailures: Infinity });
    });
    for (const { constraint } of failures) failed.add(constraint);
    trace[at] = good;
    return failures.length;
  };

  for (let column = 0; column < chip.width; column++) {
    const row = word() % height;
    t.true(breakCell(row, column) > 0, `${chip.main.names[column]} in row ${row}`);
  }
  for (const constraint of chip.constraints) {
    const { name } = constraint;
    const columns = chip.leavesOf(constraint).filter((leaf) => chip.graph.kind(leaf) === NodeKind.main);
    for (let i = 0; i < 4 * height && !failed.has(name); i++) {
      breakCell(i % height, chip.graph.a(columns[word() % columns.length]));
    }
  }
  t.deepEqual(
    chip.constraints.map(({ name }) => name).filter((name) => !failed.has(name)),
    [],
  );
}

test('fibonacci: every constraint can fail', (t) => {
  breakEverything(t, fibonacciChip(koalaBear), fibonacciTrace(koalaBear, 8, 0, 1));
});

test('cube: every constraint can fail', (t) => {
  breakEverything(t, cubeChip(koalaBear), cubeTrace(koalaBear, 8, 2, 5));
});

test('Poseidon2 over KoalaBear: every constraint can fail', (t) => {
  const trace = poseidon2Trace('koalabear_w16', lcgMatrix(3, 16, 16));
  breakEverything(t, poseidon2Chip('koalabear_w16'), { trace, publicValues: [] });
});

test('Poseidon2 over BabyBear: every constraint can fail', (t) => {
  const trace = poseidon2Trace('babybear_w16', lcgMatrix(4, 2, 16));
  breakEverything(t, poseidon2Chip('babybear_w16', 1), { trace, publicValues: [] });
});

test('Keccak-f: every constraint can fail', (t) => {
  const inputs = lcgMatrix(5, 1, 25).map((row) => row.map((x) => BigInt.asUintN(64, BigInt(x) ** 3n)));
  breakEverything(t, keccakFChip(koalaBear), { trace: keccakFTrace(inputs), publicValues: [] });
});

test('a false public value fails the constraint that reads it', (t) => {
  const { trace, publicValues } = fibonacciTrace(koalaBear, 8, 0, 1);
  const names = ['starts with first', 'starts with second', 'ends with result'];
  names.forEach((name, i) => {
    const claimed = publicValues.map((value, j) => (i === j ? value + 1 : value));
    const failures = checkTrace(fibonacciChip(koalaBear), trace, claimed);
    t.deepEqual(
      failures.map(({ constraint }) => constraint),
      [name],
    );
  });
});
