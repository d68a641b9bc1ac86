import test, { type ExecutionContext } from 'ava';
import { koalaBear, koalaBear4 } from '../../../host/field/index.js';
import {
  AirError,
  assignBuses,
  busPrefixes,
  cell,
  defineBus,
  defineChip,
  weightsFit,
  type AirErrorCode,
  type Bus,
  type Chip,
  type ChipBuilder,
  type NoCells,
} from '../../../host/stark/air/index.js';

const COLUMNS = { a: cell(), b: cell() };

const one = defineBus({ name: 'one', kind: 'permutation', fields: ['a'] });
const two = defineBus({ name: 'two', kind: 'permutation', fields: ['a', 'b'] });
const table = defineBus({ name: 'table', kind: 'lookup', fields: ['a'] });

function chip(
  name: string,
  constraints: (builder: ChipBuilder<typeof COLUMNS, NoCells, NoCells>) => void,
): Chip {
  return defineChip(koalaBear, { name, columns: COLUMNS, packing: 'none', constraints });
}

const local = chip('local', ({ local: { a, b }, bus }) => {
  bus.send(two, [a, b]);
  for (const name of ['first', 'second']) {
    bus.local(name, ({ send, receive }) => {
      send([a]);
      receive([b]);
    });
  }
});
const receiver = chip('receiver', ({ local: { a, b }, bus }) => {
  bus.send(one, [a]);
  bus.receive(two, [a, b]);
  bus.receive(one, [b]);
});

test('ids go by first appearance, local lookups have their own', (t) => {
  t.deepEqual(assignBuses([local, receiver, local]), {
    ids: [
      [0, 1, 2],
      [3, 2, 3],
      [4, 5, 2],
    ],
    busCount: 6,
    width: 2,
  });
  t.deepEqual(assignBuses([]), { ids: [], busCount: 0, width: 0 });
});

test('prefixes are alpha and multiples of a power of beta above all fields', (t) => {
  const k = koalaBear4;
  const [alpha, beta] = [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ];
  const prefixes = busPrefixes(k, assignBuses([local, receiver]), alpha, beta);
  t.is(prefixes.length, 2);
  t.deepEqual(prefixes[1][0], k.add(alpha, k.mulBase(k.mul(beta, beta), 4)));
  t.deepEqual(prefixes[0][2], prefixes[1][1]);
});

function refuses(
  t: ExecutionContext,
  code: AirErrorCode,
  chips: readonly Chip[],
  expected: { chip: string; bus?: string; interaction: string; message: RegExp },
): void {
  const error = t.throws(() => assignBuses(chips), { instanceOf: AirError, message: expected.message });
  t.is(error.code, code);
  t.is(error.chip, expected.chip);
  t.is(error.bus, expected.bus);
  t.is(error.interaction, expected.interaction);
}

test('widths that differ on a bus name bus, chips and places', (t) => {
  const wide: Bus = { ...one, fields: ['a', 'b'] };
  const other = chip('other', ({ local: { a, b }, bus }) => bus.send(wide, [a, b]));
  refuses(t, 'BUS_WIDTH', [local, receiver, other], {
    chip: 'other',
    bus: 'one',
    interaction: 'send[0] on one',
    message:
      /^chip other: send\[0\] on one: messages of 2 fields, but of 1 in chip receiver at send\[0\] on one$/,
  });
});

test('kinds that differ on a bus are refused', (t) => {
  const other = chip('other', ({ local: { a }, bus }) => bus.provide({ ...one, kind: 'lookup' }, [a], a));
  refuses(t, 'BUS', [local, receiver, other], {
    chip: 'other',
    bus: 'one',
    interaction: 'provide[0] on one',
    message: /a lookup bus, but a permutation bus in chip receiver/,
  });
});

test('a bus without a receiver or a sender is refused', (t) => {
  refuses(t, 'BUS_UNBALANCED', [local], {
    chip: 'local',
    bus: 'two',
    interaction: 'send[0] on two',
    message: /no table receives/,
  });
  refuses(t, 'BUS_UNBALANCED', [receiver], {
    chip: 'receiver',
    bus: 'two',
    interaction: 'receive[1] on two',
    message: /no table sends/,
  });
  const provider = chip('provider', ({ local: { a, b }, bus }) => bus.provide(table, [a], b));
  refuses(t, 'BUS_UNBALANCED', [provider], {
    chip: 'provider',
    bus: 'table',
    interaction: 'provide[0] on table',
    message: /no table sends/,
  });
});

test('an unbounded count on a permutation bus is refused, whoever made the table', (t) => {
  const forged = {
    name: 'forged',
    lookups: [
      {
        bus: 'one',
        kind: 'permutation' as const,
        width: 1,
        weight: 0,
        messages: [{ direction: 'provide' as const, weight: 0 }],
        place: 'provide[0] on one',
      },
    ],
  };
  const error = t.throws(() => assignBuses([local, receiver, forged]), { instanceOf: AirError });
  t.is(error.code, 'BUS_KIND');
  t.is(error.chip, 'forged');
  t.is(error.bus, 'one');
});

test('a local lookup of one side alone is refused, whoever made the table', (t) => {
  const side = (direction: 'send' | 'receive') => ({
    name: 'forged',
    lookups: [
      {
        bus: null,
        kind: 'permutation' as const,
        width: 1,
        weight: 1,
        messages: [{ direction, weight: 1 }],
        place: 'local pair',
      },
    ],
  });
  for (const direction of ['send', 'receive'] as const) {
    const error = t.throws(() => assignBuses([side(direction)]), { instanceOf: AirError });
    t.is(error.code, 'BUS_UNBALANCED');
    t.is(error.message.startsWith('chip forged: local pair: '), true);
  }
});

test('weights times heights stay below p', (t) => {
  const heavy = (weight: number) => ({ lookups: [{ ...local.lookups[0], weight }] });
  // p = 127 * 2^24 + 1
  t.true(weightsFit(koalaBear, [heavy(127)], [2 ** 24]));
  t.false(weightsFit(koalaBear, [heavy(127), heavy(1)], [2 ** 24, 1]));
  t.false(weightsFit(koalaBear, [heavy(64), heavy(64)], [2 ** 24, 2 ** 24]));
  t.true(weightsFit(koalaBear, [], []));
});
