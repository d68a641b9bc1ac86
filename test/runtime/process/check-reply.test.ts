import test from 'ava';
import {
  isCompletion,
  isFirstReply,
  isListReply,
  isReply,
} from '../../../host/runtime/process/check-reply.js';

const STATE = { budgetBytes: 1, usedBytes: 0, peakBytes: 0, liveHandles: 0, pendingSegments: 0 };
const COMPLETION = {
  results: Uint32Array.of(1, 2, 3),
  resultEnds: Uint32Array.of(1, 3),
  timings: Float64Array.of(0, 1, 1, 2),
  ...{ peakBytes: 5, toDeviceBytes: 6, toHostBytes: 7 },
};

test('what a process may say is heard', (t) => {
  t.true(isReply({ kind: 'closed' }));
  t.true(isReply({ kind: 'alive', state: STATE }));
  t.true(isReply({ kind: 'done', id: 1, error: null, completion: COMPLETION, state: STATE }));
  t.true(isReply({ kind: 'done', id: 1, error: { message: 'no', syCode: 2 }, state: STATE }));
  t.true(isCompletion(COMPLETION, 2));
});

const INFO = {
  ...{ index: 0, id: 'x0', model: 'm', path: 'p', identity: 'i', memoryBytes: 1, threads: 1 },
  ...{ isEmulated: false, numaNode: -1, opMask: 2 },
};

test('a first answer is one of a device, or of a list', (t) => {
  const refused = { kind: 'refused', error: { message: 'no' } };
  const ready = { kind: 'ready', protocol: 2, abiVersion: 4, info: INFO, state: STATE };
  t.true(isFirstReply(ready));
  t.true(isFirstReply(refused));
  t.true(isListReply({ kind: 'listed', devices: [INFO, INFO] }));
  t.true(isListReply({ kind: 'listed', devices: [] }));
  t.true(isListReply(refused));
  for (const wrong of [{ id: 7 }, { memoryBytes: NaN }, { numaNode: undefined }, { isEmulated: 1 }]) {
    t.false(isFirstReply({ ...ready, info: { ...INFO, ...wrong } }));
    t.false(isListReply({ kind: 'listed', devices: [INFO, { ...INFO, ...wrong }] }));
  }
  for (const other of [null, 'ready', {}, { kind: 'refused' }, { kind: 'refused', error: null }]) {
    t.false(isFirstReply(other));
    t.false(isListReply(other));
  }
  t.false(isListReply({ kind: 'listed', devices: INFO }));
  t.false(isFirstReply({ ...ready, protocol: { toString: 1 } }));
  t.false(isFirstReply({ ...ready, abiVersion: undefined }));
});

test('anything else is not', (t) => {
  const bad: readonly unknown[] = [
    ...[undefined, null, 7, 'done', [], {}, { kind: 'ready' }, { kind: 'alive' }],
    { kind: 'alive', state: { ...STATE, usedBytes: NaN } },
    { kind: 'alive', state: { ...STATE, liveHandles: -1 } },
    { kind: 'done', id: 1.5, error: null, state: STATE },
    { kind: 'done', id: 1, error: {}, state: STATE },
    { kind: 'done', id: 1, error: { message: 'no', syCode: '2' }, state: STATE },
  ];
  for (const message of bad) t.false(isReply(message), JSON.stringify(message));
});

test('a completion of another size than its segment is none', (t) => {
  t.false(isCompletion(COMPLETION, 1));
  t.false(isCompletion({ ...COMPLETION, resultEnds: Uint32Array.of(3, 1) }, 2));
  t.false(isCompletion({ ...COMPLETION, resultEnds: Uint32Array.of(1, 4) }, 2));
  t.false(isCompletion({ ...COMPLETION, results: [1, 2, 3] }, 2));
  t.false(isCompletion({ ...COMPLETION, timings: Float64Array.of(0, 1, NaN, 2) }, 2));
  t.false(isCompletion({ ...COMPLETION, timings: Float64Array.of(0, 1) }, 2));
  t.false(isCompletion({ ...COMPLETION, toDeviceBytes: undefined }, 2));
  t.false(isCompletion({ ...COMPLETION, toHostBytes: -1 }, 2));
  t.false(isCompletion(undefined, 2));
});
