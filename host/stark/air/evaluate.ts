import type { Ext, ExtensionField, PrimeField } from '../../field/index.js';
import { AirError } from './air-error.js';
import type { Chip } from './chip.js';
import { NodeKind, type ExpressionGraph } from './expression-graph.js';
import { widestMessage } from './lookup.js';
import { lookupConstraints, type LookupArithmetic } from './lookup-constraints.js';
import type { ConstraintPoint, LookupPoint } from './verifiable-air.js';

/** Ring operations on values of type T into which the base field embeds. */
export interface Arithmetic<T> {
  embed(constant: number): T;
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  neg(a: T): T;
}

/** The values that constraints are functions of; rows are [this row, next row]. */
export interface ConstraintInputs<T> {
  readonly main: readonly [ArrayLike<T>, ArrayLike<T>];
  readonly preprocessed: readonly [ArrayLike<T>, ArrayLike<T>];
  /** Canonical. */
  readonly publicValues: ArrayLike<number>;
  readonly isFirstRow: T;
  readonly isLastRow: T;
  readonly isTransition: T;
}

/** The base field as an {@link Arithmetic}. */
export function baseArithmetic(field: PrimeField): Arithmetic<number> {
  return {
    embed: (constant) => constant,
    add: (a, b) => field.add(a, b),
    sub: (a, b) => field.sub(a, b),
    mul: (a, b) => field.mul(a, b),
    neg: (a) => field.neg(a),
  };
}

/**
 * The values of nodes, by node number.
 *
 * @param order the nodes to evaluate, operands before users
 * @param values where they are written; entries of other nodes stay
 */
export function evaluateNodes<T>(
  graph: ExpressionGraph,
  order: readonly number[],
  arithmetic: Arithmetic<T>,
  inputs: ConstraintInputs<T>,
  values: T[],
): void {
  for (const node of order) {
    const a = graph.a(node);
    const b = graph.b(node);
    switch (graph.kind(node)) {
      case NodeKind.constant:
        values[node] = arithmetic.embed(a);
        break;
      case NodeKind.main:
        values[node] = inputs.main[b][a];
        break;
      case NodeKind.preprocessed:
        values[node] = inputs.preprocessed[b][a];
        break;
      case NodeKind.publicValue:
        values[node] = arithmetic.embed(inputs.publicValues[a]);
        break;
      case NodeKind.isFirstRow:
        values[node] = inputs.isFirstRow;
        break;
      case NodeKind.isLastRow:
        values[node] = inputs.isLastRow;
        break;
      case NodeKind.isTransition:
        values[node] = inputs.isTransition;
        break;
      case NodeKind.add:
        values[node] = arithmetic.add(values[a], values[b]);
        break;
      case NodeKind.sub:
        values[node] = arithmetic.sub(values[a], values[b]);
        break;
      case NodeKind.mul:
        values[node] = arithmetic.mul(values[a], values[b]);
        break;
      case NodeKind.neg:
        values[node] = arithmetic.neg(values[a]);
        break;
      case NodeKind.permutation:
      case NodeKind.challenge:
        throw new AirError('PROGRAM', `node ${node} has no value outside of a program`, { chip: graph.chip });
    }
  }
}

/** The implementation of `Chip.evaluateConstraints`. */
export function evaluateAtPoint(chip: Chip, extension: ExtensionField, at: ConstraintPoint): Ext[] {
  if (extension.base !== chip.field) {
    throw new AirError('FIELD', `${extension.name} does not extend ${chip.field.name}`, { chip: chip.name });
  }
  const width = chip.preprocessedWidth;
  checkOpening(chip, 'local', at.local, chip.width);
  checkOpening(chip, 'next', at.next, chip.readsNextRow ? chip.width : 0);
  checkOpening(chip, 'preprocessedLocal', at.preprocessedLocal, width);
  checkOpening(chip, 'preprocessedNext', at.preprocessedNext, chip.readsNextPreprocessedRow ? width : 0);
  checkPublicValues(chip, at.publicValues);
  const inputs: ConstraintInputs<Ext> = {
    main: [at.local, at.next],
    preprocessed: [at.preprocessedLocal, at.preprocessedNext],
    publicValues: at.publicValues,
    isFirstRow: at.isFirstRow,
    isLastRow: at.isLastRow,
    isTransition: at.isTransition,
  };
  const values = new Array<Ext>(chip.graph.size);
  evaluateNodes(chip.graph, chip.evaluationOrder, extension, inputs, values);
  const own = chip.constraints.map(({ node }) => values[node]);
  return at.lookups === undefined
    ? own
    : [...own, ...evaluateLookups(chip, extension, at, at.lookups, values)];
}

function evaluateLookups(
  chip: Chip,
  extension: ExtensionField,
  { isFirstRow, isLastRow, isTransition }: ConstraintPoint,
  { permutationLocal, permutationNext, prefixes, beta, terminal }: LookupPoint,
  values: readonly Ext[],
): Ext[] {
  const { lookups } = chip;
  if (lookups.length === 0) throw new AirError('LOOKUPS', 'there are no lookups', { chip: chip.name });
  checkOpening(chip, 'permutationLocal', permutationLocal, lookups.length + 1);
  checkOpening(chip, 'permutationNext', permutationNext, lookups.length + 1);
  checkOpening(chip, 'prefixes', prefixes, lookups.length);
  const betaPowers = [extension.one];
  for (let k = 1; k < widestMessage(lookups); k++) betaPowers.push(extension.mul(betaPowers[k - 1], beta));
  const columns = { local: permutationLocal, nextAccumulator: permutationNext[0], terminal };
  return lookupConstraints(
    lookupArithmetic(extension),
    lookups,
    (node) => values[node],
    { prefixes, betaPowers },
    { ...columns, isFirstRow, isLastRow, isTransition },
  );
}

/** Arithmetic at a point of the extension, where columns have extension values too. */
function lookupArithmetic(extension: ExtensionField): LookupArithmetic<Ext, Ext> {
  return {
    base: extension,
    zero: extension.zero,
    one: extension.one,
    lift: (a) => a,
    scale: (a, b) => extension.mul(a, b),
    add: (a, b) => extension.add(a, b),
    sub: (a, b) => extension.sub(a, b),
    mul: (a, b) => extension.mul(a, b),
  };
}

function checkOpening(chip: Chip, name: string, opening: readonly Ext[], width: number): void {
  if (opening.length !== width) {
    throw new AirError('OPENING_LENGTH', `${name} has ${opening.length} values instead of ${width}`, {
      chip: chip.name,
    });
  }
}

/** @throws AirError PUBLIC_VALUE_COUNT, PUBLIC_VALUE. */
export function checkPublicValues(chip: Chip, publicValues: readonly number[]): void {
  const expected = chip.publicValueCount;
  if (publicValues.length !== expected) {
    throw new AirError('PUBLIC_VALUE_COUNT', `${publicValues.length} public values instead of ${expected}`, {
      chip: chip.name,
    });
  }
  for (const [i, column] of chip.publicValues.names.entries()) {
    const value = publicValues[i];
    if (chip.field.isCanonical(value)) continue;
    throw new AirError(
      'PUBLIC_VALUE',
      `public value ${column} = ${String(value)} is not in [0, ${chip.field.p})`,
      {
        chip: chip.name,
        column,
      },
    );
  }
}
