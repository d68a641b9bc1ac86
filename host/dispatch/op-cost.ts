import { extensionNameOf, hashSetNameOf, type Matrix } from '../runtime/index.js';
import type { LogicalOp } from './datum.js';

/** What an op costs, apart from the device that does it. */
export interface OpCost {
  /** Ops of a class take time in proportion to their work, beside a fixed latency. */
  readonly costClass: string;
  /** In units of the class. */
  readonly work: number;
}

/** Absorbed words per permutation, by hash set. */
const LEAF_RATE = { 'p2-24-16': 16, 'p2-16': 8, keccak: 34 } as const;

/**
 * The cost of an op by its kind, field and sizes; undefined for those that take no time to speak of. Units: bytes for
 * `upload` and `download`; butterflies for `lde` and `dft`; permutations for `commit`; openings for `open`; cells read
 * for `evaluate`, `deep`, `combine` and `fold`; rows times words of the program for `quotient` and `permutation`;
 * expected tries for `grind`; cells made for `random`, `fill` and `elementwise`.
 */
export function opCost(op: LogicalOp): OpCost | undefined {
  const { name, words } = op;
  const inputs = op.inputs.map(({ datum }) => datum.held as Matrix);
  const outputs = op.outputs.map(({ datum }) => datum.held as Matrix);
  const [input] = inputs;
  const [output] = outputs;
  switch (name) {
    case 'upload':
      return { costClass: name, work: output.bytes };
    case 'download':
      return { costClass: name, work: 4 * words[4] * input.columns };
    case 'lde':
    case 'dft':
      return { costClass: `${name}/${output.field}`, work: (cells(output) / 2) * Math.log2(output.rows) };
    case 'commit':
      return commitCost(inputs, words[3]);
    case 'open':
      return { costClass: name, work: words[3] };
    case 'evaluate':
      return { costClass: `${name}/${extensionNameOf(words[4])}`, work: words[3] * input.columns * words[7] };
    case 'deep':
      return { costClass: `${name}/${extensionNameOf(words[3])}`, work: sum(inputs.map(cells)) };
    case 'combine':
    case 'fold':
      return { costClass: `${name}/${input.field}`, work: cells(input) };
    case 'quotient':
      return {
        costClass: `${name}/${extensionNameOf(words[5])}`,
        work: 2 ** (words[6] + words[7]) * words[9],
      };
    case 'permutation':
      return { costClass: `${name}/${extensionNameOf(words[5])}`, work: input.rows * words[7] };
    case 'grind':
      return { costClass: `${name}/${hashSetNameOf(words[2])}`, work: 2 ** words[4] };
    case 'random':
    case 'fill':
    case 'elementwise':
      return { costClass: `${name}/${output.field}`, work: cells(output) };
    default:
      return undefined;
  }
}

/** Matrices of one height are hashed as one, row by row; digests are then compressed two by two. */
function commitCost(matrices: readonly Matrix[], hashSetWord: number): OpCost {
  const hashSet = hashSetNameOf(hashSetWord);
  const widths = new Map<number, number>();
  for (const { rows, columns } of matrices) widths.set(rows, (widths.get(rows) ?? 0) + columns);
  const rate = LEAF_RATE[hashSet];
  const permutations = [...widths].map(([rows, width]) => rows * (Math.ceil(width / rate) + 1));
  return { costClass: `commit/${matrices[0].field}/${hashSet}`, work: sum(permutations) };
}

function cells({ rows, columns }: Matrix): number {
  return rows * columns;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
