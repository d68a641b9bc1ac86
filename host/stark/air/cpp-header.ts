import type { Chip } from './chip.js';
import { ArrayShape, Cell, cellCount, type Shape, type Struct } from './shape.js';

/**
 * C++ with the numbers of a chip's columns, for code that fills traces. It reads like the chip: where
 * constraints say `local.rounds[2].post[5]`, C++ says `columns().rounds(2).post(5)`, a constant expression
 * when the indices are, on hosts and devices alike.
 */
export function generateHeader(chip: Chip): string {
  const parts = [
    { accessor: 'columns', type: 'Columns', layout: chip.main },
    { accessor: 'preprocessed', type: 'Preprocessed', layout: chip.preprocessed },
    { accessor: 'public_values', type: 'PublicValues', layout: chip.publicValues },
  ].filter(({ layout }) => layout.width > 0);
  return [
    `// Column numbers of the chip ${chip.name}. Generated from its definition; do not edit.`,
    '// clang-format off',
    '#pragma once',
    '',
    '#include <cstdint>',
    '',
    '#include "math/attributes.h"',
    '',
    `namespace switchyard::chips::${chip.name} {`,
    '',
    `inline constexpr uint32_t kWidth = ${chip.width};`,
    `inline constexpr uint32_t kPreprocessedWidth = ${chip.preprocessedWidth};`,
    `inline constexpr uint32_t kPublicValueCount = ${chip.publicValueCount};`,
    ...parts.flatMap(({ accessor, type, layout }) => [
      '',
      ...structLines(type, layout.shape),
      `SY_INLINE constexpr ${type} ${accessor}() { return {0}; }`,
    ]),
    '',
    `}  // namespace switchyard::chips::${chip.name}`,
    '',
  ].join('\n');
}

/** A struct whose instances stand for the cells from `base` on; one member function a member. */
function structLines(type: string, shape: Struct): string[] {
  const lines = [`struct ${type} {`, '  uint32_t base;'];
  let offset = 0;
  for (const [name, member] of Object.entries(shape)) {
    lines.push(...memberLines(name, member, offset).map((line) => (line === '' ? '' : `  ${line}`)));
    offset += cellCount(member);
  }
  lines.push('};');
  return lines;
}

function memberLines(name: string, shape: Shape, offset: number): string[] {
  const { indices, element, meaning } = unwrapArrays(shape);
  if (indices.some(({ count }) => count === 0)) return [];
  const parameters = indices.map((_, i) => `uint32_t i${i}`).join(', ');
  const terms = indices.map(({ stride }, i) => (stride === 1 ? `i${i}` : `${stride} * i${i}`));
  const position = ['base', ...(offset > 0 ? [`${offset}`] : []), ...terms].join(' + ');
  const counts = indices.map(({ count }) => `[${count}]`).join('');
  const comment = [`// ${name}${counts}`, ...(meaning === '' ? [] : [meaning])].join(': ');
  if (element instanceof Cell) {
    return [comment, `SY_INLINE constexpr uint32_t ${name}(${parameters}) const { return ${position}; }`];
  }
  const type = name[0].toUpperCase() + name.slice(1);
  return [
    ...structLines(type, element),
    comment,
    `SY_INLINE constexpr ${type} ${name}(${parameters}) const { return {${position}}; }`,
  ];
}

interface ArrayIndex {
  readonly count: number;
  /** Cells between neighbours. */
  readonly stride: number;
}

function unwrapArrays(shape: Shape): { indices: ArrayIndex[]; element: Cell | Struct; meaning: string } {
  if (shape instanceof Cell) return { indices: [], element: shape, meaning: shape.meaning };
  if (!(shape instanceof ArrayShape)) return { indices: [], element: shape, meaning: '' };
  const inner = unwrapArrays(shape.element);
  const index = { count: shape.count, stride: cellCount(shape.element) };
  return { ...inner, indices: [index, ...inner.indices], meaning: inner.meaning || shape.meaning };
}
