import test, { type ExecutionContext } from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import {
  AirError,
  cell,
  chipIdentity,
  defineBus,
  defineChip,
  not,
  type AirErrorCode,
  type ChipBuilder,
  type NoCells,
  type Packing,
} from '../../../host/stark/air/index.js';

const COLUMNS = { a: cell(), b: cell(), c: cell(), flag: cell(), other: cell() };
type Builder = ChipBuilder<typeof COLUMNS, NoCells, NoCells>;

const memory = defineBus({ name: 'memory', kind: 'permutation', fields: ['address', 'value'] });
const range = defineBus({ name: 'range', kind: 'lookup', fields: ['limb'] });

function talker(
  constraints: (builder: Builder) => void,
  options: { readonly packing?: Packing; readonly maxDegree?: number } = {},
) {
  return defineChip(koalaBear, { name: 'talker', columns: COLUMNS, ...options, constraints });
}

function refuses(
  t: ExecutionContext,
  code: AirErrorCode,
  constraints: (builder: Builder) => void,
  expected: { bus?: string; interaction?: string; message?: RegExp } = {},
): AirError {
  const error = t.throws(() => talker(constraints), { instanceOf: AirError });
  t.is(error.code, code, error.message);
  t.is(error.chip, 'talker');
  if (expected.bus !== undefined) t.is(error.bus, expected.bus);
  if (expected.interaction !== undefined) t.is(error.interaction, expected.interaction);
  if (expected.message) t.regex(error.message, expected.message);
  return error;
}

test('a bus has a name, a kind and fields', (t) => {
  const throws = (code: AirErrorCode, declaration: Parameters<typeof defineBus>[0]): void => {
    t.is(t.throws(() => defineBus(declaration), { instanceOf: AirError }).code, code);
  };
  throws('NAME', { ...memory, name: 'Memory' });
  throws('NAME', { ...memory, name: '' });
  throws('NAME', { ...memory, fields: ['a b'] });
  throws('DUPLICATE_NAME', { ...memory, fields: ['a', 'a'] });
  throws('BUS', { ...memory, fields: [] });
  throws('BUS', { ...memory, fields: Array.from({ length: 257 }, (_, i) => `f${i}`) });
  throws('BUS', { ...memory, kind: 'queue' as 'lookup' });
});

test('messages have counts, and bounds on them', (t) => {
  const { interactions, graph } = talker(({ local, bus }) => {
    bus.send(memory, [local.a, 7]);
    bus.receive(memory, [local.a, local.b], 3);
    bus.receive(memory, [local.a, local.b], { value: local.c, weight: 9 });
    bus.provide(range, [local.a], local.c);
  });
  const messages = interactions.map((interaction) => interaction.messages[0]);
  t.deepEqual(
    messages.map(({ weight }) => weight),
    [1, 3, 9, 0],
  );
  t.is(graph.constantValue(messages[0].count), 1);
  t.is(graph.constantValue(messages[0].fields[1]), 7);
  t.is(graph.constantValue(messages[1].count), 3);
  t.is(messages[2].count, messages[3].count);
  t.is(interactions[1].place, 'receive[1] on memory');
});

test('a count that is a bit is held to be one, unless it is known to be', (t) => {
  const added = (constraints: (builder: Builder) => void): string[] =>
    talker(constraints).constraints.map(({ name }) => name);
  t.deepEqual(
    added(({ local, bus }) => bus.send(memory, [local.a, local.b], local.flag)),
    ['count of send[0] on memory is a bit'],
  );
  t.deepEqual(
    added(({ local, bus }) => {
      bus.send(memory, [local.a, local.b], { value: local.flag, weight: 1 });
      bus.receive(memory, [local.b, local.a], local.flag);
    }),
    ['count of send[0] on memory is a bit'],
  );
  // Even where the assertion comes later.
  t.deepEqual(
    added(({ local, bus, assertBoolean }) => {
      bus.send(memory, [local.a, local.b], local.flag);
      bus.send(memory, [local.a, local.b], not(local.flag).mul(local.other));
      assertBoolean('flag', local.flag);
      assertBoolean('other', local.other);
    }),
    ['flag', 'other'],
  );
  // A condition does not make it hold everywhere, and the next row's cell is another expression.
  t.deepEqual(
    added(({ local, bus, when }) => {
      bus.send(memory, [local.a, local.b], local.flag);
      when.transition.assertBoolean('flag', local.flag);
    }),
    ['flag', 'count of send[0] on memory is a bit'],
  );
  t.deepEqual(
    added(({ local, bus }) => {
      bus.send(memory, [local.a, local.b], { value: local.flag, weight: 2 });
      bus.provide(range, [local.a], local.c);
    }),
    [],
  );
});

test('flags of an exclusive interaction are bits, and at most one is set', (t) => {
  const chip = talker(({ local, bus }) =>
    bus.exclusive(memory, ({ send, receive }) => {
      send(local.flag, [local.a, local.b]);
      receive(local.other, [local.b, local.c], { value: local.c, weight: 5 });
    }),
  );
  t.deepEqual(
    chip.constraints.map(({ name }) => name),
    [
      'flag 0 of exclusive[0] on memory is a bit',
      'flag 1 of exclusive[0] on memory is a bit',
      'at most one flag of exclusive[0] on memory',
    ],
  );
  const [lookup] = chip.lookups;
  t.true(lookup.exclusive);
  t.is(lookup.weight, 5);
  t.is(lookup.degree, 3);
});

test('columns are ordered and packed as in Plonky3', (t) => {
  const state = ({ local, bus }: Builder): void => {
    bus.send(memory, [local.a, local.b]);
    bus.exclusive(range, ({ send }) => send(local.flag, [local.c]));
    bus.send(range, [local.a]);
    bus.receive(memory, [local.b, local.a]);
    bus.send(memory, [local.b, local.c]);
    bus.send(range, [local.b]);
    bus.local('same', ({ send, receive }) => {
      send([local.a]);
      receive([local.b]);
    });
  };
  const columns = (packing?: Packing): unknown =>
    talker(state, packing && { packing }).lookups.map(({ place, degree }) => [place, degree]);
  t.deepEqual(columns('none'), [
    ['local same', 3],
    ['send[0] on memory', 2],
    ['send[2] on range', 2],
    ['receive[3] on memory', 2],
    ['send[4] on memory', 2],
    ['send[5] on range', 2],
    ['exclusive[1] on range', 3],
  ]);
  t.deepEqual(columns(), [
    ['local same', 3],
    ['exclusive[1] on range', 3],
    ['send[0] on memory, receive[3] on memory', 3],
    ['send[4] on memory', 2],
    ['send[2] on range, send[5] on range', 3],
  ]);
  t.deepEqual(columns('same-bus'), columns());
});

test('packing does not raise the number of quotient chunks', (t) => {
  const state =
    (degree: number) =>
    ({ local, bus, assertZero }: Builder): void => {
      let power = local.a;
      for (let i = 1; i < degree; i++) power = power.mul(local.a);
      assertZero('power', power);
      for (let i = 0; i < 6; i++) bus.send(memory, [local.b, i]);
    };
  const columns = (degree: number): number[] => {
    const { lookups, maxConstraintDegree } = talker(state(degree), { maxDegree: 9 });
    return [lookups.length, maxConstraintDegree];
  };
  t.deepEqual(columns(1), [6, 2]);
  t.deepEqual(columns(2), [6, 2]);
  t.deepEqual(columns(3), [3, 3]);
  t.deepEqual(columns(4), [2, 5]);
  t.deepEqual(columns(5), [2, 5]);
  t.deepEqual(columns(6), [1, 7]);
});

test('packing up to the bound on degrees takes as few columns as that allows', (t) => {
  const columns = (packing: Packing, maxDegree: number): number[] => {
    const state = ({ local, bus, assertZero }: Builder): void => {
      assertZero('square', local.a.square());
      for (let i = 0; i < 6; i++) bus.send(memory, [local.b, i]);
    };
    const { lookups, maxConstraintDegree } = talker(state, { packing, maxDegree });
    return [lookups.length, maxConstraintDegree];
  };
  t.deepEqual(columns('same-bus', 3), [6, 2]);
  t.deepEqual(columns('max-degree', 2), [6, 2]);
  t.deepEqual(columns('max-degree', 3), [3, 3]);
  t.deepEqual(columns('max-degree', 4), [2, 4]);
});

test('weights of packed columns add up', (t) => {
  const [lookup, ...others] = talker(({ local, bus, assertZero }) => {
    assertZero('cube', local.a.cube());
    bus.send(memory, [local.a, local.b], 3);
    bus.receive(memory, [local.b, local.a], { value: local.c, weight: 4 });
  }).lookups;
  t.is(others.length, 0);
  t.is(lookup.weight, 7);
});

test('what interactions read is opened', (t) => {
  t.true(talker(({ next, bus }) => bus.send(memory, [next.a, 0])).readsNextRow);
  t.false(talker(({ local, bus }) => bus.send(memory, [local.a, 0])).readsNextRow);
  const opened = defineChip(koalaBear, {
    name: 'opened',
    columns: COLUMNS,
    preprocessed: { fixed: cell() },
    opensNextRow: true,
    opensNextPreprocessedRow: true,
    constraints: () => undefined,
  });
  t.true(opened.readsNextRow);
  t.true(opened.readsNextPreprocessedRow);
});

test('messages of another width than the bus name bus, chip and place', (t) => {
  const error = refuses(t, 'BUS_WIDTH', ({ local, bus }) => {
    bus.send(memory, [local.a, local.b]);
    bus.send(memory, [local.a]);
  });
  t.is(error.message, 'chip talker: send[1] on memory: 1 fields, but bus memory has 2');
  t.is(error.bus, 'memory');
  t.is(error.interaction, 'send[1] on memory');
  refuses(t, 'BUS_WIDTH', ({ local, bus }) =>
    bus.exclusive(memory, ({ send }) => send(local.flag, [local.a, local.b, local.c])),
  );
  refuses(t, 'BUS_WIDTH', ({ local, bus }) =>
    bus.local('pairs', ({ send, receive }) => {
      send([local.a, local.b]);
      receive([local.a]);
    }),
  );
  refuses(t, 'BUS_WIDTH', ({ bus }) => bus.local('nothing', ({ send }) => send([])));
});

test('two buses of one name are refused', (t) => {
  for (const other of [
    { ...memory, kind: 'lookup' as const },
    { ...memory, fields: ['address', 'word'] },
  ]) {
    const expected = { bus: 'memory', interaction: 'send[1] on memory' };
    refuses(
      t,
      'BUS',
      ({ local, bus }) => {
        bus.send(memory, [local.a, local.b]);
        bus.send(defineBus(other), [local.a, local.b]);
      },
      expected,
    );
  }
});

test('counts without a bound are for lookup buses', (t) => {
  const expected = { bus: 'memory', interaction: 'provide[0] on memory' };
  refuses(t, 'BUS_KIND', ({ local, bus }) => bus.provide(memory, [local.a, local.b], local.c), expected);
  refuses(t, 'BUS_KIND', ({ local, bus }) =>
    bus.exclusive(memory, ({ provide }) => provide(local.flag, [local.a, local.b], local.c)),
  );
  refuses(t, 'COUNT', ({ local, bus }) =>
    bus.send(memory, [local.a, local.b], { value: local.c, weight: 0 }),
  );
});

test('counts and bounds are whole and positive, and counts are within their bounds', (t) => {
  for (const count of [0, -1, 2 ** 20 + 1]) {
    refuses(t, 'COUNT', ({ local, bus }) => bus.send(memory, [local.a, local.b], count));
    refuses(t, 'COUNT', ({ local, constant, bus }) => bus.send(memory, [local.a, local.b], constant(count)));
  }
  for (const weight of [-1, 0.5, NaN, 2 ** 20 + 1]) {
    refuses(t, 'COUNT', ({ local, bus }) => bus.send(memory, [local.a, local.b], { value: local.c, weight }));
  }
  refuses(t, 'COUNT', ({ local, bus }) => bus.send(memory, [local.a, local.b], { value: 3, weight: 2 }));
});

test('local interactions have names and both sides', (t) => {
  refuses(t, 'BUS_UNBALANCED', ({ local, bus }) => bus.local('lonely', ({ send }) => send([local.a])), {
    interaction: 'local lonely',
    message: /nothing is received/,
  });
  refuses(t, 'BUS_UNBALANCED', ({ local, bus }) =>
    bus.local('lonely', ({ provide }) => provide([local.a], local.b)),
  );
  refuses(t, 'BUS_UNBALANCED', ({ bus }) => bus.local('empty', () => undefined));
  refuses(t, 'NAME', ({ bus }) => bus.local('', () => undefined));
  const both = ({ local, bus }: Builder): void =>
    bus.local('both', ({ send, receive }) => {
      send([local.a]);
      receive([local.b]);
    });
  refuses(t, 'DUPLICATE_NAME', (builder) => {
    both(builder);
    both(builder);
  });
});

test('exclusive interactions have messages and flags that vary', (t) => {
  refuses(t, 'COUNT', ({ bus }) => bus.exclusive(memory, () => undefined));
  refuses(t, 'COUNT', ({ local, constant, bus }) =>
    bus.exclusive(memory, ({ send }) => send(constant(1), [local.a, local.b])),
  );
});

test('the degree of a column is bounded as that of a constraint', (t) => {
  const expected = { interaction: 'send[0] on memory', message: /degree 4, above the bound 3/ };
  refuses(t, 'DEGREE', ({ local, bus }) => bus.send(memory, [local.a.cube(), 0]), expected);
});

test('an interaction stated after the definition is refused, not lost', (t) => {
  let late: (() => void) | undefined;
  talker(({ local, bus }) => (late = () => bus.send(memory, [local.a, local.b])));
  t.is(t.throws(() => late?.(), { instanceOf: AirError }).code, 'SEALED');
});

test('a message stated after its interaction is refused, not lost', (t) => {
  refuses(t, 'SEALED', ({ local, bus }) => {
    let late: (() => void) | undefined;
    bus.local('pair', ({ send, receive }) => {
      send([local.a]);
      receive([local.b]);
      late = () => send([local.c]);
    });
    late?.();
  });
  refuses(t, 'SEALED', ({ local, bus }) => {
    let late: (() => void) | undefined;
    bus.exclusive(memory, ({ send }) => {
      send(local.flag, [local.a, local.b]);
      late = () => send(local.other, [local.a, local.b]);
    });
    late?.();
  });
});

test('buses that no definition has checked are checked', (t) => {
  const error = t.throws(
    () => talker(({ local, bus }) => bus.send({ ...memory, name: 'Größe' }, [local.a, local.b])),
    { instanceOf: AirError },
  );
  t.is(error.code, 'NAME');
});

test('interactions are part of the identity, their packing is not', (t) => {
  const identity = (state: (builder: Builder) => void, packing?: Packing): string =>
    Buffer.from(chipIdentity(talker(state, packing && { packing }))).toString('hex');
  const base = ({ local, bus }: Builder): void => {
    bus.send(memory, [local.a, local.b]);
    bus.receive(memory, [local.a, local.b], { value: local.c, weight: 2 });
  };
  t.is(identity(base, 'none'), identity(base, 'same-bus'));
  const identities = [
    identity(base),
    identity(() => undefined),
    identity(({ local, bus }) => bus.send(memory, [local.a, local.b])),
    identity(({ local, bus }) => bus.send(memory, [local.b, local.a])),
    identity(({ local, bus }) => bus.send(memory, [local.a, local.b], 2)),
    identity(({ local, bus }) => bus.receive(memory, [local.a, local.b])),
    identity(({ local, bus }) => bus.send({ ...memory, name: 'other' }, [local.a, local.b])),
    identity(({ local, bus }) => bus.send({ ...memory, kind: 'lookup' }, [local.a, local.b])),
    identity(({ local, bus }) => bus.send(memory, [local.a, local.b], { value: local.c, weight: 2 })),
    identity(({ local, bus }) => bus.send(memory, [local.a, local.b], { value: local.c, weight: 3 })),
    identity(({ local, bus }) => bus.exclusive(memory, ({ send }) => send(local.c, [local.a, local.b]))),
    identity(({ local, bus }) => bus.exclusive(memory, ({ send }) => send(local.flag, [local.a, local.b]))),
    identity(({ local, bus }) =>
      bus.local('pair', ({ send, receive }) => {
        send([local.a, local.b]);
        receive([local.b, local.a]);
      }),
    ),
  ];
  t.is(new Set(identities).size, identities.length);
});
