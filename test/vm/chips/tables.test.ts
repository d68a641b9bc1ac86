import { readFileSync } from 'node:fs';
import test from 'ava';
import { checkTrace } from '../../../host/stark/air/index.js';
import { TableMessages } from '../../../host/stark/air/table-messages.js';
import {
  opcodeChip,
  opcodePreprocessed,
  tableChip,
  tablePreprocessed,
} from '../../../host/vm/chips/index.js';
import { MACHINE_CHIPS } from '../../../host/vm/machine.js';
import { repositoryFile } from '../../support/repository.js';
import { busOf } from '../inspect-rows.js';
import { isInTable } from '../judge.js';

test('the table of limbs answers what is true, all of it', (t) => {
  const trace = new Uint32Array(2 ** 16 * tableChip.width).fill(1);
  const messages = new TableMessages({
    ...{ chip: tableChip, trace, publicValues: [] },
    preprocessed: tablePreprocessed(),
  });
  const answers = new Map<string, Set<string>>();
  for (let row = 0; row < messages.height; row++) {
    messages.visit(row, (message) => {
      const bus = busOf(message);
      const known = answers.get(bus) ?? new Set<string>();
      answers.set(bus, known.add(message.fields.join()));
      if (message.direction !== 'provide' || !isInTable(bus, message.fields)) t.fail(`${bus} row ${row}`);
    });
  }
  t.deepEqual(
    [...answers].map(([bus, rows]) => [bus, rows.size]),
    [
      ['range16', 2 ** 16],
      ['range11', 2 ** 11],
      ['align', 2 ** 16],
      ['bytes', 2 ** 16],
      ['xor', 2 ** 16],
      ['shift', 2 ** 17],
    ],
  );
  t.deepEqual(checkTrace(tableChip, trace, [], tablePreprocessed()), []);
});

test('the table of opcodes has as many instructions as the document, and no row of zeros', (t) => {
  const cells = opcodePreprocessed();
  const rows = Array.from({ length: 64 }, (_, i) => cells.subarray(7 * i, 7 * i + 7).join(' '));
  t.is(cells.length, 64 * opcodeChip.preprocessedWidth);
  t.is(new Set(rows).size, 47);
  t.true(rows.slice(47).every((row) => row === rows[0]));
  // At most one row for an instruction: fields that are used are the same for all of a major, and of a funct3.
  const keys = rows.slice(0, 47).map((row) => row.split(' ').slice(0, 5));
  for (const [major, usesF3, usesF7, f3] of keys) {
    for (const other of keys) {
      if (other[0] !== major) continue;
      t.is(other[1], usesF3);
      if (usesF3 === '0' || other[3] === f3) t.is(other[2], usesF7);
    }
  }
  t.is(new Set(keys.map((key) => key.join())).size, 47);
});

test('native code has the chips in the same order', (t) => {
  const header = readFileSync(repositoryFile('native/vm/chips.h'), 'utf8');
  const names = [...header.matchAll(/^ +X\(k\w+, "(\w+)"\)/gm)].map(([, name]) => name);
  t.deepEqual(
    MACHINE_CHIPS.map(({ name }) => name),
    names,
  );
});

test('rows are as large as docs/vm.md says', (t) => {
  const page = readFileSync(repositoryFile('docs/vm.md'), 'utf8');
  const table = page.slice(page.indexOf('### 12.1'), page.indexOf('### 12.2'));
  const documented = new Map(
    [...table.matchAll(/`(\w+)` +\| +(\d+) +\| ([\d+ ]+?) +\| (\d+) +\| (\d+) +\| (\d+) +\|/g)].map(
      ([, name, ...figures]) => [name, figures.map((figure) => figure.split('+').map(Number))] as const,
    ),
  );
  t.is(documented.size, MACHINE_CHIPS.length - 2);
  const figures = MACHINE_CHIPS.filter((chip) => chip !== tableChip && chip !== opcodeChip).map(
    ({ name, width, interactions, lookups }) => {
      const columns = lookups.length;
      const messages = name === 'decode' ? [interactions.length - 1, 1] : [interactions.length];
      const cells = [4, 5].map((degree) => [width + degree * (1 + columns)]);
      return [name, [[width], messages, [columns], ...cells]] as const;
    },
  );
  t.deepEqual([...documented].sort(), [...figures].sort());
});
