import test from 'ava';
import { parseTrace, runOf } from '../../../host/daemon/simulate/index.js';
import { SwitchyardError } from '../../../host/runtime/index.js';
import { SHAPES } from '../../../host/vm/index.js';

test('a trace has a job or an event a line', (t) => {
  const { jobs, events } = parseTrace(
    [
      '{"at": 0, "cycles": 300000}',
      '',
      '{"at": 1.5, "id": "b", "shapes": {"G18": 2, "T12": 1}, "deadline": 60, "priority": -3, "objective": "latency"}',
      '{"at": 2, "device": "cuda0", "event": "slow", "factor": 2.5}',
      '{"at": 3, "device": "cuda0", "event": "lost"}',
    ].join('\n'),
  );
  t.deepEqual(
    jobs.map(({ id }) => id),
    ['1', 'b'],
  );
  t.like(jobs[0], { at: 0, priority: 0, objective: 'throughput' });
  t.like(jobs[1], { at: 1.5, deadline: 60, priority: -3, objective: 'latency' });
  t.deepEqual(
    events.map(({ event, factor }) => [event, factor]),
    [
      ['slow', 2.5],
      ['lost', undefined],
    ],
  );
  const names = (job: number) => runOf(jobs[job]).shapes.map((shape) => SHAPES[shape].name);
  t.deepEqual(names(0), ['G18', 'G18']);
  t.deepEqual(names(1), ['G18', 'G18', 'T12']);
});

test('the first line that is wrong is named', (t) => {
  const good = '{"at": 0, "cycles": 1}';
  for (const [line, message] of [
    ['{', /line 2 is no JSON/],
    ['7', /line 2: /],
    ['{"at": 0}', /line 2: has either cycles or shapes/],
    ['{"at": 0, "cycles": 1, "shapes": {"G18": 1}}', /line 2: has either/],
    ['{"at": 0, "cycles": 0}', /line 2: cycles: /],
    ['{"at": -1, "cycles": 1}', /line 2: at: /],
    ['{"at": 1e300, "cycles": 1}', /line 2: at: /],
    ['{"at": 0, "cycles": 1e15}', /line 2: cycles: /],
    ['{"at": 0, "shapes": {"Z1": 1}}', /line 2: shapes/],
    ['{"at": 0, "shapes": {"G18": 100000}}', /line 2: shapes\.G18: /],
    ['{"at": 0, "cycles": 1, "wish": 1}', /line 2: .*wish/],
    ['{"at": 0, "cycles": 1, "deadline": 0}', /line 2: deadline: /],
    ['{"at": 0, "cycles": 1, "id": "1"}', /line 2: there is a job 1 already/],
    ['{"at": 0, "device": "cuda0", "event": "gone"}', /line 2: event: /],
    ['{"at": 0, "device": "cuda0", "event": "slow"}', /line 2: has a factor/],
    ['{"at": 0, "device": "cuda0", "event": "lost", "factor": 2}', /line 2: has a factor/],
    ['{"at": 0, "device": "../x", "event": "lost"}', /line 2: device: /],
  ] as const) {
    const error = t.throws(() => parseTrace(`${good}\n${line}\n`), { instanceOf: SwitchyardError }, line);
    t.is(error.code, 'SY_ERR_ARGUMENT');
    t.regex(error.message, message, line);
  }
  t.regex(t.throws(() => parseTrace('\n')).message, /no job/);
  t.regex(t.throws(() => parseTrace('\n'.repeat(100_001))).message, /lines/);
});
