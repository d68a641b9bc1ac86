/**
 * Writes the picture of the status page in the documentation, from a status that is made up.
 *
 * Usage: node dist/scripts/screenshot-status-page.js [OUTPUT] [--dark] [--narrow]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ChromiumSession } from '../test/browser/chromium-session.js';
import { demoBoard } from '../test/daemon/page/demo-status.js';
import { serveBoard } from '../test/daemon/page/serve-board.js';
import { toPalettePng } from './palette-png.js';

const { values, positionals } = parseArgs({
  options: { dark: { type: 'boolean' }, narrow: { type: 'boolean' } },
  allowPositionals: true,
});
const output = positionals.at(0) ?? 'docs/images/status-page.png';
await using server = await serveBoard(demoBoard());
await using browser = await ChromiumSession.open(values.narrow ? { width: 390 } : { width: 1240 });
await browser.send('Emulation.setTimezoneOverride', { timezoneId: 'UTC' });
await browser.prefer({
  'prefers-color-scheme': values.dark ? 'dark' : 'light',
  'prefers-reduced-motion': 'reduce',
});
// The picture is of one moment, however long the page takes to load.
await browser.send('Page.addScriptToEvaluateOnNewDocument', {
  source: 'const moment = Date.now(); Date.now = () => moment;',
});
await browser.goTo(server.url);
await browser.until("document.querySelector('#connection').textContent === 'Live'");
await browser.until("document.querySelectorAll('#timeline rect').length > 50");
await browser.evaluate("document.querySelector('#host').textContent = 'prover-1.example'");
const picture = toPalettePng(await browser.screenshot({ isWhole: true }));
mkdirSync(path.dirname(output), { recursive: true });
writeFileSync(output, picture);
console.log(`${output}: ${picture.length} bytes`);
