import test from 'ava';
import {
  runOf,
  Simulation,
  summarise,
  type SimulationOptions,
  type Trace,
  type TraceEvent,
} from '../../../host/daemon/simulate/index.js';
import { Random } from '../../planner/random.js';
import { machineOf } from './machines.js';

const SHAPES = ['T12', 'G18', 'G20'];

interface Setting {
  readonly jobs: number;
  /** Of all lanes together, the share that is asked for. */
  readonly load: number;
  readonly happenings?: number;
}

function randomTrace(random: Random, { jobs, load, happenings = 0 }: Setting) {
  const devices = Object.fromEntries(
    Array.from({ length: random.whole(1, 4) }, (_, i) => {
      const speed = random.logarithmic(0.5, 8);
      const shapes = SHAPES.filter((shape) => i === 0 || shape === 'G18' || random.chance(0.7));
      return [
        `d${i}`,
        Object.fromEntries(shapes.map((shape) => [shape, speed * random.logarithmic(0.5, 4)])),
      ];
    }),
  );
  const overhead = random.chance(0.5)
    ? { beforeSeconds: random.next(), afterSeconds: random.next() / 2 }
    : {};
  const machine = machineOf({ devices, ...overhead });
  const rate = Object.values(devices).reduce((sum, seconds) => sum + 1 / seconds.G18, 0);
  let at = 0;
  const trace: Trace = {
    jobs: Array.from({ length: jobs }, (_, i) => {
      const shapes = Object.fromEntries(
        SHAPES.flatMap((shape) => (random.chance(0.5) ? [[shape, random.whole(1, 5)]] : [])),
      );
      if (Object.keys(shapes).length === 0) shapes.G18 = 1;
      const count = Object.values(shapes).reduce((sum, each) => sum + each, 0);
      // Some come in crowds.
      at += random.chance(0.3) ? 0 : ((2 * count) / rate / load) * random.next();
      return {
        ...{ id: `j${i}`, at, shapes },
        ...(random.chance(0.7) ? { deadline: random.logarithmic(1, 300) } : {}),
        priority: random.whole(-2, 2),
        objective: random.pick(['latency', 'throughput'] as const),
      };
    }),
    events: Array.from({ length: happenings }, (): TraceEvent => {
      const event = random.pick(['lost', 'back', 'back', 'slow'] as const);
      const device = random.pick(Object.keys(devices));
      const factor = event === 'slow' ? { factor: random.logarithmic(0.5, 30) } : {};
      return { at: at * random.next(), device, event, ...factor };
    }),
  };
  const options: SimulationOptions = {
    activeJobs: random.whole(1, 6),
    late: random.pick(['yield', 'continue', 'fail'] as const),
  };
  return { machine, trace, options };
}

function shardsOf({ jobs }: Trace): number {
  return jobs.reduce((sum, job) => sum + runOf(job).shapes.length, 0);
}

test('where all takes what it is predicted to, no promise is broken, whatever comes', (t) => {
  let [promised, refused, flagged] = [0, 0, 0];
  for (let seed = 1; seed <= 400; seed++) {
    const random = new Random(seed);
    const { machine, trace, options } = randomTrace(random, { jobs: 25, load: random.logarithmic(0.4, 4) });
    const outcome = new Simulation(trace, machine, options).run();
    const { jobs, copies, wastedSeconds } = summarise(outcome);
    t.like(
      { ...jobs, copies, wastedSeconds },
      { missed: 0, flagged: 0, failed: 0, unfinished: 0, copies: 0, wastedSeconds: 0 },
      `seed ${seed}`,
    );
    t.is(jobs.done + jobs.refused, jobs.submitted);
    promised += outcome.jobs.filter(
      ({ deadline, end }) => deadline < Infinity && end?.what === 'done',
    ).length;
    refused += jobs.refused;
    flagged += jobs.flagged;
  }
  t.true(promised > 2000 && refused > 1000, `${promised} promised, ${refused} refused`);
  t.is(flagged, 0);
});

test('no work is lost, done twice, or done on two lanes at a time, whatever happens', (t) => {
  let copies = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const random = new Random(seed);
    const happenings = random.whole(0, 12);
    const { machine, trace, options } = randomTrace(random, {
      jobs: 20,
      load: random.logarithmic(0.4, 3),
      happenings,
    });
    const outcome = new Simulation(trace, machine, options).run();
    const summary = summarise(outcome);
    const named = `seed ${seed}`;
    for (const { utilisation } of summary.devices) t.true(utilisation >= 0 && utilisation <= 1 + 1e-9, named);
    for (const job of outcome.jobs) {
      const { what } = job.end!;
      if (what === 'done') t.is(job.proven, job.spec.shapes.length, named);
      if (what === 'refused') t.is(job.proven, 0, named);
      if (what !== 'failed') t.is(job.running, 0, named);
      t.true(job.proven <= job.spec.shapes.length, named);
    }
    // Each shard that counts was counted once.
    t.is(
      summary.shards,
      outcome.jobs.reduce((sum, { proven }) => sum + proven, 0),
      named,
    );
    t.true(summary.shards <= shardsOf(trace), named);
    if (happenings === 0) t.is(summary.wastedSeconds, 0, named);
    copies += summary.copies;
    // Whoever is not at an end had no lane left for something of it.
    if (summary.jobs.unfinished > 0)
      t.true(
        outcome.lanes.some(({ isThere }) => !isThere),
        named,
      );
  }
  t.true(copies > 20, `${copies} copies`);
});

test('lanes are busy with exactly what was asked of them', (t) => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = new Random(1000 + seed);
    const { trace, options } = randomTrace(random, { jobs: 20, load: 0.8 });
    const all = machineOf({ devices: { a: { T12: 1, G18: 2, G20: 5 }, b: { T12: 1, G18: 2, G20: 5 } } });
    const outcome = new Simulation(trace, all, options).run();
    const asked = outcome.jobs
      .filter(({ end }) => end?.what === 'done')
      .reduce(
        (sum, { spec }) => sum + spec.shapes.reduce((one, shape) => one + all.shardSeconds(shape)[0], 0),
        0,
      );
    const busy = outcome.lanes.reduce((sum, { busySeconds }) => sum + busySeconds, 0);
    t.true(Math.abs(asked - busy) < 1e-6 * asked, `seed ${seed}: ${asked} ${busy}`);
  }
});

test('the same trace comes to the same', (t) => {
  const { machine, trace, options } = randomTrace(new Random(7), { jobs: 40, load: 2, happenings: 10 });
  const once = summarise(new Simulation(trace, machine, options).run());
  t.deepEqual(summarise(new Simulation(trace, machine, options).run()), once);
});
