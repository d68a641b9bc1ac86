import type { Chip } from '../../../host/stark/air/index.js';
import { NodeKind } from '../../../host/stark/air/expression-graph.js';

/** The nodes that a message is made of. */
export interface MessageNodes {
  readonly fields: readonly number[];
  readonly count: number;
}

/** Nodes that change with others, operands first, and what is read from them. */
interface Dependents {
  readonly nodes: readonly number[];
  /** Numbers of stated messages. */
  readonly messages: readonly number[];
}

/** What depends on the nodes of a chip's graph. */
export class NodeUsers {
  private readonly leaves = new Map<number, number>();
  private readonly users = new Map<number, number[]>();
  private readonly constraints = new Map<number, string[]>();
  private readonly messages = new Map<number, number[]>();
  private readonly dependents = new Map<number, Dependents>();

  constructor(chip: Chip, stated: readonly MessageNodes[]) {
    const { graph, evaluationOrder } = chip;
    for (const node of evaluationOrder) {
      if (graph.kind(node) === NodeKind.main) this.leaves.set(2 * graph.a(node) + graph.b(node), node);
      for (const operand of graph.operands(node)) append(this.users, operand, node);
    }
    for (const { node, name } of chip.constraints) append(this.constraints, node, name);
    stated.forEach(({ fields, count }, i) => {
      for (const node of new Set([...fields, count])) append(this.messages, node, i);
    });
  }

  /** The node of a cell; undefined where nothing reads it. */
  leaf(column: number, offset: 0 | 1): number | undefined {
    return this.leaves.get(2 * column + offset);
  }

  constraintsAt(node: number): readonly string[] {
    return this.constraints.get(node) ?? [];
  }

  dependentsOf(leaves: readonly number[]): Dependents {
    if (leaves.length > 1) return this.collect(leaves);
    const [leaf] = leaves;
    const known = this.dependents.get(leaf) ?? this.collect(leaves);
    this.dependents.set(leaf, known);
    return known;
  }

  private collect(leaves: readonly number[]): Dependents {
    const found = new Set(leaves);
    for (const node of found) for (const user of this.users.get(node) ?? []) found.add(user);
    // Operands have smaller numbers than what uses them.
    const nodes = [...found].sort((a, b) => a - b);
    return { nodes, messages: [...new Set(nodes.flatMap((node) => this.messages.get(node) ?? []))] };
  }
}

const usersByChip = new WeakMap<Chip, NodeUsers>();

export function nodeUsersOf(chip: Chip, stated: readonly MessageNodes[]): NodeUsers {
  const known = usersByChip.get(chip) ?? new NodeUsers(chip, stated);
  usersByChip.set(chip, known);
  return known;
}

function append<T>(lists: Map<number, T[]>, key: number, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
