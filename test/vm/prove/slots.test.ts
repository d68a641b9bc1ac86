import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import { Slots } from '../../../host/vm/prove/slots.js';

/** Takers by number, in the order in which they were let through, and what gives their slots back. */
function takers(slots: Slots, count: number) {
  const through: number[] = [];
  const releases: (() => void)[] = [];
  for (let i = 0; i < count; i++) {
    void slots.take().then((release) => {
      through.push(i);
      releases.push(release);
    });
  }
  return { through, releases };
}

test('as many as the limit says hold a slot, first come first served', async (t) => {
  const { through, releases } = takers(new Slots(() => 2), 5);
  await setImmediate();
  t.deepEqual(through, [0, 1]);
  releases[0]();
  await setImmediate();
  t.deepEqual(through, [0, 1, 2]);
  releases[1]();
  releases[2]();
  await setImmediate();
  t.deepEqual(through, [0, 1, 2, 3, 4]);
});

test('a limit that grows lets those through first who have waited, and one that shrinks lets nobody', async (t) => {
  let limit = 1;
  const slots = new Slots(() => limit);
  const { through, releases } = takers(slots, 4);
  await setImmediate();
  limit = 3;
  const late = takers(slots, 1);
  await setImmediate();
  t.deepEqual(through, [0, 1, 2]);
  t.deepEqual(late.through, []);
  limit = 1;
  releases[0]();
  releases[1]();
  await setImmediate();
  t.deepEqual(through, [0, 1, 2]);
  releases[2]();
  await setImmediate();
  t.deepEqual(through, [0, 1, 2, 3]);
});

test('the most urgent are let through first, and who does not wait any more is passed over', async (t) => {
  const slots = new Slots(() => 1);
  const release = await slots.take();
  const order: string[] = [];
  const controller = new AbortController();
  const take = async (name: string, urgency: number, signal?: AbortSignal) => {
    const leave = await slots.take(signal, urgency);
    order.push(name);
    leave();
  };
  const waiting = [take('late', 3), take('first', 1), take('second', 1), take('top', 0)];
  const given = take('gone', -1, controller.signal);
  controller.abort(new Error('not wanted'));
  await t.throwsAsync(given, { message: 'not wanted' });
  await t.throwsAsync(take('never', 0, controller.signal), { message: 'not wanted' });
  release();
  await Promise.all(waiting);
  t.deepEqual(order, ['top', 'first', 'second', 'late']);
});

test('the most urgent has a slot beyond the limit where others have all, but no more than one', async (t) => {
  const slots = new Slots(() => 1);
  const [low, high, other] = [{}, {}, {}];
  const release = await slots.take(undefined, 5, low);
  let second: (() => void) | undefined;
  void slots.take(undefined, 5, low).then((give) => (second = give));
  const urgent = await slots.take(undefined, 1, high);
  let more: (() => void) | undefined;
  void slots.take(undefined, 1, high).then((give) => (more = give));
  let late: (() => void) | undefined;
  void slots.take(undefined, 3, other).then((give) => (late = give));
  await setImmediate();
  t.is(second ?? more ?? late, undefined);
  release();
  await setImmediate();
  // One is still held, which is as many as there may be.
  t.is(second ?? more ?? late, undefined);
  urgent();
  await setImmediate();
  t.truthy(more);
  t.is(second ?? late, undefined);
});
