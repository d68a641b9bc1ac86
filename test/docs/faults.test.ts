import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { z } from 'zod';
import { daemonConfig } from '../../host/daemon/index.js';
import { repositoryFile } from '../support/repository.js';

interface Schema {
  readonly properties?: Record<string, Schema>;
  readonly default?: unknown;
}

const PAGE = readFileSync(repositoryFile('docs/daemon-faults.md'), 'utf8');

/** The rows of the table under a heading, as cells. */
function rowsUnder(heading: string): string[][] {
  const [, after] = PAGE.split(`## ${heading}\n`);
  const [section] = after.split(/^#/m);
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** What is wrong with the tests that a cell names: a link, and in most cases which of its tests. */
function problemsOf(cell: string): string[] {
  const named = [...cell.matchAll(/\]\(([^)]+)\)(?:: _([^_]+)_)?/g)];
  if (named.length === 0) return [`${cell} names no test`];
  return named.flatMap(([, link, name]) => {
    const file = path.join(path.dirname(repositoryFile('docs/daemon-faults.md')), link);
    if (!link.endsWith('.test.ts') || !existsSync(file)) return [`there is no test ${link}`];
    const has = name === undefined || readFileSync(file, 'utf8').includes(name);
    return has ? [] : [`${link} has no test of the name ${name}`];
  });
}

test('every fault is shown by a test that there is', (t) => {
  const rows = rowsUnder('Faults');
  t.true(rows.length >= 15);
  t.deepEqual(
    rows.flatMap((cells) => problemsOf(cells[2])),
    [],
  );
});

test('every limit has its key, its default, and a test that there is', (t) => {
  const schema = z.toJSONSchema(daemonConfig, { io: 'input' }) as Schema;
  const rows = rowsUnder('Hostile input');
  t.deepEqual(
    rows.flatMap((cells) => problemsOf(cells[4])),
    [],
  );
  const named = new Set<string>();
  for (const [, held, value] of rows) {
    const key = /^`([a-z]+)\.([A-Za-z]+)`$/.exec(held);
    t.is(key === null, value === '', held);
    if (!key) continue;
    const [, section, name] = key;
    t.is(value, `\`${JSON.stringify(schema.properties?.[section].properties?.[name].default)}\``, held);
    named.add(held.slice(1, -1));
  }
  // None is left out.
  for (const name of Object.keys(schema.properties!.limits.properties!)) {
    t.true(named.has(`limits.${name}`), name);
  }
});

test('the figures of the long forms are those of the results', (t) => {
  const file = repositoryFile('bench/results/epyc-zen4-2-cores/daemon-faults.json');
  const { results } = JSON.parse(readFileSync(file, 'utf8')) as {
    results: { test: string; repetitions: number; unit: string; result: string; seconds: number }[];
  };
  const rows = rowsUnder('Long forms');
  t.deepEqual(
    rows.map((cells) => cells.slice(1)),
    results.map(({ repetitions, unit, result, seconds }) => [
      `${repetitions.toLocaleString('en')} ${unit}`,
      result,
      String(seconds),
    ]),
  );
  t.deepEqual(
    rows.flatMap((cells) => problemsOf(cells[0])),
    [],
  );
});
