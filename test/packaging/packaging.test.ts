import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { temporaryFolder } from '../cli/support.js';
import { repositoryFile } from '../support/repository.js';

const UNIT = readFileSync(repositoryFile('packaging/switchyard.service'), 'utf8');
const CONTAINER = readFileSync(repositoryFile('packaging/Containerfile'), 'utf8');

/** All values of a key of the unit. */
function valuesOf(key: string): string[] {
  return [...UNIT.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value);
}

const hasAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0;

(hasAnalyze ? test : test.skip)('systemd finds no mistakes in the unit', async (t) => {
  // The program is not installed where tests run.
  const place = path.join(temporaryFolder(), 'switchyard.service');
  writeFileSync(place, UNIT.replace('/usr/bin/switchyard', process.execPath));
  const said = await new Promise<{ readonly code: number | null; readonly text: string }>((resolve) => {
    const child = execFile('systemd-analyze', ['verify', place], (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, text: stdout + stderr }),
    );
  });
  const ours = said.text.split('\n').filter((line) => line.includes('switchyard.service'));
  t.deepEqual(ours, []);
});

test('the unit has what the daemon implements: readiness, watchdog, reload and an end that loses nothing', (t) => {
  t.deepEqual(valuesOf('Type'), ['notify']);
  t.deepEqual(valuesOf('NotifyAccess'), ['main']);
  t.deepEqual(valuesOf('WatchdogSec'), ['60s']);
  t.deepEqual(valuesOf('ExecReload'), ['/bin/kill -HUP $MAINPID']);
  t.deepEqual(valuesOf('KillSignal'), ['SIGTERM']);
  t.deepEqual(valuesOf('Restart'), ['on-failure']);
  t.true(Number(valuesOf('LimitNOFILE')[0]) >= 65_536);
});

test('the unit gives the daemon no more than it needs', (t) => {
  for (const [key, value] of [
    ['NoNewPrivileges', 'yes'],
    ['ProtectSystem', 'strict'],
    ['ProtectHome', 'yes'],
    ['PrivateTmp', 'yes'],
    ['CapabilityBoundingSet', ''],
    ['DevicePolicy', 'closed'],
    ['User', 'switchyard'],
  ])
    t.deepEqual(valuesOf(key), [value], key);
  // The data folder of the operator's guide lies where the unit may write.
  t.deepEqual(valuesOf('StateDirectory'), ['switchyard']);
});

test('the container copies what is there, runs as nobody in particular, and says how it is', (t) => {
  const copies = [...CONTAINER.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files]) =>
    files.split(' '),
  );
  t.true(copies.length > 10);
  for (const file of copies) t.true(existsSync(repositoryFile(file)), file);
  const built = [...CONTAINER.matchAll(/^COPY --from=build \/src\/(\S+) /gm)].map(([, file]) => file);
  t.true(built.length >= 4);
  for (const file of built) t.true(existsSync(repositoryFile(file)), file);
  // What the package ships is in the image: docs, kernels' manifest, the addon.
  t.regex(CONTAINER, /^USER switchyard$/m);
  t.regex(CONTAINER, /^HEALTHCHECK (?:.*\\\n)?.*\/healthz/m);
  const entry = /^ENTRYPOINT \["node", "(.*)"\]$/m.exec(CONTAINER)![1];
  t.true(existsSync(repositoryFile(entry)));
  // The last stage is no build environment.
  const last = CONTAINER.slice(CONTAINER.lastIndexOf('\nFROM'));
  t.regex(last, /^\nFROM \S+-slim\n/);
  t.notRegex(last, /apt-get|npm/);
});
