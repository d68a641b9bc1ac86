import {
  koalaBear,
  koalaBear4,
  koalaBear5,
  type Ext,
  type ExtensionField,
} from '../../../host/field/index.js';
import { cell, defineBus, defineChip, type Chip } from '../../../host/stark/air/index.js';
import { loadVectors } from '../../support/vectors.js';

/** The three tables of Plonky3's recorded batch proofs; see `airs` in the files. */
const fib = defineBus({ name: 'fib', kind: 'lookup', fields: ['left', 'right'] });

// Plonky3's tables open the next row unless they say otherwise, and these do not.
const opened = { opensNextRow: true, opensNextPreprocessedRow: true } as const;

const fibonacci = defineChip(koalaBear, {
  name: 'fib',
  columns: { left: cell(), right: cell() },
  publicValues: { first: cell(), second: cell(), result: cell() },
  constraints({ local, next, publicValues, when, bus }) {
    when.firstRow.assertEqual('first', local.left, publicValues.first);
    when.firstRow.assertEqual('second', local.right, publicValues.second);
    when.transition.assertEqual('right moves left', local.right, next.left);
    when.transition.assertEqual('sum', local.left.add(local.right), next.right);
    when.lastRow.assertEqual('result', local.right, publicValues.result);
    bus.send(fib, [local.left, local.right]);
  },
});

const products = defineChip(koalaBear, {
  name: 'table',
  columns: { a: cell(), b: cell(), c: cell(), count: cell(), reversed: cell() },
  ...opened,
  constraints({ local, assertEqual, bus }) {
    assertEqual('product', local.a.mul(local.b), local.c);
    bus.provide(fib, [local.a, local.b], local.count);
    bus.local('reversed', ({ send, receive }) => {
      send([local.a]);
      receive([local.reversed]);
    });
  },
});

const fixed = defineChip(koalaBear, {
  name: 'pre',
  columns: { square: cell() },
  preprocessed: { root: cell() },
  ...opened,
  constraints({ local, preprocessed, assertEqual }) {
    assertEqual('square', preprocessed.root.mul(preprocessed.root), local.square);
  },
});

export const BATCH_CHIPS: readonly Chip[] = [fibonacci, products, fixed];

/** A recorded batch proof with all that went into it. */
export interface BatchVector {
  readonly public_values: number[][];
  readonly traces: number[][][];
  readonly verifier_transcript: Record<string, unknown>[];
  readonly proof: {
    readonly degree_bits: number[];
    readonly lookup_terminals: (Ext | null)[];
    readonly opened_values: {
      readonly base: {
        readonly trace_local: Ext[];
        readonly trace_next: Ext[] | null;
        readonly preprocessed_local: Ext[] | null;
        readonly preprocessed_next: Ext[] | null;
        readonly quotient_chunks: Ext[][];
      };
      readonly permutation_local: Ext[];
      readonly permutation_next: Ext[];
    }[];
  };
}

export const BATCH_VECTORS: readonly (readonly [name: string, extension: ExtensionField])[] = [
  ['batch_stark_3airs_lookup', koalaBear4],
  ['batch_stark_quintic_3airs_lookup', koalaBear5],
  ['batch_stark_p2w16_quintic_3airs_lookup', koalaBear5],
];

export function loadBatchVector(name: string): BatchVector {
  return loadVectors<BatchVector>(name);
}

/** The preprocessed column of the third table. */
export function batchPreprocessed(table: number, rows: number): Uint32Array {
  return table === 2 ? Uint32Array.from({ length: rows }, (_, i) => i + 3) : new Uint32Array(0);
}
