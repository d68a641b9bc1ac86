export { alertmanagerPayload, webhookTarget, type WebhookSettings } from './alertmanager-webhook.js';
export {
  fingerprint,
  type Condition,
  type ConditionKey,
  type Page,
  type PageSource,
  type Severity,
} from './condition.js';
export type { DeliveryLimits, PageResult } from './delivery.js';
export { pagerDutyEvent, pagerDutyTarget, type PagerDutySettings } from './pagerduty.js';
export { PageLedger, type ToldCondition } from './page-ledger.js';
export type { PageLog } from './page-log.js';
export { redact, type PageRequest, type PageTarget } from './page-target.js';
export { Pager, type PagerParts, type PagerSettings, type RaiseOptions } from './pager.js';
export { postPage, type PostLimits, type PostOutcome } from './post-page.js';
