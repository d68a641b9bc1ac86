import { readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import { SwitchyardError } from '../../runtime/index.js';
import {
  pagerDutyTarget,
  webhookTarget,
  type PagerSettings,
  type PageTarget,
} from '../../telemetry/index.js';
import type { PagingConfig } from './paging-config.js';

type TargetConfig = PagingConfig['targets'][number];

const MOST_KEY_BYTES = 1024;

/** What a pager needs of a configuration. @throws SwitchyardError SY_ERR_CONFIG for a key file that has no key */
export function pagerSettings({ targets, server, link, ...limits }: PagingConfig): PagerSettings {
  return {
    ...limits,
    source: { name: server ?? os.hostname(), link },
    targets: targets.map(openTarget),
  };
}

function openTarget(target: TargetConfig, i: number): PageTarget {
  const name = `${target.kind} ${i}`;
  if (target.kind === 'webhook') return webhookTarget({ ...target, name });
  return pagerDutyTarget({ name, url: target.url, routingKey: target.routingKey ?? readKey(target, i) });
}

function readKey({ routingKeyFile = '' }: Extract<TargetConfig, { kind: 'pagerduty' }>, i: number): string {
  const refuse = (message: string, cause?: unknown): never => {
    throw new SwitchyardError('SY_ERR_CONFIG', `paging.targets.${i}.routingKeyFile: ${message}`, {
      remedy: 'Put the integration key of the service, 32 letters and digits, into the file.',
      cause,
    });
  };
  let text: string;
  try {
    const status = statSync(routingKeyFile);
    if (!status.isFile() || status.size > MOST_KEY_BYTES) return refuse(`${routingKeyFile} holds no key`);
    text = readFileSync(routingKeyFile, 'utf8').trim();
  } catch (error) {
    if (error instanceof SwitchyardError) throw error;
    return refuse(`${routingKeyFile} cannot be read`, error);
  }
  return /^[A-Za-z0-9]{32}$/.test(text) ? text : refuse(`${routingKeyFile} holds no key`);
}
