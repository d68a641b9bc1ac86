import type { DeviceEvent } from '../runtime/index.js';
import type { DispatchEvent } from './events.js';

/** What happened to the work of a proof, as a sentence. */
export function describeDispatchEvent(event: DispatchEvent): string {
  switch (event.kind) {
    case 'fallback':
      return `${event.stage}: ${event.op} goes from ${event.from} to ${event.to}: ${event.code}: ${event.reason}`;
    case 'remade':
      return `${event.stage}: ${event.op} was done again on ${event.device}`;
    case 'mismatch':
      return `${event.stage}: ${event.device} gave wrong data, by ${event.against}: ${event.detail}`;
    case 'unchecked':
      return `${event.stage}: ${event.against} could not check ${event.device}: ${event.code}: ${event.reason}`;
    case 'unstaged':
      return `${event.device} does not get the next shard's tables ahead: ${event.reason}`;
    case 'room':
      return `${event.stage}: ${event.device} has no room for the next shard beside it: ${event.reason}`;
    case 'slow':
      return `${event.device} works at ${Math.round(event.ratio * 100)} % of its profile`;
    case 'retry': {
      const how = event.checked ? 'with each op checked on a second device' : 'on the CPU alone';
      return `shard ${event.shard} is proven again ${how}: ${event.reason}`;
    }
    case 'copied':
      return `shard ${event.shard} of ${event.runId} is proven on ${event.to}, too, since ${event.from} is late: ${event.reason}`;
  }
}

/** What happened to a device, as a sentence. */
export function describeDeviceEvent({ kind, device, reason, seconds }: DeviceEvent): string {
  switch (kind) {
    case 'waiting':
      return `${device} is started again in ${Number((seconds ?? 0).toPrecision(3))} s`;
    case 'poisoned':
      return `${device} is not trusted until it has passed a thorough self-test: ${reason ?? ''}`;
    case 'failed':
      return `${device} does not start: ${reason ?? ''}`;
    case 'lost':
      return reason ?? `${device} is lost`;
    case 'returned':
      return `${device} has passed its self-test and is used again`;
    default:
      return `${device}: ${kind}`;
  }
}
