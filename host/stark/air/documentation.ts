import type { Direction } from './bus.js';
import type { Chip } from './chip.js';
import type { Constraint } from './chip-builder.js';
import { NodeKind } from './expression-graph.js';
import type { Interaction, Message } from './interaction.js';
import type { Layout } from './layout.js';

/** The chip as Markdown: its columns, constraints and buses. Families of constraints take one line. */
export function generateDocumentation(chip: Chip): string {
  const lines = [`## ${chip.name}`, ''];
  if (chip.description !== '') lines.push(chip.description, '');
  lines.push(
    `${chip.width} columns, ${chip.preprocessedWidth} preprocessed columns, ${chip.publicValueCount} public ` +
      `values, ${countConstraints(chip)} of degree at most ${chip.maxConstraintDegree}.`,
    '',
    ...cellTable('Columns', chip.main),
    ...cellTable('Preprocessed columns', chip.preprocessed),
    ...cellTable('Public values', chip.publicValues),
    ...constraintTable(chip.constraints),
    ...busTable(chip),
  );
  const unread = unreadCells(chip);
  const readers = chip.interactions.length > 0 ? 'No constraint or interaction' : 'No constraint';
  if (unread.length > 0) lines.push(`${readers} reads ${unread.join(', ')}.`, '');
  return lines.join('\n');
}

function countConstraints({ constraintCount, lookups }: Chip): string {
  const own = `${constraintCount} constraints`;
  return lookups.length === 0 ? own : `${own} and ${lookups.length} columns for messages`;
}

/** Columns and public values that no constraint or interaction reads: anything may stand there. */
export function unreadCells(chip: Chip): string[] {
  const unread = (layout: Layout, kind: NodeKind): string[] => {
    const read = new Set(
      chip.evaluationOrder.filter((node) => chip.graph.kind(node) === kind).map((node) => chip.graph.a(node)),
    );
    return layout.names.filter((_, number) => !read.has(number));
  };
  return [
    ...unread(chip.main, NodeKind.main),
    ...unread(chip.preprocessed, NodeKind.preprocessed),
    ...unread(chip.publicValues, NodeKind.publicValue),
  ];
}

function cellTable(title: string, layout: Layout): string[] {
  if (layout.width === 0) return [];
  const rows = layout.groups.map(({ path, offset, count, meaning }) => [
    `\`${path}\``,
    offset,
    count,
    meaning,
  ]);
  return table([title, 'First', 'Count', 'Meaning'], rows);
}

interface Family {
  readonly first: number;
  readonly name: string;
  readonly degree: number;
  count: number;
}

function constraintTable(constraints: readonly Constraint[]): string[] {
  const families = new Map<string, Family>();
  constraints.forEach(({ name, degree }, first) => {
    const common = name.replace(/\[[^\]]*\]/g, '[]').replace(/(\[\])+/g, '[…]');
    const key = `${common} ${degree}`;
    const family = families.get(key);
    if (family) family.count++;
    else families.set(key, { first, name: common, degree, count: 1 });
  });
  const rows = [...families.values()].map(({ first, name, degree, count }) => [first, count, degree, name]);
  return table(['First', 'Count', 'Degree', 'Constraint'], rows);
}

/** One line for each bus, then for each local interaction. */
function busTable(chip: Chip): string[] {
  if (chip.interactions.length === 0) return [];
  const groups = new Map<string, { readonly label: string; readonly messages: Message[] }>();
  for (const { bus, place, messages } of [...chip.interactions].sort(localLast)) {
    const name = bus ? bus.name : place;
    const label = bus ? `${bus.name} (${bus.fields.join(', ')}), ${bus.kind}` : place;
    const group = groups.get(name) ?? { label, messages: [] };
    groups.set(name, group);
    group.messages.push(...messages);
  }
  const rows = [...groups].map(([name, { label, messages }]) => {
    const count = (direction: Direction): number =>
      messages.filter((message) => message.direction === direction).length;
    const columns = chip.lookups.filter(({ bus, place }) => (bus ?? place) === name);
    const weight = columns.reduce((sum, column) => sum + column.weight, 0);
    return [label, count('send'), count('receive'), count('provide'), weight, columns.length];
  });
  return table(['Bus', 'Sends', 'Receives', 'Provides', 'Weight', 'Columns'], rows);
}

function localLast(a: Interaction, b: Interaction): number {
  return Number(a.bus === null) - Number(b.bus === null);
}

function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]): string => {
    return `| ${cells.map((text) => String(text).replaceAll('|', '\\|')).join(' | ')} |`;
  };
  return [line(header), line(header.map(() => '---')), ...rows.map(line), ''];
}
