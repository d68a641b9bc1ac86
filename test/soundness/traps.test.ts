import test from 'ava';
import type { Cells } from '../vm/rows.js';
import { decoded, haltingShard, restingShard } from '../vm/sample-shards.js';
import { StateModel } from '../vm/state-model.js';
import { shardTables, type ShardRows } from '../vm/whole-shard.js';
import { refusalsOf } from './lies/replayed-lie.js';

/** Traps of docs/vm.md section 14 that take more than a row: shards that are as good as the lie allows. */

const [DATA, CODE] = [0, 1];
const ECALL = 0x73;
const INDEX = 4711;

const refusals = (shard: ShardRows): string[] => refusalsOf(shardTables(shard)).sort();

/** A shard without steps whose root changes: a leaf of data becomes another, by rows that take its place. */
function expandedShard(
  rowsFor: (leaf: Cells) => Readonly<Record<'leaf' | 'tree', readonly Cells[]>>,
): ShardRows {
  const state = new StateModel([[DATA, 8 * INDEX, 5]]);
  state.access(DATA, 8 * INDEX, 1, 6);
  const { row, publicValues } = state.connector(9, 9, 1);
  const leaves = state.leafRows();
  const isOurs = ({ space, index }: Cells): boolean => space === DATA && index === INDEX;
  const instead = rowsFor(leaves.filter(isOurs)[0]);
  return {
    rows: {
      connector: [row, {}],
      leaf: [...leaves.filter((leaf) => !isOurs(leaf)), ...instead.leaf],
      tree: [...state.treeRows(), ...instead.tree],
    },
    publicValues,
  };
}

const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7];

/** A leaf's limbs as the digests of two children. */
const expansion = (leaf: Cells): Cells => ({
  ...{ real: 1, space: DATA, level: 0, index: INDEX, leftTouched: 0, rightTouched: 0 },
  ...Object.fromEntries(
    EIGHT.flatMap((k) => [
      [`leftBefore[${k}]`, leaf[`initial[${k}]`]],
      [`rightBefore[${k}]`, leaf[`initial[${8 + k}]`]],
      [`leftAfter[${k}]`, leaf[`final[${k}]`]],
      [`rightAfter[${k}]`, leaf[`final[${8 + k}]`]],
      [`before[${k}]`, leaf[`before[${k}]`]],
      [`after[${k}]`, leaf[`after[${k}]`]],
    ]),
  ),
});

/** A row whose digests are the limbs that an expansion takes for those of its left child. */
const childOf = (leaf: Cells): Cells => ({
  ...{ real: 1, space: DATA, index: 2 * INDEX },
  ...Object.fromEntries(
    EIGHT.flatMap((k) => [
      [`before[${k}]`, leaf[`initial[${k}]`]],
      [`after[${k}]`, leaf[`final[${k}]`]],
    ]),
  ),
});

test('a leaf that changes without an operation is refused', (t) => {
  t.deepEqual(refusals(expandedShard((leaf) => ({ leaf: [leaf], tree: [] }))), ['memory']);
});

test('a node in the place of a leaf cannot change', (t) => {
  const shard = expandedShard((leaf) => ({ leaf: [], tree: [expansion(leaf)] }));
  t.deepEqual(refusals(shard), ['tree: an untouched sibling stays[left][0]']);
});

test('a node in the place of a leaf has no child that changes', (t) => {
  const shard = expandedShard((leaf) => ({ leaf: [], tree: [{ ...expansion(leaf), leftTouched: 1 }] }));
  t.deepEqual(refusals(shard), ['tree']);
});

test('nodes below the leaves end in digests that nobody can open', (t) => {
  const shard = expandedShard((leaf) => ({
    leaf: [],
    tree: [
      { ...expansion(leaf), leftTouched: 1 },
      { ...childOf(leaf), level: -1 },
    ],
  }));
  t.deepEqual(refusals(shard), ['hash']);
});

test('a leaf is no child of a node in the place of a leaf', (t) => {
  const shard = expandedShard((leaf) => ({
    leaf: [childOf(leaf)],
    tree: [{ ...expansion(leaf), leftTouched: 1 }],
  }));
  t.deepEqual(refusals(shard), ['hash', 'tree']);
});

test('a space ends with its last word, so nothing is executed where a halted guest is', (t) => {
  t.deepEqual(refusals(restingShard(2 ** 29)), ['tree']);
});

test('an instruction has one row', (t) => {
  const halting = haltingShard();
  const again = { ...decoded(64, ECALL), count: 0 };
  const rows = { ...halting.rows, decode: [...halting.rows.decode, again] };
  t.deepEqual(refusals({ ...halting, rows }), ['memory']);
});

test('code does not change, though its word is read at the right time', (t) => {
  const halting = haltingShard();
  const leaf = halting.rows.leaf.map((row) =>
    row.space === CODE ? { ...row, 'final[0]': row['final[0]'] + 1 } : row,
  );
  t.deepEqual(refusals({ ...halting, rows: { ...halting.rows, leaf } }), ['hash', 'memory']);
});
