import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { codeBlocks } from '../docs/code-blocks.js';
import { repositoryFile } from '../support/repository.js';
import { switchyard, temporaryFolder } from './support.js';

const EXAMPLE = [
  ...['--trace', repositoryFile('examples/simulate/trace.jsonl')],
  ...['--profile', repositoryFile('examples/simulate/lanes.json')],
];

function file(name: string, content: string): string {
  const place = path.join(temporaryFolder(), name);
  writeFileSync(place, content);
  return place;
}

test('the example comes to what the documentation shows', async (t) => {
  const { code, stdout, stderr } = await switchyard(['simulate', ...EXAMPLE]);
  t.is(code, 0, stderr);
  t.is(stdout, codeBlocks('docs/simulate.md', 'text')[0]);
});

test('the lines of the documentation are a trace, and its machine one', async (t) => {
  const trace = file('trace.jsonl', codeBlocks('docs/simulate.md', 'jsonl')[0]);
  const profile = file('lanes.json', codeBlocks('docs/simulate.md', 'json')[0]);
  const { code, stdout, stderr } = await switchyard([
    'simulate',
    '--trace',
    trace,
    '--profile',
    profile,
    '--json',
  ]);
  t.is(code, 0, stderr);
  t.like(JSON.parse(stdout), { schema: 'switchyard-simulation/1', jobs: { submitted: 2 } });
});

test('devices, turns and the policy for late jobs can be chosen', async (t) => {
  const json = async (...more: string[]) => {
    const { code, stdout, stderr } = await switchyard(['simulate', ...EXAMPLE, '--json', ...more]);
    t.is(code, 0, stderr);
    return JSON.parse(stdout) as {
      readonly devices: readonly { readonly device: string }[];
      readonly seconds: number;
    };
  };
  const all = await json();
  t.is(all.devices.length, 3);
  const two = await json('--devices', 'cuda0,cuda1');
  t.deepEqual(
    two.devices.map(({ device }) => device),
    ['cuda0', 'cuda1'],
  );
  t.notDeepEqual(await json('--active-jobs', '1'), all);
  t.notDeepEqual(await json('--devices', 'cuda0,cuda1', '--late', 'fail'), two);
});

test('what cannot be simulated is refused by name', async (t) => {
  const trace = EXAMPLE.slice(0, 2);
  const bad = async (...args: string[]) => {
    const { code, stderr } = await switchyard(['simulate', ...args]);
    return `${code} ${stderr}`;
  };
  t.regex(await bad(), /^2 .*--trace/);
  t.regex(await bad(...EXAMPLE, '--active-jobs', '0'), /^2 .*--active-jobs/);
  t.regex(await bad(...EXAMPLE, '--devices', 'cuda7'), /^3 .*SY_ERR_PROFILE.*no device cuda7/);
  t.regex(await bad('--trace', '/nowhere', '--profile', EXAMPLE[3]), /^1 .*SY_ERR_FILE/);
  t.regex(await bad(...trace, '--profile', '/nowhere'), /^1 .*SY_ERR_FILE/);
  t.regex(
    await bad(...trace, '--profile', file('bad.json', '{"schema":"switchyard-lanes/1","devices":{}}')),
    /^3 .*from 1 to 1024 devices/,
  );
  t.regex(await bad(...trace, '--profile', file('other.json', '{"schema":"other"}')), /^3 .*SY_ERR_PROFILE/);
  t.regex(
    await bad('--trace', file('t.jsonl', '{"at":0}'), '--profile', EXAMPLE[3]),
    /^2 .*SY_ERR_ARGUMENT.*line 1/,
  );
});
