import test from 'ava';
import { EventQueue } from '../../../host/daemon/simulate/event-queue.js';
import { Random } from '../../planner/random.js';

test('what is next is the earliest, and of those at the same time what was entered first', (t) => {
  const random = new Random(1);
  const queue = new EventQueue();
  const happened: { readonly at: number; readonly number: number }[] = [];
  const enter = (count: number) => {
    for (let i = 0; i < count; i++) {
      const at = random.whole(0, 40);
      const number = happened.length;
      happened.push({ at, number });
      queue.add(at, () => taken.push({ at, number }));
    }
  };
  const taken: { readonly at: number; readonly number: number }[] = [];
  enter(300);
  const inOrder = () => [...happened].sort((a, b) => a.at - b.at || a.number - b.number);
  const first = inOrder().slice(0, 100);
  for (let i = 0; i < 100; i++) queue.take()!.action();
  t.deepEqual(taken, first);
  for (const one of first) happened.splice(happened.indexOf(one), 1, { ...one, at: -1 });
  enter(100);
  const rest = inOrder().filter(({ at }) => at >= 0);
  t.is(queue.nextAt, rest[0].at);
  for (let entry; (entry = queue.take());) entry.action();
  t.deepEqual(taken.slice(100), rest);
  t.is(queue.nextAt, undefined);
});
