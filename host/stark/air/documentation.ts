import type { Chip } from './chip.js';
import type { Constraint } from './chip-builder.js';
import { NodeKind } from './expression-graph.js';
import type { Layout } from './layout.js';

/** The chip as Markdown: its columns and its constraints. Families of constraints take one line. */
export function generateDocumentation(chip: Chip): string {
  const lines = [`## ${chip.name}`, ''];
  if (chip.description !== '') lines.push(chip.description, '');
  lines.push(
    `${chip.width} columns, ${chip.preprocessedWidth} preprocessed columns, ${chip.publicValueCount} public ` +
      `values, ${chip.constraintCount} constraints of degree at most ${chip.maxConstraintDegree}.`,
    '',
    ...cellTable('Columns', chip.main),
    ...cellTable('Preprocessed columns', chip.preprocessed),
    ...cellTable('Public values', chip.publicValues),
    ...constraintTable(chip.constraints),
  );
  const unread = unreadCells(chip);
  if (unread.length > 0) lines.push(`No constraint reads ${unread.join(', ')}.`, '');
  return lines.join('\n');
}

/** Columns and public values that no constraint reads: anything may stand there. */
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

function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const line = (cells: readonly (string | number)[]): string => {
    return `| ${cells.map((text) => String(text).replaceAll('|', '\\|')).join(' | ')} |`;
  };
  return [line(header), line(header.map(() => '---')), ...rows.map(line), ''];
}
