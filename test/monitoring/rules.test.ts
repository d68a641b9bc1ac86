import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import test from 'ava';
import { CONDITION_SEVERITIES } from '../../host/daemon/paging/index.js';
import { repositoryFile } from '../support/repository.js';
import { namesIn, seriesNames } from './metric-names.js';

const run = promisify(execFile);

const RULES = readFileSync(repositoryFile('monitoring/alerts.yml'), 'utf8');
const TESTS = readFileSync(repositoryFile('monitoring/alerts.test.yml'), 'utf8');

interface Rule {
  readonly name: string;
  readonly text: string;
  readonly expression: string;
}

function readRules(): Rule[] {
  return RULES.split(/^ +- alert: /m)
    .slice(1)
    .map((text) => ({
      name: /^\w+/.exec(text)![0],
      text,
      // Folded blocks go on as long as lines are indented further.
      expression: /^ +expr: (?:>-\n((?: {10,}.*\n)+)|(.*)\n)/m
        .exec(text)!
        .slice(1)
        .find((part) => part !== undefined)!,
    }));
}

test('promtool finds rules and examples in order, and every rule fires and is silent as its tests say', async (t) => {
  for (const command of [
    ['check', 'rules', '--lint=all', '--lint-fatal', repositoryFile('monitoring/alerts.yml')],
    ['check', 'config', repositoryFile('monitoring/prometheus.yml')],
    ['test', 'rules', repositoryFile('monitoring/alerts.test.yml')],
  ]) {
    const { stdout } = await run('promtool', command);
    t.regex(stdout, /SUCCESS/, command.join(' '));
  }
});

test('amtool finds the example for Alertmanager in order', async (t) => {
  const { stdout } = await run('amtool', ['check-config', repositoryFile('monitoring/alertmanager.yml')]);
  t.regex(stdout, /SUCCESS/);
});

test('every rule has a test in which it fires, and one in which it is silent', (t) => {
  const rules = readRules();
  t.true(rules.length >= 20);
  for (const { name } of rules) {
    const parts = TESTS.split(/^ +- name: /m).filter((part) => part.startsWith(`${name} `));
    t.deepEqual(
      parts.map((part) => [part.includes(`alertname: ${name}\n`), part.includes('exp_alerts: []')]),
      [
        [true, false],
        [true, true],
      ],
      name,
    );
  }
});

test('every rule has a severity, a summary, a description and its own runbook page', (t) => {
  for (const { name, text } of readRules()) {
    t.regex(text, /^ +labels: \{ severity: (critical|warning) \}$/m, name);
    t.regex(text, /^ +summary: '.+'$/m, name);
    t.regex(text, /^ +description: '.+'$/m, name);
    t.regex(text, new RegExp(`^ +runbook_url: https://\\S+/runbooks/${name}\\.md$`, 'm'), name);
  }
});

test('rules and runbook pages are one to one, and all pages have the same four parts', (t) => {
  const names = readRules().map(({ name }) => name);
  const pages = readdirSync(repositoryFile('docs/runbooks')).filter((page) => page !== 'README.md');
  t.deepEqual(pages.toSorted(), names.map((name) => `${name}.md`).toSorted());
  const list = readFileSync(repositoryFile('docs/runbooks/README.md'), 'utf8');
  for (const name of names) {
    const page = readFileSync(repositoryFile(`docs/runbooks/${name}.md`), 'utf8');
    const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
    t.deepEqual(headings, [name, 'What it means', 'What customers notice', 'What to look at', 'What to do']);
    t.regex(page, /^```sh\n.+\n```$/ms, `${name} names commands`);
    t.regex(page, /^1\. .+$/m, `${name} says what to do`);
    t.true(list.includes(`](${name}.md)`), name);
  }
});

test('what runbook pages refer to is there', (t) => {
  const folder = 'docs/runbooks';
  let links = 0;
  for (const page of readdirSync(repositoryFile(folder))) {
    const text = readFileSync(repositoryFile(`${folder}/${page}`), 'utf8');
    for (const [, file, anchor] of text.matchAll(/\]\(([\w./-]+\.md)(?:#([\w-]+))?\)/g)) {
      const target = readFileSync(repositoryFile(`${folder}/${file}`), 'utf8');
      const headings = [...target.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
        heading
          .toLowerCase()
          .replace(/[^\w\s-]/g, '')
          .replaceAll(' ', '-'),
      );
      t.true(anchor === undefined || headings.includes(anchor), `${page}: ${file}#${anchor}`);
      links++;
    }
  }
  t.true(links > 20);
});

test('what the daemon pages for by itself has the name and the severity of a rule', (t) => {
  const rules = new Map(readRules().map((rule) => [rule.name, rule.text]));
  for (const [name, severity] of Object.entries(CONDITION_SEVERITIES))
    t.true(rules.get(name)?.includes(`{ severity: ${severity} }`), name);
});

test('rules and dashboard ask for series that there are', (t) => {
  const known = seriesNames();
  const panels = JSON.parse(readFileSync(repositoryFile('monitoring/grafana-dashboard.json'), 'utf8')) as {
    readonly panels: readonly {
      readonly title: string;
      readonly targets?: readonly { readonly expr: string }[];
    }[];
  };
  const charts = panels.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [title, expr] as const),
  );
  t.true(charts.length > 40);
  const used = new Set<string>();
  for (const [where, expression] of [
    ...charts,
    ...readRules().map(({ name, expression }) => [name, expression] as const),
  ]) {
    const names = namesIn(expression.replaceAll('$__rate_interval', '5m').replaceAll('$instance', 'x'));
    t.true(names.length > 0, where);
    for (const name of names) {
      t.true(known.has(name), `${where}: ${name}`);
      used.add(name);
    }
  }
  t.true(used.size > 40);
});

test('the dashboard has every query in its own panel, on one data source, without overlap', (t) => {
  const { panels } = JSON.parse(
    readFileSync(repositoryFile('monitoring/grafana-dashboard.json'), 'utf8'),
  ) as {
    readonly panels: readonly {
      readonly id: number;
      readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    }[];
  };
  t.is(new Set(panels.map(({ id }) => id)).size, panels.length);
  const cells = new Set<string>();
  for (const { id, gridPos } of panels) {
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        t.false(x >= 24 || cells.has(`${x},${y}`), `panel ${id}`);
        cells.add(`${x},${y}`);
      }
    }
  }
});
