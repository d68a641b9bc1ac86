import type { PrimeField } from '../../field/index.js';
import { AirError } from './air-error.js';

/** Kinds of nodes. The numbers are part of the canonical form that chip identities hash: never change them. */
export const NodeKind = {
  /** a = canonical value */
  constant: 0,
  /** a = column, b = row offset (0 this row, 1 the next) */
  main: 1,
  /** a = column, b = row offset */
  preprocessed: 2,
  /** a = index */
  publicValue: 3,
  isFirstRow: 4,
  isLastRow: 5,
  isTransition: 6,
  /** a and b = operands, here and below */
  add: 7,
  sub: 8,
  mul: 9,
  /** a = operand */
  neg: 10,
  // In programs alone, never in the graph of a chip:
  /** a = base column of the permutation trace, b = row offset */
  permutation: 11,
  /** a = index among the challenge words */
  challenge: 12,
} as const;
export type NodeKind = (typeof NodeKind)[keyof typeof NodeKind];

/** Keys of nodes pack a kind and two numbers below this into a double. */
const MAX_NODES = 2 ** 23;

/** Parts of a node key: kind * 2^46 + a * 2^23 + b, below 2^50. */
const KEY_RADIX = 2 ** 23;

/**
 * Expressions over the columns of a chip as a graph in which equal nodes are one node. Operands have smaller
 * numbers than the nodes that use them.
 *
 * The rules by which nodes are simplified when they are made are those of Plonky3's symbolic expressions,
 * since degrees depend on them: operations on two constants are computed; x + 0, 0 + x, x - 0, x * 1 and
 * 1 * x are x; 0 - x is -x; x * 0 and 0 * x are 0. Degrees: columns and the first- and last-row selectors 1;
 * constants, public values and the transition selector 0; sums the greater of the two, products the sum.
 */
export class ExpressionGraph {
  readonly chip: string;
  readonly field: PrimeField;
  private readonly kinds: NodeKind[] = [];
  private readonly operandsA: number[] = [];
  private readonly operandsB: number[] = [];
  private readonly degrees: number[] = [];
  private readonly nodesByKey = new Map<number, number>();
  private readonly nodesByConstant = new Map<number, number>();

  constructor(chip: string, field: PrimeField) {
    this.chip = chip;
    this.field = field;
  }

  get size(): number {
    return this.kinds.length;
  }

  kind(node: number): NodeKind {
    return this.kinds[node];
  }

  a(node: number): number {
    return this.operandsA[node];
  }

  b(node: number): number {
    return this.operandsB[node];
  }

  degree(node: number): number {
    return this.degrees[node];
  }

  /** Nodes that are operands of this one: 0, 1 or 2. */
  operands(node: number): readonly number[] {
    const kind = this.kinds[node];
    if (kind === NodeKind.neg) return [this.operandsA[node]];
    return isBinary(kind) ? [this.operandsA[node], this.operandsB[node]] : [];
  }

  /** The value of a constant node, else undefined. */
  constantValue(node: number): number | undefined {
    return this.kinds[node] === NodeKind.constant ? this.operandsA[node] : undefined;
  }

  /** @param value canonical */
  constant(value: number): number {
    let node = this.nodesByConstant.get(value);
    if (node === undefined) {
      node = this.push(NodeKind.constant, value, 0, 0);
      this.nodesByConstant.set(value, node);
    }
    return node;
  }

  main(column: number, rowOffset: 0 | 1): number {
    return this.intern(NodeKind.main, column, rowOffset, 1);
  }

  preprocessed(column: number, rowOffset: 0 | 1): number {
    return this.intern(NodeKind.preprocessed, column, rowOffset, 1);
  }

  publicValue(index: number): number {
    return this.intern(NodeKind.publicValue, index, 0, 0);
  }

  permutation(column: number, rowOffset: 0 | 1): number {
    return this.intern(NodeKind.permutation, column, rowOffset, 1);
  }

  challenge(index: number): number {
    return this.intern(NodeKind.challenge, index, 0, 0);
  }

  isFirstRow(): number {
    return this.intern(NodeKind.isFirstRow, 0, 0, 1);
  }

  isLastRow(): number {
    return this.intern(NodeKind.isLastRow, 0, 0, 1);
  }

  isTransition(): number {
    return this.intern(NodeKind.isTransition, 0, 0, 0);
  }

  add(x: number, y: number): number {
    const [c, d] = [this.constantValue(x), this.constantValue(y)];
    if (c !== undefined && d !== undefined) return this.constant(this.field.add(c, d));
    if (c === 0) return y;
    if (d === 0) return x;
    return this.sum(NodeKind.add, x, y);
  }

  sub(x: number, y: number): number {
    const [c, d] = [this.constantValue(x), this.constantValue(y)];
    if (c !== undefined && d !== undefined) return this.constant(this.field.sub(c, d));
    if (c === 0) return this.neg(y);
    if (d === 0) return x;
    return this.sum(NodeKind.sub, x, y);
  }

  mul(x: number, y: number): number {
    const [c, d] = [this.constantValue(x), this.constantValue(y)];
    if (c !== undefined && d !== undefined) return this.constant(this.field.mul(c, d));
    if (c === 0 || d === 0) return this.constant(0);
    if (c === 1) return y;
    if (d === 1) return x;
    return this.intern(NodeKind.mul, x, y, this.degrees[x] + this.degrees[y]);
  }

  neg(x: number): number {
    const c = this.constantValue(x);
    if (c !== undefined) return this.constant(this.field.neg(c));
    return this.intern(NodeKind.neg, x, 0, this.degrees[x]);
  }

  /**
   * Makes nodes of another graph over the same field here too.
   *
   * @param order operands before users
   * @returns their numbers here
   */
  copy(source: ExpressionGraph, order: readonly number[]): Map<number, number> {
    const copies = new Map<number, number>();
    for (const node of order) {
      const kind = source.kind(node);
      const [x, y] = source.operands(node).map((operand) => copies.get(operand) as number);
      copies.set(node, this.remake(kind, x ?? source.a(node), y ?? source.b(node), source.degree(node)));
    }
    return copies;
  }

  /** The nodes that the roots need, operands before users: post-order from root to root, a before b. */
  reachable(roots: readonly number[]): number[] {
    const order: number[] = [];
    const seen = new Uint8Array(this.size);
    for (const root of roots) {
      const stack = [root];
      while (stack.length > 0) {
        const node = stack[stack.length - 1];
        const pending = seen[node] ? [] : this.operands(node).filter((operand) => !seen[operand]);
        if (pending.length > 0) {
          stack.push(pending[0]);
          continue;
        }
        stack.pop();
        if (!seen[node]) order.push(node);
        seen[node] = 1;
      }
    }
    return order;
  }

  private remake(kind: NodeKind, a: number, b: number, degree: number): number {
    return kind === NodeKind.constant ? this.constant(a) : this.intern(kind, a, b, degree);
  }

  private sum(kind: NodeKind, x: number, y: number): number {
    return this.intern(kind, x, y, Math.max(this.degrees[x], this.degrees[y]));
  }

  private intern(kind: NodeKind, a: number, b: number, degree: number): number {
    const key = (kind * KEY_RADIX + a) * KEY_RADIX + b;
    let node = this.nodesByKey.get(key);
    if (node === undefined) {
      node = this.push(kind, a, b, degree);
      this.nodesByKey.set(key, node);
    }
    return node;
  }

  private push(kind: NodeKind, a: number, b: number, degree: number): number {
    if (this.size >= MAX_NODES) {
      throw new AirError('TOO_LARGE', `more than ${MAX_NODES} expressions`, { chip: this.chip });
    }
    this.kinds.push(kind);
    this.operandsA.push(a);
    this.operandsB.push(b);
    this.degrees.push(degree);
    return this.kinds.length - 1;
  }
}

export function isBinary(kind: NodeKind): boolean {
  return kind === NodeKind.add || kind === NodeKind.sub || kind === NodeKind.mul;
}
