import test from 'ava';
import { MACHINE_CHIPS, SHAPES } from '../../../host/vm/index.js';
import { planCut, type RunWindow } from '../../../host/vm/prove/plan-cut.js';

const WINDOW = 2 ** 17;
const MANY = 2 ** 32 - 1;

/** A window whose rows are given as shares of its cycles, or as counts above 1. */
function windowOf(cycles: number, shares: Readonly<Record<string, number>>): RunWindow {
  const rows = Object.fromEntries(
    MACHINE_CHIPS.map(({ name }) => {
      const share = shares[name] ?? 0;
      return [name, share > 1 ? share : Math.round(share * cycles)];
    }),
  );
  return { cycles, rows: { ...rows, decode: 100, leaf: 20, tree: 80, compression: 200 } };
}

const LOOP = { immediate: 0.46, add: 0.23, branch_equal: 0.15, branch_less: 0.15 };
const HASH = { immediate: 0.22, add: 0.12, bitwise: 0.31, shift: 0.25, load_word: 0.04, branch_equal: 0.03 };

const nameAt = (windows: readonly RunWindow[], done = 0, shardCycles = MANY) =>
  SHAPES[planCut({ windows, done, shardCycles }, 4).shape].name;
const repeat = (count: number, window: RunWindow) => Array.from({ length: count }, () => window);

test('a run that fits into the smallest shape is cut to it', (t) => {
  t.is(nameAt([windowOf(1000, LOOP)]), 'T12');
});

test('loops and hashing are cut to shapes of their own', (t) => {
  t.is(nameAt(repeat(8, windowOf(WINDOW, LOOP))), 'L20');
  t.regex(nameAt(repeat(6, windowOf(WINDOW, HASH))), /^B/);
});

test('what lies behind is left out of account', (t) => {
  const windows = [...repeat(1, windowOf(WINDOW, HASH)), windowOf(1000, LOOP)];
  t.not(nameAt(windows), 'T12');
  t.is(nameAt(windows.slice(1), 0), 'T12');
  const nearEnd = [windowOf(WINDOW, LOOP)];
  t.not(nameAt(nearEnd), nameAt(nearEnd, WINDOW - 1));
});

test('a limit of cycles makes shapes for more not worth their cells', (t) => {
  const windows = repeat(8, windowOf(WINDOW, LOOP));
  t.is(nameAt(windows, 0, 4000), 'T12');
});

test('a window without cycles, within a long read, has a shape too', (t) => {
  const reading = { cycles: 0, rows: { ...windowOf(0, {}).rows, hint_word: 2 ** 18 - 300 } };
  t.is(nameAt([reading, windowOf(1000, LOOP)]), 'H16');
});

test('scattered memory is cut to shapes with room for its nodes', (t) => {
  const scattered = windowOf(WINDOW, { immediate: 0.3, load_word: 0.2, store_word: 0.1, bitwise: 0.1 });
  const rows = { ...scattered.rows, leaf: 20_000, tree: 90_000, compression: 200_000 };
  t.regex(nameAt(repeat(2, { ...scattered, rows })), /^M/);
});

test('the choice is the same every time', (t) => {
  const windows = [...repeat(5, windowOf(WINDOW, HASH)), ...repeat(9, windowOf(WINDOW, LOOP))];
  t.is(nameAt(windows, 1234), nameAt(windows, 1234));
});
