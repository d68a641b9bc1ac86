import { koalaBear } from '../../../host/field/index.js';
import { NodeKind } from '../../../host/stark/air/expression-graph.js';
import type { Constraint } from '../../../host/stark/air/chip-builder.js';
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
import { lcgMatrix, seededWords } from '../../field/random.js';

export interface GoodTrace {
  readonly trace: Uint32Array;
  readonly publicValues: readonly number[];
}

/** A standard chip and a good trace of few rows. */
export interface StandardChip {
  readonly title: string;
  readonly load: () => { readonly chip: Chip; readonly good: GoodTrace };
}

export const STANDARD_CHIPS: readonly StandardChip[] = [
  {
    title: 'fibonacci',
    load: () => ({ chip: fibonacciChip(koalaBear), good: fibonacciTrace(koalaBear, 8, 0, 1) }),
  },
  {
    title: 'cube',
    load: () => ({ chip: cubeChip(koalaBear), good: cubeTrace(koalaBear, 8, 2, 5) }),
  },
  {
    title: 'Poseidon2 over KoalaBear',
    load: () => ({
      chip: poseidon2Chip('koalabear_w16'),
      good: { trace: poseidon2Trace('koalabear_w16', lcgMatrix(3, 16, 16)), publicValues: [] },
    }),
  },
  {
    title: 'Poseidon2 over BabyBear',
    load: () => ({
      chip: poseidon2Chip('babybear_w16', 1),
      good: { trace: poseidon2Trace('babybear_w16', lcgMatrix(4, 2, 16)), publicValues: [] },
    }),
  },
  {
    title: 'Keccak-f',
    load: () => {
      const inputs = lcgMatrix(5, 1, 25).map((row) => row.map((x) => BigInt.asUintN(64, BigInt(x) ** 3n)));
      return { chip: keccakFChip(koalaBear), good: { trace: keccakFTrace(inputs), publicValues: [] } };
    },
  },
];

/** A good trace with one cell changed. */
export interface BrokenCell {
  readonly row: number;
  readonly column: number;
  readonly value: number;
  /** Names of the constraints that fail. */
  readonly failed: ReadonlySet<string>;
}

/** Breaks a good trace in one cell at a time, the same each time. */
export class TraceBreaker {
  private readonly trace: Uint32Array;
  private readonly height: number;
  private readonly word: () => number;

  constructor(
    private readonly chip: Chip,
    private readonly good: GoodTrace,
  ) {
    this.trace = good.trace.slice();
    this.height = good.trace.length / chip.width;
    this.word = seededWords(chip.width);
  }

  /** Changes a cell of a column, in some row unless one is given. */
  breakColumn(column: number, row = this.word() % this.height): BrokenCell {
    const { chip, trace, height } = this;
    const at = chip.width * row + column;
    const value = chip.field.add(this.good.trace[at], 1 + (this.word() % (chip.field.p - 1)));
    trace[at] = value;
    // The row itself, and the one before, which reads it as its next.
    const failures = [...new Set([row, (row + height - 1) % height])].flatMap((from) => {
      const rows = { from, to: from + 1 };
      return checkTrace(chip, trace, this.good.publicValues, undefined, { rows, maxFailures: Infinity });
    });
    trace[at] = this.good.trace[at];
    return { row, column, value, failed: new Set(failures.map(({ constraint }) => constraint)) };
  }

  /** Changes one cell after another of those that a constraint reads, until it fails; the last one is that. */
  breakConstraint(constraint: Constraint): BrokenCell[] {
    const { graph } = this.chip;
    const leaves = this.chip.leavesOf(constraint).filter((leaf) => graph.kind(leaf) === NodeKind.main);
    const tried: BrokenCell[] = [];
    for (let i = 0; i < 4 * this.height; i++) {
      tried.push(this.breakColumn(graph.a(leaves[this.word() % leaves.length]), i % this.height));
      if (tried[i].failed.has(constraint.name)) break;
    }
    return tried;
  }

  /** Breaks a cell of every column, and then what the constraints read that have not failed yet. */
  breakAll(): BrokenCell[] {
    const broken = Array.from({ length: this.chip.width }, (_, column) => this.breakColumn(column));
    const failed = namesOf(broken);
    for (const constraint of this.chip.constraints) {
      if (failed.has(constraint.name)) continue;
      const tried = this.breakConstraint(constraint);
      for (const name of namesOf(tried)) failed.add(name);
      broken.push(...tried);
    }
    return broken;
  }

  /** The trace with a cell broken. */
  apply({ row, column, value }: BrokenCell): Uint32Array {
    const broken = this.good.trace.slice();
    broken[this.chip.width * row + column] = value;
    return broken;
  }
}

/** The constraints that fail in some of the traces. */
export function namesOf(broken: readonly BrokenCell[]): Set<string> {
  return new Set(broken.flatMap(({ failed }) => [...failed]));
}

/** Few broken cells that together fail all that the given ones do: those first that add most. */
export function coverOf(broken: readonly BrokenCell[]): BrokenCell[] {
  const missing = namesOf(broken);
  const gain = ({ failed }: BrokenCell): number => [...failed].filter((name) => missing.has(name)).length;
  const cover: BrokenCell[] = [];
  while (missing.size > 0) {
    const gains = broken.map(gain);
    const most = gains.reduce((max, x) => Math.max(max, x), 0);
    broken.forEach((cell, i) => {
      // Taking one may have left less to another.
      if (gains[i] < most || gain(cell) < most) return;
      cover.push(cell);
      for (const name of cell.failed) missing.delete(name);
    });
  }
  return cover;
}

/** The constraints by what they have in common apart from indices. */
export function constraintsByKind({ constraints }: Chip): Map<string, Constraint[]> {
  const kinds = new Map<string, Constraint[]>();
  for (const constraint of constraints) {
    const kind = constraint.name.replaceAll(/\[\d+\]/g, '');
    kinds.set(kind, [...(kinds.get(kind) ?? []), constraint]);
  }
  return kinds;
}
