import type { Ext, ExtensionField } from '../../field/index.js';
import { AirError } from './air-error.js';
import type { Chip } from './chip.js';
import { assembleProgram } from './compile-program.js';
import { ExpressionGraph } from './expression-graph.js';
import { fractionOf, lookupConstraints } from './lookup-constraints.js';
import { widestMessage } from './lookup.js';
import type { ConstraintProgram } from './program-format.js';
import type { ProgramOutput } from './program-schedule.js';
import { SymbolicExtension, type SymbolicExt } from './symbolic-extension.js';

/**
 * All constraints of a chip, those of its lookups included, as a program: constraints of lookups are over the
 * extension, with a coordinate for each coefficient. Its scalars are the public values and {@link challengeWords}.
 *
 * @throws AirError FIELD
 */
export function compileQuotientProgram(chip: Chip, extension: ExtensionField): ConstraintProgram {
  const { graph, valueOf, arithmetic } = symbolicCopy(chip, extension);
  const outputs: ProgramOutput[] = chip.constraints.map(({ node }, constraint) => {
    return { node: valueOf(node), constraint, coordinate: 0 };
  });
  if (chip.lookups.length === 0) {
    return assembleProgram(chip, graph, outputs, { permutationWidth: 0, challengeCount: 0 });
  }

  const { degree } = extension;
  const column = (index: number, rowOffset: 0 | 1): SymbolicExt =>
    elementAt(degree, (at) => graph.permutation(at, rowOffset), index);
  const challenges = symbolicChallenges(chip, graph, arithmetic, degree);
  const constraints = lookupConstraints(arithmetic, chip.lookups, valueOf, challenges, {
    local: Array.from({ length: chip.lookups.length + 1 }, (_, i) => column(i, 0)),
    nextAccumulator: column(0, 1),
    terminal: challenges.terminal,
    isFirstRow: graph.isFirstRow(),
    isLastRow: graph.isLastRow(),
    isTransition: graph.isTransition(),
  });
  constraints.forEach((value, i) => outputs.push(...outputsOf(graph, value, chip.constraintCount + i)));
  return assembleProgram(chip, graph, outputs, {
    permutationWidth: degree * (chip.lookups.length + 1),
    challengeCount: challengeCount(chip, degree) + degree,
  });
}

/**
 * The fractions of a chip's lookup columns as a program that runs on trace rows: output 2l is the denominator
 * of lookup l, output 2l + 1 its numerator. It reads neither selectors nor permutation columns; its scalars are
 * the public values and {@link challengeWords} without a terminal.
 *
 * @throws AirError FIELD; LOOKUPS for a chip without lookups
 */
export function compilePermutationProgram(chip: Chip, extension: ExtensionField): ConstraintProgram {
  if (chip.lookups.length === 0) throw new AirError('LOOKUPS', 'there are no lookups', { chip: chip.name });
  const { graph, valueOf, arithmetic } = symbolicCopy(chip, extension);
  const { prefixes, betaPowers } = symbolicChallenges(chip, graph, arithmetic, extension.degree);
  const outputs = chip.lookups.flatMap((lookup, l) => {
    const fraction = fractionOf(arithmetic, lookup, valueOf, prefixes[l], betaPowers);
    return [
      ...outputsOf(graph, fraction.denominator, 2 * l),
      ...outputsOf(graph, fraction.numerator, 2 * l + 1),
    ];
  });
  const count = challengeCount(chip, extension.degree);
  return assembleProgram(chip, graph, outputs, { permutationWidth: 0, challengeCount: count });
}

/**
 * The challenge words of a chip's programs, canonical: for each lookup its prefix, then beta^1 to beta^(w - 1)
 * where w is the width of the chip's widest message, then the terminal, which the quotient program alone has.
 */
export function challengeWords(
  chip: Pick<Chip, 'name' | 'lookups'>,
  extension: ExtensionField,
  challenges: { readonly prefixes: readonly Ext[]; readonly beta: Ext; readonly terminal?: Ext },
): number[] {
  const { prefixes, beta, terminal } = challenges;
  if (prefixes.length !== chip.lookups.length) {
    const message = `${prefixes.length} prefixes for ${chip.lookups.length} lookups`;
    throw new AirError('OPENING_LENGTH', message, { chip: chip.name });
  }
  const powers: Ext[] = [];
  for (let k = 1; k < widestMessage(chip.lookups); k++) {
    powers.push(k === 1 ? beta : extension.mul(powers[k - 2], beta));
  }
  return [...prefixes, ...powers, ...(terminal ? [terminal] : [])].flat();
}

/** Challenge words before the terminal. */
function challengeCount(chip: Chip, degree: number): number {
  return degree * (chip.lookups.length + widestMessage(chip.lookups) - 1);
}

/** The challenge words as expressions, in the order of {@link challengeWords}. */
function symbolicChallenges(
  { lookups }: Chip,
  graph: ExpressionGraph,
  arithmetic: SymbolicExtension,
  degree: number,
): { prefixes: SymbolicExt[]; betaPowers: SymbolicExt[]; terminal: SymbolicExt } {
  const challenge = (index: number): SymbolicExt => elementAt(degree, (at) => graph.challenge(at), index);
  const powers = widestMessage(lookups) - 1;
  return {
    prefixes: lookups.map((_, l) => challenge(l)),
    betaPowers: [arithmetic.one, ...Array.from({ length: powers }, (_, k) => challenge(lookups.length + k))],
    terminal: challenge(lookups.length + powers),
  };
}

/** A graph of its own, for the nodes that lookups add would change the chip's. */
function symbolicCopy(chip: Chip, extension: ExtensionField) {
  if (extension.base !== chip.field) {
    throw new AirError('FIELD', `${extension.name} does not extend ${chip.field.name}`, { chip: chip.name });
  }
  const graph = new ExpressionGraph(chip.name, chip.field);
  const copies = graph.copy(chip.graph, chip.evaluationOrder);
  const valueOf = (node: number): number => copies.get(node) as number;
  return { graph, valueOf, arithmetic: new SymbolicExtension(graph, extension) };
}

/** The element with this index of a list that is stored coefficient by coefficient. */
function elementAt(degree: number, leaf: (at: number) => number, index: number): SymbolicExt {
  return Array.from({ length: degree }, (_, k) => leaf(degree * index + k));
}

/** The coefficients that are not known to be 0; the first of an element that is 0. */
function outputsOf(graph: ExpressionGraph, value: SymbolicExt, constraint: number): ProgramOutput[] {
  const outputs = value.map((node, coordinate) => ({ node, constraint, coordinate }));
  const varying = outputs.filter(({ node }) => graph.constantValue(node) !== 0);
  return varying.length > 0 ? varying : outputs.slice(0, 1);
}
