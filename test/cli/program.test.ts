import { readFileSync } from 'node:fs';
import test from 'ava';
import { VERSION } from '../../host/cli/version.js';
import { repositoryFile } from '../support/repository.js';
import { switchyard } from './support.js';

test('the version is that of the package', async (t) => {
  const { version } = JSON.parse(readFileSync(repositoryFile('package.json'), 'utf8')) as { version: string };
  t.is(VERSION, version);
  t.is((await switchyard(['--version'])).stdout.trim(), version);
});

test('help names every command and exits 0', async (t) => {
  const { code, stdout } = await switchyard(['--help']);
  t.is(code, 0);
  for (const command of ['devices', 'doctor', 'bench', 'execute', 'verify', 'inspect'])
    t.true(stdout.includes(command));
});

test('an unknown command or option is a usage error', async (t) => {
  t.is((await switchyard(['fly'])).code, 2);
  t.is((await switchyard(['devices', '--loud'])).code, 2);
  t.is((await switchyard([])).code, 2);
});

test('devices lists the CPU, in both forms', async (t) => {
  const table = await switchyard(['devices']);
  t.is(table.code, 0);
  t.regex(table.stdout, /^cpu0 /m);
  t.regex(table.stdout, /^cuda: no device: /m);
  const { schema, devices } = JSON.parse((await switchyard(['devices', '--json'])).stdout) as {
    schema: string;
    devices: { id: string }[];
  };
  t.is(schema, 'switchyard-devices/1');
  t.is(devices[0].id, 'cpu0');
});

test('doctor finds nothing missing, and says which instruction set is in use and why', async (t) => {
  const { code, stdout } = await switchyard(['doctor'], { SWITCHYARD_CPU: 'scalar' });
  t.is(code, 0);
  t.regex(stdout, /cpu0 .*scalar \(by SWITCHYARD_CPU\)/);
  const { schema } = JSON.parse((await switchyard(['doctor', '--json'])).stdout) as { schema: string };
  t.is(schema, 'switchyard-doctor/1');
});

for (const isa of ['mmx', process.arch === 'x64' ? 'neon' : 'avx2'])
  test(`${isa}, which the machine lacks, is named in the environment, with what there is`, async (t) => {
    const { code, stderr } = await switchyard(['devices'], { SWITCHYARD_CPU: isa });
    t.is(code, 2);
    t.regex(stderr, new RegExp(`SY_ERR_ARGUMENT: .*SWITCHYARD_CPU.*'${isa}'.*scalar`));
  });
