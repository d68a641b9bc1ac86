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
  const unread = unreadColumns(chip);
  if (unread.length > 0) lines.push(`No constraint reads ${unread.join(', ')}.`, '');
  return lines.join('\n');
}

/** Main columns that no constraint reads, on this row or the next: anything may stand there. */
export function unreadColumns(chip: Chip): string[] {
  const read = new Set<number>();
  for (const node of chip.evaluationOrder) {
    if (chip.graph.kind(node) === NodeKind.main) read.add(chip.graph.a(node));
  }
  return chip.main.names.filter((_, column) => !read.has(column));
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
