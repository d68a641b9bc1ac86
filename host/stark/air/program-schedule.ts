import { NodeKind, type ExpressionGraph } from './expression-graph.js';
import { Opcode } from './program-format.js';

/**
 * After how many instructions without a use a loaded value is loaded anew instead of kept in a register.
 * At 128 the standard chips need 33 (Poseidon2) and 68 (Keccak) registers, so that those of a block of rows
 * stay in the first-level cache; Poseidon2 loads nothing twice. At 1024 Keccak has 10 % fewer instructions
 * but needs 134 registers; below 128, Poseidon2 has 15 % more instructions for 3 registers less.
 */
const RELOAD_DISTANCE = 128;

/** An instruction whose value is named by its index in the schedule; operands of arithmetic are such names. */
export interface ScheduledInstruction {
  readonly opcode: Opcode;
  readonly a: number;
  readonly b: number;
  /** Of assertions. */
  readonly coordinate?: number;
}

/** An expression as a coordinate of a constraint. */
export interface ProgramOutput {
  readonly node: number;
  readonly constraint: number;
  readonly coordinate: number;
}

/**
 * The instructions that evaluate the outputs of a program, in an order that keeps lives of values short:
 * output by output, each followed by its assertion; of two operands, first the one that needs more
 * registers itself (Sethi and Ullman 1970); columns and constants are loaded where they are used.
 *
 * @param publicValueCount scalars before the challenge words
 */
export function scheduleOutputs(
  graph: ExpressionGraph,
  publicValueCount: number,
  outputs: readonly ProgramOutput[],
): ScheduledInstruction[] {
  const needs = registerNeeds(graph, graph.reachable(outputs.map(({ node }) => node)));
  const schedule: ScheduledInstruction[] = [];
  const valueOf = new Map<number, number>();
  const lastUse = new Map<number, number>();

  const emit = (opcode: Opcode, a: number, b: number): number => schedule.push({ opcode, a, b }) - 1;
  const isLeaf = (node: number): boolean => graph.operands(node).length === 0;

  /** The value of a node that is a leaf or computed. */
  const use = (node: number): number => {
    let value = valueOf.get(node);
    if (isLeaf(node)) {
      const previous = lastUse.get(node) ?? -Infinity;
      if (value === undefined || schedule.length - previous > RELOAD_DISTANCE) {
        value = emit(...loadOf(graph, publicValueCount, node));
        valueOf.set(node, value);
      }
      lastUse.set(node, schedule.length);
    }
    return value as number;
  };

  const compute = (root: number): void => {
    const stack = [root];
    while (stack.length > 0) {
      const node = stack[stack.length - 1];
      const missing = graph.operands(node).filter((operand) => !isLeaf(operand) && !valueOf.has(operand));
      if (missing.length > 0 && !valueOf.has(node)) {
        const [first, second = first] = missing;
        stack.push(needs[second] > needs[first] ? second : first);
        continue;
      }
      stack.pop();
      if (isLeaf(node) || valueOf.has(node)) continue;
      const [a, b] = graph.operands(node).map(use);
      valueOf.set(node, emit(ARITHMETIC[graph.kind(node)] as Opcode, a, b ?? 0));
    }
  };

  for (const { node, constraint, coordinate } of outputs) {
    compute(node);
    schedule.push({ opcode: Opcode.assertZero, a: use(node), b: constraint, coordinate });
  }
  return schedule;
}

const ARITHMETIC: Partial<Record<NodeKind, Opcode>> = {
  [NodeKind.add]: Opcode.add,
  [NodeKind.sub]: Opcode.sub,
  [NodeKind.mul]: Opcode.mul,
  [NodeKind.neg]: Opcode.neg,
};

function loadOf(graph: ExpressionGraph, publicValueCount: number, node: number): [Opcode, number, number] {
  const a = graph.a(node);
  switch (graph.kind(node)) {
    case NodeKind.main:
      return [Opcode.loadMain, a, graph.b(node)];
    case NodeKind.preprocessed:
      return [Opcode.loadPreprocessed, a, graph.b(node)];
    case NodeKind.publicValue:
      return [Opcode.loadScalar, a, 0];
    case NodeKind.challenge:
      return [Opcode.loadScalar, publicValueCount + a, 0];
    case NodeKind.permutation:
      return [Opcode.loadPermutation, a, graph.b(node)];
    case NodeKind.isFirstRow:
      return [Opcode.loadSelector, 0, 0];
    case NodeKind.isLastRow:
      return [Opcode.loadSelector, 1, 0];
    case NodeKind.isTransition:
      return [Opcode.loadSelector, 2, 0];
    default:
      return [Opcode.loadConstant, graph.field.toMontgomery(a), 0];
  }
}

/** How many registers each node would take if nothing were shared, by node. */
function registerNeeds(graph: ExpressionGraph, order: readonly number[]): Float64Array {
  const needs = new Float64Array(graph.size);
  for (const node of order) {
    const [x = 0, y = 0] = graph.operands(node).map((operand) => needs[operand]);
    needs[node] = x === y ? x + 1 : Math.max(x, y);
  }
  return needs;
}
