import { readFileSync } from 'node:fs';
import test from 'ava';
import { openDaemonMetrics, THROTTLE_REASONS } from '../../host/telemetry/index.js';
import { DEVICE_STATES } from '../../host/daemon/engine/index.js';
import { repositoryFile } from '../support/repository.js';

const PAGE = readFileSync(repositoryFile('docs/metrics.md'), 'utf8').replace(/ +/g, ' ');

test('every metric is documented in its own words, and no other', (t) => {
  const metrics = openDaemonMetrics({
    build: { version: '1', node: 'v1' },
    ...{ jobs: () => [], states: [], devices: () => [], storage: () => undefined, streams: () => 0 },
  });
  metrics.close();
  const rows = PAGE.split('\n').filter((line) => line.startsWith('| `switchyard_'));
  t.deepEqual(
    rows,
    metrics.described.map(({ name, type, labels, help }) => {
      const shown = labels.map((label) => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${type} | ${shown} | ${help} |`.replace(/ +/g, ' ');
    }),
  );
  t.true(rows.length > 40);
});

test('every state of a device and every reason of throttling is documented', (t) => {
  for (const value of [...DEVICE_STATES, ...Object.keys(THROTTLE_REASONS)])
    t.true(PAGE.includes(`\`${value}\``), value);
});
