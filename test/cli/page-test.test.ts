import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { pageReceiver } from '../support/page-receiver.js';
import { switchyard, temporaryFolder } from './support.js';

const KEY = 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6';

test('page-test pages every target, says what each answered, and no secret', async (t) => {
  await using duty = await pageReceiver((response) =>
    response.writeHead(202).end('{"status":"success","message":"Event processed"}'),
  );
  await using hook = await pageReceiver((response) => response.writeHead(403).end('no such channel'));
  const folder = temporaryFolder();
  const config = path.join(folder, 'daemon.json');
  writeFileSync(path.join(folder, 'key'), `${KEY}\n`);
  writeFileSync(
    config,
    JSON.stringify({
      dataFolder: 'data',
      paging: {
        server: 'prover-1',
        targets: [
          { kind: 'pagerduty', routingKeyFile: 'key', url: duty.url },
          { kind: 'webhook', url: `${hook.url}/hidden` },
        ],
      },
    }),
  );
  const fired = await switchyard(['daemon', 'page-test', '--config', config]);
  t.is(fired.code, 1);
  t.is(
    fired.stdout,
    'pagerduty 0: accepted, 202: {"status":"success","message":"Event processed"}\n' +
      'webhook 1: NOT ACCEPTED, 403: no such channel\n' +
      'The same with --resolve ends what this has begun.\n',
  );
  const resolved = await switchyard(['daemon', 'page-test', '--resolve', '--config', config]);
  const [first, second] = duty.received.map(({ body }) => body as Record<string, unknown>);
  t.like(first, { event_action: 'trigger', routing_key: KEY, payload: { source: 'prover-1' } });
  t.like(second, { event_action: 'resolve', dedup_key: first.dedup_key });
  t.like(hook.received[0].body, { groupLabels: { alertname: 'SwitchyardTest' }, status: 'firing' });
  for (const { stdout, stderr } of [fired, resolved]) t.notRegex(stdout + stderr, /a1b2c3|hidden/);
});

test('page-test without targets, or with a key file that has no key, says so and fails', async (t) => {
  const folder = temporaryFolder();
  const config = path.join(folder, 'daemon.json');
  writeFileSync(config, JSON.stringify({ dataFolder: 'data' }));
  const none = await switchyard(['daemon', 'page-test', '--config', config]);
  t.is(none.code, 1);
  t.regex(none.stdout, /there are no targets/);
  const targets = [{ kind: 'pagerduty', routingKeyFile: 'nothing' }];
  writeFileSync(config, JSON.stringify({ dataFolder: 'data', paging: { targets } }));
  const bad = await switchyard(['daemon', 'page-test', '--config', config]);
  t.is(bad.code, 2);
  t.regex(bad.stderr, /SY_ERR_CONFIG: paging\.targets\.0\.routingKeyFile/);
  t.is((await switchyard(['daemon', 'page-test'])).code, 2);
});
