import test from 'ava';
import {
  alertmanagerPayload,
  pagerDutyEvent,
  pagerDutyTarget,
  webhookTarget,
  type Page,
} from '../../../host/telemetry/index.js';

const SOURCE = { name: 'prover-1', link: 'https://prover-1.example/' };
const KEY = 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6';
const FIRING: Page = {
  status: 'firing',
  condition: {
    ...{ name: 'SwitchyardDeviceDown', labels: { device: 'cuda0' }, severity: 'critical' },
    ...{ summary: 'cuda0 is down', description: 'its process has ended' },
    runbook: 'https://wiki.example/runbooks/SwitchyardDeviceDown.md',
  },
  ...{ startsAt: Date.UTC(2030, 0, 2, 3, 4, 5), endsAt: undefined },
};
const RESOLVED: Page = { ...FIRING, status: 'resolved', endsAt: Date.UTC(2030, 0, 2, 4) };

test('a webhook gets what Alertmanager sends, version 4', (t) => {
  const labels = {
    ...{ alertname: 'SwitchyardDeviceDown', device: 'cuda0', instance: 'prover-1' },
    ...{ job: 'switchyard', severity: 'critical' },
  };
  const annotations = {
    ...{ description: 'its process has ended', summary: 'cuda0 is down' },
    runbook_url: 'https://wiki.example/runbooks/SwitchyardDeviceDown.md',
  };
  t.deepEqual(alertmanagerPayload(FIRING, SOURCE), {
    version: '4',
    groupKey: '{}:{alertname="SwitchyardDeviceDown"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'switchyard',
    groupLabels: { alertname: 'SwitchyardDeviceDown' },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: 'https://prover-1.example/',
    alerts: [
      {
        ...{ status: 'firing', labels, annotations },
        startsAt: '2030-01-02T03:04:05.000Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'https://prover-1.example/',
        fingerprint: alertmanagerPayload(FIRING, SOURCE).alerts[0].fingerprint,
      },
    ],
  });
  const over = alertmanagerPayload(RESOLVED, SOURCE);
  t.like(over, { status: 'resolved', alerts: [{ status: 'resolved', endsAt: '2030-01-02T04:00:00.000Z' }] });
  t.is(over.alerts[0].fingerprint, alertmanagerPayload(FIRING, SOURCE).alerts[0].fingerprint);
});

test('PagerDuty gets events of version 2: a trigger, and a resolve with the same key', (t) => {
  const trigger = pagerDutyEvent(FIRING, SOURCE, KEY);
  t.regex(trigger.dedup_key, /^switchyard\/SwitchyardDeviceDown\/[0-9a-f]{16}$/);
  t.deepEqual(trigger, {
    routing_key: KEY,
    dedup_key: trigger.dedup_key,
    event_action: 'trigger',
    client: 'Switchyard',
    client_url: 'https://prover-1.example/',
    payload: {
      summary: 'cuda0 is down',
      source: 'prover-1',
      severity: 'critical',
      timestamp: '2030-01-02T03:04:05.000Z',
      component: 'switchyard',
      class: 'SwitchyardDeviceDown',
      custom_details: {
        device: 'cuda0',
        description: 'its process has ended',
        runbook: 'https://wiki.example/runbooks/SwitchyardDeviceDown.md',
      },
    },
    links: [{ href: 'https://wiki.example/runbooks/SwitchyardDeviceDown.md', text: 'What to do' }],
  });
  t.deepEqual(pagerDutyEvent(RESOLVED, SOURCE, KEY), {
    ...{ routing_key: KEY, dedup_key: trigger.dedup_key, event_action: 'resolve' },
  });
});

test('incidents of other devices and of other servers have other keys; the severity changes none', (t) => {
  const keyOf = (change: Partial<Page['condition']>, source = SOURCE) =>
    pagerDutyEvent({ ...FIRING, condition: { ...FIRING.condition, ...change } }, source, KEY).dedup_key;
  const all = [
    keyOf({}),
    keyOf({ labels: { device: 'cuda1' } }),
    keyOf({ name: 'SwitchyardDevicePoisoned' }),
    keyOf({}, { ...SOURCE, name: 'prover-2' }),
  ];
  t.is(new Set(all).size, 4);
  t.is(keyOf({ severity: 'warning' }), all[0]);
});

test('a long summary is cut to what PagerDuty takes, and a folder of runbooks is no link', (t) => {
  const condition = { ...FIRING.condition, summary: 'x'.repeat(5000), runbook: 'docs/runbooks/A.md' };
  const event = pagerDutyEvent({ ...FIRING, condition }, { name: 'a', link: undefined }, KEY);
  t.is((event as { payload?: { summary: string } }).payload!.summary.length, 1024);
  t.false('links' in event);
  t.false('client_url' in event);
});

test('targets post JSON to their URL, with their headers', (t) => {
  const headers = { authorization: 'Bearer secret' };
  const hook = webhookTarget({ name: 'webhook 0', url: 'https://hooks.example/x', headers });
  t.like(hook.request(FIRING, SOURCE), {
    url: 'https://hooks.example/x',
    headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
  });
  t.deepEqual(hook.secrets, ['https://hooks.example/x', '/x', 'Bearer secret']);
  const duty = pagerDutyTarget({ name: 'pagerduty 1', url: 'https://events.example/v2', routingKey: KEY });
  t.deepEqual(JSON.parse(duty.request(FIRING, SOURCE).body), pagerDutyEvent(FIRING, SOURCE, KEY));
});
