/**
 * Writes what native code has to know of the machine's chips, or with --check fails where a file is stale: headers
 * with the numbers of columns, and the rows of the table `opcode`.
 *
 * Usage, at the root of the repository: node dist/scripts/generate-columns.js [--check]
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateHeader } from '../host/stark/air/index.js';
import { DECODE_CLASS, OPCODE_ROWS } from '../host/vm/chips/index.js';
import { MACHINE_CHIPS } from '../host/vm/machine.js';

const COLUMNS = 'native/vm/columns';
const OPCODE_ROWS_FILE = 'native/vm/opcode_rows.h';

function opcodeRowsHeader(): string {
  const rows = OPCODE_ROWS.map(({ major, usesF3, usesF7, f3, f7, op, decodeClass }) =>
    [major, Number(usesF3), Number(usesF7), f3, f7, op, decodeClass].join(', '),
  );
  const classes = Object.entries(DECODE_CLASS).map(
    ([name, number]) => `k${name[0].toUpperCase()}${name.slice(1)} = ${number}`,
  );
  return [
    '// The instructions that there are, docs/vm.md 10.2. Generated from the chips; do not edit.',
    '// clang-format off',
    '#pragma once',
    '',
    '#include <cstdint>',
    '',
    '#include "math/attributes.h"',
    '',
    'namespace switchyard::vm {',
    '',
    '// How operands are decoded.',
    'struct DecodeClass {',
    '  enum Number : uint8_t {',
    ...classes.map((line) => `    ${line},`),
    '  };',
    '};',
    '',
    '// Fields that an instruction does not use are 0.',
    'struct OpcodeRow {',
    '  uint8_t major, uses_f3, uses_f7, f3, f7, op, decode_class;',
    '};',
    '',
    `inline constexpr uint32_t kOpcodeRowCount = ${rows.length};`,
    'SY_TABLE OpcodeRow kOpcodeRows[kOpcodeRowCount] = {',
    ...rows.map((row) => `  {${row}},`),
    '};',
    '',
    '}  // namespace switchyard::vm',
    '',
  ].join('\n');
}

const isCheck = process.argv.includes('--check');
const wanted = new Map([
  ...MACHINE_CHIPS.map((chip) => [path.join(COLUMNS, `${chip.name}.h`), generateHeader(chip)] as const),
  [OPCODE_ROWS_FILE, opcodeRowsHeader()],
]);
const present = existsSync(COLUMNS) ? readdirSync(COLUMNS).map((name) => path.join(COLUMNS, name)) : [];
const files = new Set([...wanted.keys(), ...present]);
const stale = [...files].filter(
  (file) => !existsSync(file) || readFileSync(file, 'utf8') !== wanted.get(file),
);
if (!isCheck) mkdirSync(COLUMNS, { recursive: true });
for (const file of stale) {
  const text = wanted.get(file);
  if (isCheck) console.error(`generate-columns: ${file} is not what the chips say; run npm run columns`);
  else if (text === undefined) rmSync(file);
  else writeFileSync(file, text);
}
console.log(`generate-columns: ${wanted.size} headers, ${stale.length} ${isCheck ? 'stale' : 'changed'}`);
if (isCheck && stale.length > 0) process.exitCode = 1;
