import { spawnSync } from 'node:child_process';
import test from 'ava';
import { babyBear, koalaBear } from '../../../host/field/index.js';
import { generateHeader, type Chip } from '../../../host/stark/air/index.js';
import { fibonacciChip, keccakFChip, poseidon2Chip } from '../../../host/stark/chips/index.js';
import { repositoryFile } from '../../support/repository.js';
import { sampleChip } from './sample-chip.js';

const SAMPLE_HEADER = `\
// Column numbers of the chip sample. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::sample {

inline constexpr uint32_t kWidth = 12;
inline constexpr uint32_t kPreprocessedWidth = 3;
inline constexpr uint32_t kPublicValueCount = 3;

struct Columns {
  uint32_t base;
  struct Flags {
    uint32_t base;
    // negate: subtract instead of adding
    SY_INLINE constexpr uint32_t negate() const { return base; }
    // spare[2]: bits without a meaning
    SY_INLINE constexpr uint32_t spare(uint32_t i0) const { return base + 1 + i0; }
  };
  // flags
  SY_INLINE constexpr Flags flags() const { return {base}; }
  struct Pairs {
    uint32_t base;
    // left: factor
    SY_INLINE constexpr uint32_t left() const { return base; }
    // right[3]: summands
    SY_INLINE constexpr uint32_t right(uint32_t i0) const { return base + 1 + i0; }
  };
  // pairs[2]
  SY_INLINE constexpr Pairs pairs(uint32_t i0) const { return {base + 3 + 4 * i0}; }
  // total: sum so far
  SY_INLINE constexpr uint32_t total() const { return base + 11; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

struct Preprocessed {
  uint32_t base;
  // weight: what is halved
  SY_INLINE constexpr uint32_t weight() const { return base; }
  // steps[2]: row number and its successor
  SY_INLINE constexpr uint32_t steps(uint32_t i0) const { return base + 1 + i0; }
};
SY_INLINE constexpr Preprocessed preprocessed() { return {0}; }

struct PublicValues {
  uint32_t base;
  // start: first total
  SY_INLINE constexpr uint32_t start() const { return base; }
  // limits[2]
  SY_INLINE constexpr uint32_t limits(uint32_t i0) const { return base + 1 + i0; }
};
SY_INLINE constexpr PublicValues public_values() { return {0}; }

}  // namespace switchyard::chips::sample
`;

test('the header mirrors the layout', (t) => {
  t.is(generateHeader(sampleChip(koalaBear)), SAMPLE_HEADER);
});

/** `a.b[1][2].c` as the accessors of the header: `a().b(1, 2).c()`. */
function accessors(path: string): string {
  return path
    .split('.')
    .map((part) => {
      const [name, ...indices] = part.split(/\]?\[|\]/).filter((text) => text !== '');
      return `${name}(${indices.join(', ')})`;
    })
    .join('.');
}

const compiler = process.env.CXX ?? 'c++';
const compiles = spawnSync(compiler, ['--version']).status === 0 ? test : test.skip;

compiles('compiled, every accessor gives the column of its name', (t) => {
  const chips: Chip[] = [sampleChip(koalaBear), fibonacciChip(babyBear), keccakFChip(koalaBear)];
  chips.push(poseidon2Chip('koalabear_w16'), poseidon2Chip('babybear_w16'));
  const headers = chips.map(generateHeader);
  const checks = chips.flatMap((chip) =>
    [
      ...chip.main.names.map((name, i) => [`columns().${accessors(name)}`, i]),
      ...chip.preprocessed.names.map((name, i) => [`preprocessed().${accessors(name)}`, i]),
      ...chip.publicValues.names.map((name, i) => [`public_values().${accessors(name)}`, i]),
      ['kWidth', chip.width],
    ].map(([value, number]) => `static_assert(switchyard::chips::${chip.name}::${value} == ${number});`),
  );
  const { status, stderr } = spawnSync(
    compiler,
    ['-std=c++20', '-Wall', '-Wextra', '-fsyntax-only', '-I', repositoryFile('native'), '-x', 'c++', '-'],
    // Several headers in one file: `#pragma once` would only warn.
    { input: [...headers.map((header) => header.replace('#pragma once', '')), ...checks].join('\n') },
  );
  t.is(status, 0, stderr.toString().slice(0, 2000));
});
