import { readFileSync } from 'node:fs';
import { repositoryFile } from '../support/repository.js';
import { loadInChromium } from './chromium.js';
import { serveModules } from './module-server.js';

/** What a page of this folder makes of cases: it imports them from /cases.js and writes JSON into #results. */
export async function resultsOf<Result>(page: string, cases: readonly object[]): Promise<Result[]> {
  const pages = new Map([
    ['/', readFileSync(repositoryFile(`test/browser/${page}`), 'utf8')],
    ['/cases.js', `export const cases = ${JSON.stringify(cases)};`],
  ]);
  await using server = await serveModules(pages);
  const html = await loadInChromium(`${server.origin}/`, 60_000);
  const results = /<pre id="results">(.+)<\/pre>/.exec(html);
  if (!results) throw new Error(`the page wrote no results:\n${html}`);
  return JSON.parse(unescapeHtml(results[1])) as Result[];
}

function unescapeHtml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
