import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'ava';
import { readParametersFile } from '../../host/cli/proof/parameters-file.js';
import { presetNameOf, PRESETS, type PresetName } from '../../host/stark/proof/index.js';
import {
  formatBits,
  plonky3Inputs,
  plonky3Security,
  securityOf,
  TERM_TITLES,
  type RegimeReport,
  type TableSize,
} from '../../host/stark/security/index.js';
import { repositoryFile } from '../support/repository.js';

const page = readFileSync(repositoryFile('docs/security.md'), 'utf8')
  .replace(/ +/g, ' ')
  .replaceAll('\\|', '|');

/** The statements that the page describes. */
function statements(extensionDegree: 4 | 5): Record<string, TableSize> {
  const none = { columns: 0, points: 0 };
  const quotient = { columns: 2 * extensionDegree, points: 1 };
  const large: TableSize = {
    logRows: 20,
    constraintCount: 1000,
    maxConstraintDegree: 3,
    main: { columns: 3000, points: 2 },
    preprocessed: none,
    permutation: { columns: 21 * extensionDegree, points: 2 },
    quotient,
    lookups: { interactionsPerRow: 20, widestTuple: 8 },
  };
  const small: TableSize = {
    logRows: 10,
    constraintCount: 100,
    maxConstraintDegree: 3,
    main: { columns: 100, points: 2 },
    preprocessed: none,
    permutation: none,
    quotient,
    lookups: { interactionsPerRow: 0, widestTuple: 0 },
  };
  return { small, large, largest: { ...large, logRows: 22 } };
}

function cell({ bits, binding, m }: RegimeReport): string {
  return `${formatBits(bits)}, ${binding}${m === null ? '' : `, m = ${m}`}`;
}

for (const name of Object.keys(PRESETS) as PresetName[]) {
  test(`the figures of ${name} are current`, (t) => {
    const parameters = PRESETS[name];
    for (const [statement, table] of Object.entries(statements(parameters.extensionDegree))) {
      const { unique, list, provenBits } = securityOf({ parameters, tables: [table] });
      const proven = formatBits(provenBits);
      const line = `| \`${name}\` | ${statement} | ${cell(unique)} | ${cell(list!)} | ${proven} |`;
      t.true(page.includes(line), line);
      t.is(provenBits >= 100, name === 'default');
    }
  });
}

test('every term is explained with its formula and its sources, and these are listed', (t) => {
  const parameters = PRESETS.default;
  // Two heights, so that no special case hides a symbol.
  const { small, large } = statements(5);
  const { unique, list } = securityOf({ parameters, tables: [small, large] });
  for (const term of list!.terms) {
    const row = page.split('\n').find((line) => line.startsWith(`| ${TERM_TITLES[term.name]} |`));
    t.true(row?.includes(term.formula), `${term.name}: ${term.formula}`);
    const sources = [...term.sources, ...unique.terms.find(({ name }) => name === term.name)!.sources];
    for (const source of sources) {
      t.true(row?.includes(source), `${term.name}: ${source}`);
      t.regex(page, new RegExp(`^- \\*\\*${source}\\*\\*: `, 'm'));
    }
  }
  t.is(list!.terms.length, Object.keys(TERM_TITLES).length);
});

const pairs: TableSize = {
  ...statements(4).large,
  main: { columns: 3000, points: 1 },
  permutation: { columns: 0, points: 0 },
  quotient: { columns: 0, points: 0 },
};

for (const [extensionDegree, logBlowup, queryCount] of [
  [4, 1, 100],
  [5, 1, 203],
  [5, 2, 124],
] as const) {
  test(`the comparison with Plonky3 is current: degree ${extensionDegree}, ${queryCount} queries`, (t) => {
    const parameters = { ...PRESETS.default, extensionDegree, logBlowup, queryCount };
    const statement = { parameters, tables: [pairs] };
    const told = plonky3Inputs(statement);
    const adapter = plonky3Security({ ...told, pointsPerColumn: 2, functionCount: 1, lookups: undefined });
    const { unique, list } = securityOf(statement);
    const cells = [
      `degree ${extensionDegree}, blowup ${2 ** logBlowup}, ${queryCount} queries`,
      Math.floor(adapter.provenBits),
      Math.floor(plonky3Security({ ...told, pointsPerColumn: 2 }).provenBits),
      Math.floor(adapter.conjectured.bits),
      formatBits(unique.bits),
      formatBits(list!.bits),
    ];
    t.true(page.includes(`| ${cells.join(' | ')} |`), cells.join(' | '));
  });
}

test('the largest statement leaves room above the queries', (t) => {
  const { unique } = securityOf({ parameters: PRESETS.default, tables: [statements(5).largest] });
  const [first, second] = unique.terms.toSorted((a, b) => a.bits - b.bits);
  t.is(first.name, 'query');
  t.is(second.name, 'batching');
  t.is(Math.floor(second.bits), 119);
  t.true(page.includes('stands at 119 bits'));
});

test('the custom parameters of the page are a file that can be passed', (t) => {
  const [, json] = /```json\n([^`]+)```/.exec(page)!;
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'switchyard-test-')), 'custom.json');
  writeFileSync(file, json);
  t.is(presetNameOf(readParametersFile(file)), 'custom');
});

test('the page says what proofs do not do', (t) => {
  t.true(page.includes('**Proofs are not zero-knowledge.**'));
});
