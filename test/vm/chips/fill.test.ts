import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { generateHeader } from '../../../host/stark/air/index.js';
import { repositoryFile } from '../../support/repository.js';
import { judge, traceOf } from '../judge.js';
import { STEP_CHIPS, type StepChip } from '../step-chips.js';
import { randomSteps, type Step } from '../steps.js';

// native/vm/fill is what tables of real runs are filled by; the rows of these tests are another implementation
// of the same document.

const STEPS = 500;
const TABLE_ROWS = 2 ** 16;
/** In the order of LookupCounts. */
const TABLES = ['range16', 'range11', 'align', 'bytes', 'xor', 'shiftLeft', 'shiftRight'] as const;

/** Reads the records of steps, chip after chip; writes their rows, then the counts of queries. */
const PROGRAM = `
#include <cstdio>
#include <cstdlib>
#include <vector>
${STEP_CHIPS.map(({ chip }) => `#include "vm/fill/${chip.name}.h"`).join('\n')}

using namespace switchyard::vm;

static std::vector<uint32_t> tables(${TABLES.length} * kTableRows);
static uint32_t* table(int i) { return tables.data() + i * kTableRows; }

template <class Fill>
static void rows(uint32_t width, Fill fill) {
  const LookupCounts counts{table(0), table(1), table(2), table(3), table(4), table(5), table(6)};
  for (int i = 0; i < ${STEPS}; ++i) {
    StepRecord record;
    if (std::fread(&record, sizeof record, 1, stdin) != 1) std::abort();
    std::vector<uint32_t> words(width);
    fill(record, Row{words.data()}, counts);
    for (uint32_t& word : words) word = FieldElement::from_montgomery(word).canonical();
    std::fwrite(words.data(), 4, width, stdout);
  }
}

int main() {
${STEP_CHIPS.map(({ chip: { name, width } }) => `  rows(${width}, fill_${name});`).join('\n')}
  std::fwrite(tables.data(), 4, tables.size(), stdout);
}
`;

const compiler = process.env.CXX ?? 'c++';
const compiles = spawnSync(compiler, ['--version']).status === 0 ? test : test.skip;

compiles('native rows and counts of queries are those of the document', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-fill-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const program = path.join(folder, 'fill');
  const options = ['-std=c++17', '-Wall', '-Wextra', '-Werror', '-I', repositoryFile('native')];
  const compiled = spawnSync(compiler, [...options, '-x', 'c++', '-', '-o', program], { input: PROGRAM });
  t.is(compiled.status, 0, compiled.stderr.toString().slice(0, 2000));

  const steps = STEP_CHIPS.map(({ instructions }) => randomSteps(instructions, 41, STEPS));
  const input = Buffer.concat(steps.flat().map(recordOf));
  const { status, stdout } = spawnSync(program, { input, maxBuffer: 2 ** 26 });
  t.is(status, 0);
  const words = new Uint32Array(stdout.buffer, stdout.byteOffset, stdout.length / 4);

  let at = 0;
  const counts = Object.fromEntries(TABLES.map((name) => [name, new Uint32Array(TABLE_ROWS)]));
  STEP_CHIPS.forEach((stepChip, i) => {
    const { chip } = stepChip;
    const expected = traceOf(chip, steps[i].map(stepChip.row)).subarray(0, STEPS * chip.width);
    const actual = words.subarray(at, at + expected.length);
    at += expected.length;
    const differing = expected.findIndex((value, j) => value !== actual[j]);
    const [row, column] = [Math.floor(differing / chip.width), differing % chip.width];
    t.is(differing, -1, `${chip.name}: ${chip.main.names[column]} of ${JSON.stringify(steps[i][row])}`);
    countQueries(stepChip, steps[i], counts);
  });
  for (const name of TABLES) {
    const actual = words.subarray(at, at + TABLE_ROWS);
    at += TABLE_ROWS;
    t.is(
      counts[name].findIndex((count, j) => count !== actual[j]),
      -1,
      name,
    );
  }
  t.is(at, words.length);
});

test('the headers with the numbers of columns are generated from the chips', (t) => {
  for (const { chip } of STEP_CHIPS) {
    const file = repositoryFile(`native/vm/columns/${chip.name}.h`);
    t.is(readFileSync(file, 'utf8'), generateHeader(chip), file);
  }
});

/** As native/vm/records.h has it. */
function recordOf(step: Step): Buffer {
  return Buffer.from(Int32Array.from(Object.values(step) as number[]).buffer);
}

/** Adds the queries of honest rows: the row of the table that answers each. */
function countQueries(
  { chip, row }: StepChip,
  steps: readonly Step[],
  counts: Readonly<Record<string, Uint32Array>>,
): void {
  for (const { queries } of judge(chip, steps.map(row), steps)) {
    for (const { bus, fields } of queries) {
      if (bus === 'shift') counts[fields[0] === 1 ? 'shiftRight' : 'shiftLeft'][fields[1]]++;
      else if (bus === 'bytes' || bus === 'xor') counts[bus][2 ** 8 * fields[0] + fields[1]]++;
      else counts[bus][fields[0]]++;
    }
  }
}
