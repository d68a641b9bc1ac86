import type { DeviceState, NativeCompletion, NativeDeviceInfo } from '../native.js';
import type { Reply, SentError } from './protocol.js';

/** What a process says after it is ready, if it says what it may: a vendor's runtime may have spoilt it. */
export function isReply(message: unknown): message is Extract<Reply, { kind: 'alive' | 'done' | 'closed' }> {
  if (!isObject(message)) return false;
  switch (message.kind) {
    case 'closed':
      return true;
    case 'alive':
      return isState(message.state);
    case 'done':
      return Number.isSafeInteger(message.id) && isState(message.state) && isErrorOrNull(message.error);
    default:
      return false;
  }
}

/** The same for its first answer. */
export function isFirstReply(message: unknown): message is Extract<Reply, { kind: 'ready' | 'refused' }> {
  if (!isObject(message)) return false;
  if (message.kind === 'refused') return isError(message.error);
  const { kind, protocol, abiVersion, info, state } = message;
  return kind === 'ready' && isCount(protocol) && isCount(abiVersion) && isInfo(info) && isState(state);
}

/** The same where it was asked for a backend's devices. */
export function isListReply(message: unknown): message is Extract<Reply, { kind: 'listed' | 'refused' }> {
  if (!isObject(message)) return false;
  if (message.kind === 'refused') return isError(message.error);
  return message.kind === 'listed' && Array.isArray(message.devices) && message.devices.every(isInfo);
}

/** Whether results, their ends and timings are those of so many ops. */
export function isCompletion(value: unknown, opCount: number): value is NativeCompletion {
  if (!isObject(value)) return false;
  const { results, resultEnds, timings, peakBytes, toDeviceBytes, toHostBytes } = value;
  if (!(results instanceof Uint32Array && resultEnds instanceof Uint32Array)) return false;
  if (!(timings instanceof Float64Array && [peakBytes, toDeviceBytes, toHostBytes].every(isCount)))
    return false;
  if (resultEnds.length !== opCount || timings.length !== 2 * opCount) return false;
  const isAscending = resultEnds.every((end, i) => i === 0 || end >= resultEnds[i - 1]);
  return isAscending && (resultEnds.at(-1) ?? 0) === results.length && timings.every(Number.isFinite);
}

function isInfo(value: unknown): value is NativeDeviceInfo {
  if (!isObject(value)) return false;
  const { id, model, path, identity, index, memoryBytes, threads, opMask, isEmulated, numaNode } = value;
  return (
    [id, model, path, identity].every((text) => typeof text === 'string') &&
    [index, memoryBytes, threads, opMask].every(isCount) &&
    typeof isEmulated === 'boolean' &&
    Number.isSafeInteger(numaNode)
  );
}

function isState(value: unknown): value is DeviceState {
  if (!isObject(value)) return false;
  const { budgetBytes, usedBytes, peakBytes, liveHandles, pendingSegments } = value;
  return [budgetBytes, usedBytes, peakBytes, liveHandles, pendingSegments].every(isCount);
}

function isErrorOrNull(value: unknown): value is SentError | null {
  return value === null || isError(value);
}

function isError(value: unknown): value is SentError {
  if (!isObject(value)) return false;
  const { message, syCode, opIndex, argument } = value;
  const isOptional = (one: unknown, type: string) => one === undefined || typeof one === type;
  return (
    typeof message === 'string' &&
    isOptional(syCode, 'number') &&
    isOptional(opIndex, 'number') &&
    isOptional(argument, 'string')
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
