import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { repositoryFile } from '../support/repository.js';

const picture = readFileSync(repositoryFile('docs/architecture.svg'), 'utf8');
const page = readFileSync(repositoryFile('docs/architecture.md'), 'utf8');

const parts = readdirSync(repositoryFile('host'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test('every part of the host is in the picture and in the table of folders', (t) => {
  t.true(parts.includes('telemetry') && parts.length >= 10, parts.join(' '));
  const words = new Set([...picture.matchAll(/>([^<]+)</g)].flatMap(([, text]) => text.split(/[\s,;/]+/)));
  for (const part of parts) {
    t.true(words.has(part), `${part} is drawn`);
    t.true(page.includes(`| \`host/${part}`), `${part} is in the table`);
  }
});
