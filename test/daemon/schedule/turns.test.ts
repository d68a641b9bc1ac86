import test from 'ava';
import { Turns, type TurnTaker } from '../../../host/daemon/schedule/index.js';

class Taker implements TurnTaker {
  isSuspended = false;
  hasBegun = false;

  constructor(
    public urgency: number,
    readonly place = 0,
  ) {}

  suspend(): void {
    this.isSuspended = true;
  }
}

function request(turns: Turns<Taker>, taker: Taker): Taker {
  turns.request(taker, () => (taker.hasBegun = true));
  return taker;
}

test('who is more urgent takes the place of the least urgent at once', (t) => {
  const turns = new Turns<Taker>(2);
  const [low, lower, waiting] = [5, 6, 7].map((urgency) => request(turns, new Taker(urgency)));
  t.deepEqual(
    [low, lower, waiting].map(({ hasBegun }) => hasBegun),
    [true, true, false],
  );
  const urgent = request(turns, new Taker(1));
  t.true(urgent.hasBegun && lower.isSuspended);
  t.false(low.isSuspended);
  // The one that leaves makes no further room: its place is taken.
  turns.end(lower);
  t.false(waiting.hasBegun);
  turns.end(low);
  t.true(waiting.hasBegun);
});

test('the order follows urgencies as they change', (t) => {
  const turns = new Turns<Taker>(1);
  const first = request(turns, new Taker(1));
  const second = request(turns, new Taker(2));
  first.urgency = 3;
  turns.update();
  t.true(first.isSuspended && second.hasBegun);
});

test('who waits in vain can leave', async (t) => {
  const turns = new Turns<Taker>(1);
  const first = request(turns, new Taker(1));
  const reason = new Error('not wanted');
  const controller = new AbortController();
  const second = new Taker(2);
  const taken = turns.take(second, controller.signal);
  controller.abort(reason);
  t.is(await t.throwsAsync(taken), reason);
  const third = request(turns, new Taker(3));
  turns.end(first);
  t.true(third.hasBegun);
});

test('once they are stopped nobody gets a turn or is suspended, and those that have one are counted', (t) => {
  const turns = new Turns<Taker>(2);
  const [first, second] = [5, 6].map((urgency) => request(turns, new Taker(urgency)));
  turns.stop();
  const urgent = request(turns, new Taker(1));
  t.false(urgent.hasBegun || first.isSuspended || second.isSuspended);
  t.is(turns.taken, 2);
  turns.end(first);
  t.false(urgent.hasBegun);
  t.is(turns.taken, 1);
});
