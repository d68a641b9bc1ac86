import path from 'node:path';
import test from 'ava';
import { percentile, slopeOf } from '../../host/cli/bench/daemon-load.js';
import { readBenchFile } from '../../host/cli/bench/results.js';
import { switchyard, temporaryFolder } from './support.js';

test('a daemon is measured that answers while it proves', async (t) => {
  const folder = temporaryFolder();
  const figures = ['--queued', '5', '--warmup', '1', '--done', '2', '--out', folder, '--json'];
  const { code, stdout, stderr } = await switchyard(['bench', 'daemon', ...figures]);
  t.is(code, 0, stderr);
  const file = readBenchFile(path.join(folder, 'daemon.json'));
  t.deepEqual(JSON.parse(stdout), file);
  const [{ op, runs, medianSeconds, maxSeconds, daemon }] = file.results;
  t.like({ op, runs }, { op: 'daemon-submit', runs: 5 });
  t.true(medianSeconds <= daemon!.p99Seconds && daemon!.p99Seconds <= maxSeconds);
  t.is(daemon!.jobsDone, 2);
  t.true(daemon!.residentBytes.most >= daemon!.residentBytes.last);
});

test('counts that cannot be are refused', async (t) => {
  for (const args of [
    ['--queued', '0'],
    ['--done', 'x'],
    ['--queued', '10'],
    ['--device', 'gpu'],
  ]) {
    const { code, stderr } = await switchyard(['bench', 'daemon', ...args]);
    t.is(code, 2, stderr);
    t.regex(stderr, new RegExp(args[0] === '--queued' && args[1] === '10' ? '--done' : args[0]));
  }
});

test('a share of many is below the percentile, and a line has its slope', (t) => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  t.is(percentile(values, 0.5), 50);
  t.is(percentile(values, 0.99), 99);
  t.is(percentile([7], 0.99), 7);
  const line = [0, 1, 2, 5].map((done) => ({ done, residentBytes: 1000 + 30 * done }));
  t.true(Math.abs(slopeOf(line) - 30) < 1e-9);
  t.is(slopeOf([{ done: 0, residentBytes: 5 }]), 0);
});
