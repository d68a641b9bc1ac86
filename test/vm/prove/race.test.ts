import test from 'ava';
import { Race } from '../../../host/vm/prove/race.js';

/** A try that ends when it is told to, and fails once it is broken off. */
function entrant<T>(race: Race<T>) {
  let end!: { resolve: (value: T) => void; reject: (error: Error) => void };
  let wasBrokenOff = false;
  const over = race.enter(
    (signal) =>
      new Promise<T>((resolve, reject) => {
        end = { resolve, reject };
        signal.addEventListener('abort', () => {
          wasBrokenOff = true;
          reject(new Error('broken off'));
        });
      }),
  );
  return { ...end, over, wasBrokenOff: () => wasBrokenOff };
}

function raceOf(isGood: (value: number) => boolean) {
  const asked: number[] = [];
  const race = new Race<number>((value) => {
    asked.push(value);
    return Promise.resolve(isGood(value));
  });
  return { race, asked };
}

test('who is alone is not judged', async (t) => {
  const { race, asked } = raceOf(() => false);
  const one = entrant(race);
  one.resolve(1);
  t.is(await race.result, 1);
  t.deepEqual(asked, []);
});

test('the first that is accepted counts, and the other is broken off', async (t) => {
  const { race, asked } = raceOf(() => true);
  const [one, two] = [entrant(race), entrant(race)];
  two.resolve(2);
  t.is(await race.result, 2);
  await Promise.all([one.over, two.over]);
  t.true(one.wasBrokenOff());
  t.false(two.wasBrokenOff());
  t.deepEqual(asked, [2]);
});

test('one that is not accepted, or fails, leaves it to the other', async (t) => {
  for (const first of ['bad', 'failed']) {
    const { race } = raceOf((value) => value > 1);
    const [one, two] = [entrant(race), entrant(race)];
    if (first === 'bad') one.resolve(1);
    else one.reject(new Error('failed'));
    await one.over;
    t.false(two.wasBrokenOff());
    two.resolve(2);
    t.is(await race.result, 2);
  }
});

test('where all are bad, the last is what comes of it', async (t) => {
  const bad = raceOf(() => false).race;
  const [one, two] = [entrant(bad), entrant(bad)];
  one.resolve(1);
  await one.over;
  two.resolve(2);
  t.is(await bad.result, 2);
  const failing = raceOf(() => true).race;
  const [three, four] = [entrant(failing), entrant(failing)];
  three.reject(new Error('first'));
  four.reject(new Error('last'));
  t.is((await t.throwsAsync(failing.result)).message, 'last');
});

test('one that is done while another is judged does not count twice', async (t) => {
  let accept!: (isGood: boolean) => void;
  const race = new Race<number>(() => new Promise((resolve) => (accept = resolve)));
  const [one, two] = [entrant(race), entrant(race)];
  one.resolve(1);
  await Promise.resolve();
  const judgeFirst = accept;
  two.resolve(2);
  await Promise.resolve();
  judgeFirst(true);
  t.is(await race.result, 1);
  accept(true);
  await Promise.all([one.over, two.over]);
  t.is(await race.result, 1);
});
