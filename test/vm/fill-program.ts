import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExecutionContext } from 'ava';
import { repositoryFile } from '../support/repository.js';

/** Compiles the fill functions of native/vm/fill into a small program, and runs them. */

const TABLE_ROWS = 2 ** 16;
/** In the order of LookupCounts. */
const TABLES = ['range16', 'range11', 'align', 'bytes', 'xor', 'shiftLeft', 'shiftRight'] as const;
const OPCODE_ROWS = 64;

/** Records that are filled into rows. */
export interface Filling {
  /** Below native/vm/fill, without its ending. */
  readonly header: string;
  readonly recordType: string;
  /** A call with `record`, `row`, `counts` and `opcode_counts`. */
  readonly call: string;
  readonly width: number;
  /** Whether the rows are in Montgomery form as soon as they are filled. */
  readonly isMontgomery?: boolean;
  readonly records: readonly (readonly number[])[];
}

/** Counts of queries, by rows of the tables. */
export type QueryCounts = Record<(typeof TABLES)[number] | 'opcode', Uint32Array>;

export function newCounts(): QueryCounts {
  const tables = TABLES.map((name) => [name, new Uint32Array(TABLE_ROWS)] as const);
  const counts = { ...Object.fromEntries(tables), opcode: new Uint32Array(OPCODE_ROWS) };
  return counts as QueryCounts;
}

/** Counts a query of the tables of limbs as native code does. */
export function countQuery(counts: QueryCounts, bus: string, fields: readonly number[]): void {
  if (bus === 'shift') counts[fields[0] === 1 ? 'shiftRight' : 'shiftLeft'][fields[1]]++;
  else if (bus === 'bytes' || bus === 'xor') counts[bus][2 ** 8 * fields[0] + fields[1]]++;
  else counts[bus as 'range16' | 'range11' | 'align'][fields[0]]++;
}

export const COMPILER = process.env.CXX ?? 'c++';
export const hasCompiler = spawnSync(COMPILER, ['--version']).status === 0;

function sourceOf(fillings: readonly Filling[]): string {
  return `
#include <cstdio>
#include <cstdlib>
#include <vector>
${[...new Set(fillings.map(({ header }) => `#include "vm/fill/${header}.h"`))].join('\n')}

using namespace switchyard::vm;

static std::vector<uint32_t> tables(${TABLES.length} * kTableRows);
static uint32_t opcode_counts[${OPCODE_ROWS}];
static uint32_t* table(int i) { return tables.data() + i * kTableRows; }

template <class Record, class Fill>
static void rows(int count, uint32_t width, bool is_montgomery, Fill fill) {
  const LookupCounts counts{table(0), table(1), table(2), table(3), table(4), table(5), table(6)};
  for (int i = 0; i < count; ++i) {
    Record record;
    if (std::fread(&record, sizeof record, 1, stdin) != 1) std::abort();
    std::vector<uint32_t> words(width);
    fill(record, Row{words.data()}, counts);
    for (uint32_t& word : words)
      word = (is_montgomery ? FieldElement::from_montgomery(word) : FieldElement::from_canonical(word)).canonical();
    std::fwrite(words.data(), 4, width, stdout);
  }
}

int main() {
${fillings
  .map(
    ({ recordType, call, width, isMontgomery = false, records }) =>
      `  rows<${recordType}>(${records.length}, ${width}, ${isMontgomery}, [](const ${recordType}& record, Row row, ` +
      `[[maybe_unused]] const LookupCounts& counts) { ${call}; });`,
  )
  .join('\n')}
  std::fwrite(tables.data(), 4, tables.size(), stdout);
  std::fwrite(opcode_counts, 4, ${OPCODE_ROWS}, stdout);
}
`;
}

/** Fills rows from records of words. @returns canonical rows by filling, and the counts of all */
export function runFill(
  t: ExecutionContext,
  fillings: readonly Filling[],
): { rows: Uint32Array[]; counts: QueryCounts } {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-fill-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const program = path.join(folder, 'fill');
  const options = ['-std=c++17', '-Wall', '-Wextra', '-Werror', '-I', repositoryFile('native')];
  const compiled = spawnSync(COMPILER, [...options, '-x', 'c++', '-', '-o', program], {
    input: sourceOf(fillings),
  });
  t.is(compiled.status, 0, compiled.stderr.toString().slice(0, 2000));

  const records = fillings.flatMap((filling) => filling.records.flat());
  const input = Buffer.from(Int32Array.from(records).buffer);
  const { status, stdout } = spawnSync(program, { input, maxBuffer: 2 ** 26 });
  t.is(status, 0);
  const words = new Uint32Array(stdout.buffer, stdout.byteOffset, stdout.length / 4);
  let at = 0;
  const take = (length: number): Uint32Array => words.subarray(at, (at += length));
  const rows = fillings.map((filling) => take(filling.records.length * filling.width));
  const counts = newCounts();
  for (const name of [...TABLES, 'opcode'] as const) counts[name] = take(counts[name].length);
  t.is(at, words.length);
  return { rows, counts };
}

/** Checks that tables were queried as often as expected. */
export function sameCounts(t: ExecutionContext, actual: QueryCounts, expected: QueryCounts): void {
  for (const name of [...TABLES, 'opcode'] as const) {
    t.is(
      expected[name].findIndex((count, i) => count !== actual[name][i]),
      -1,
      name,
    );
  }
}
