import test from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import {
  auditChips,
  cell,
  defineBus,
  defineChip,
  type AuditOptions,
  type Chip,
  type ChipBuilder,
  type ChipDefinition,
  type Struct,
} from '../../../host/stark/air/index.js';

const rangeBus = defineBus({ name: 'range', kind: 'lookup', fields: ['v'] });
const wordBus = defineBus({ name: 'word', kind: 'permutation', fields: ['address', 'v'] });

/** A table that answers queries, by fixed columns. */
const range = defineChip(koalaBear, {
  name: 'range',
  columns: { count: cell() },
  preprocessed: { v: cell() },
  constraints: ({ local, preprocessed, bus }) => bus.provide(rangeBus, [preprocessed.v], local.count),
});

const columns = { real: cell(), address: cell(), v: cell(), w: cell() };
type Builder = ChipBuilder<typeof columns, Struct, Struct>;

/** A chip with a flag and three columns. */
function chip(
  constraints: (builder: Builder) => void,
  more: Partial<ChipDefinition<typeof columns>> = {},
): Chip {
  return defineChip(koalaBear, { name: 'sample', columns, constraints: constraints, ...more });
}

/** What the sample chips receive, they send on, at an address that they have received. */
function passesOn({ local, bus, assertBoolean }: Builder): void {
  const { real, address, v } = local;
  assertBoolean('real is boolean', real);
  bus.receive(wordBus, [address, v], real);
}

function findings(sample: Chip, options: AuditOptions = {}): string[] {
  return auditChips([sample, range], options).map(
    ({ kind, chip: name, subject }) => `${kind} ${name} ${subject}`,
  );
}

const good = chip((builder) => {
  const { real, address, v, w } = builder.local;
  passesOn(builder);
  builder.assertEqual('doubled', w, v.mul(2));
  builder.bus.send(rangeBus, [w], real);
  builder.bus.send(wordBus, [address.add(1), w], real);
});

test('nothing is found in good chips', (t) => t.deepEqual(findings(good), []));

test('a column that nothing reads', (t) => {
  const sample = chip((builder) => {
    passesOn(builder);
    builder.bus.send(rangeBus, [builder.local.v], builder.local.real);
    builder.bus.send(wordBus, [builder.local.address, builder.local.v], builder.local.real);
  });
  t.deepEqual(findings(sample), ['unread sample w']);
});

test('a value that is sent and that nothing holds', (t) => {
  const unheld = chip((builder) => {
    const { real, address, w } = builder.local;
    passesOn(builder);
    builder.bus.send(rangeBus, [builder.local.v], real);
    builder.bus.send(wordBus, [address, w], real);
  });
  t.deepEqual(findings(unheld), ['free sample word.v']);
  t.deepEqual(findings(unheld, { assumed: ['sample: word.v'] }), []);
  t.deepEqual(findings(good, { assumed: ['sample: word.v'] }), ['assumed  sample: word.v']);
});

test('a value that a constraint leaves a choice of is not held by it', (t) => {
  const chosen = chip((builder) => {
    const { real, address, v, w } = builder.local;
    passesOn(builder);
    builder.assertZero('one of two', w.sub(v).mul(w.sub(v).sub(2 ** 16)));
    builder.bus.send(wordBus, [address, w], real);
  });
  t.deepEqual(
    findings(
      chip((builder) => void builder.bus.send(rangeBus, [builder.local.v])),
      {},
    ).length > 0,
    true,
  );
  t.deepEqual(findings(chosen), ['free sample word.v']);
});

test('a value that is held where a flag is set, and sent where it is not', (t) => {
  const flagged = (isSentAnyway: boolean) =>
    chip((builder) => {
      const { real, address, v, w } = builder.local;
      builder.assertBoolean('real is boolean', real);
      builder.assertBoolean('w is boolean', w);
      builder.bus.receive(wordBus, [address, address], real);
      builder.when(w).assertEqual('held', v, address);
      builder.assertZero('w needs real', w.mul(real.subFrom(1)));
      builder.bus.send(wordBus, [address, v], isSentAnyway ? real : w);
      builder.bus.send(rangeBus, [address], w);
    });
  t.deepEqual(findings(flagged(false)), []);
  t.deepEqual(findings(flagged(true)), ['free sample word.v']);
});

test('constraints that say nothing, and those that say nothing more', (t) => {
  const sample = chip((builder) => {
    const { real, address, v, w } = builder.local;
    passesOn(builder);
    builder.assertEqual('doubled', w, v.mul(2));
    builder.assertEqual('doubled once more', v.mul(6), w.mul(3));
    builder.assertZero('nothing', v.mul(w).sub(w.mul(v)));
    builder.bus.send(rangeBus, [w], real);
    builder.bus.send(wordBus, [address, w], real);
    builder.bus.send(rangeBus, [v.double()], real);
    builder.bus.send(rangeBus, [v.add(v)], real);
  });
  t.deepEqual(findings(sample), [
    'repeated sample doubled once more',
    'vanishing sample nothing',
    'repeated sample send[4] on range',
  ]);
});

test('counts that are never set, or that no constraint holds', (t) => {
  const never = chip((builder) => {
    const { real, address, v, w } = builder.local;
    passesOn(builder);
    builder.assertZero('not real', real);
    builder.assertEqual('doubled', w, v.mul(2));
    builder.bus.send(wordBus, [address, v], real);
  });
  t.deepEqual(findings(never), ['count sample receive[0] on word', 'count sample send[1] on word']);
  const heavy = chip((builder) => {
    const { real, address, v, w } = builder.local;
    builder.assertEqual('doubled', w, v.mul(2));
    builder.bus.receive(wordBus, [address, v], { value: real, weight: 3 });
    builder.bus.send(wordBus, [address, v], { value: real, weight: 3 });
  });
  t.deepEqual(findings(heavy), ['count sample real']);
});

test('padding that breaks a constraint, or says something', (t) => {
  const sample = chip((builder) => {
    const { address, v, w } = builder.local;
    builder.assertBoolean('real is boolean', builder.local.real);
    builder.assertEqual('one more', w, v.add(1));
    builder.bus.receive(wordBus, [address, v]);
    builder.bus.send(wordBus, [address, w]);
  });
  t.deepEqual(findings(sample), [
    'padding sample one more',
    'padding sample receive[0] on word',
    'padding sample send[1] on word',
  ]);
  t.deepEqual(findings(sample, { paddedOtherwise: ['sample'] }), []);
});

test('a degree above the bound, and heights whose counts add up to the modulus', (t) => {
  t.deepEqual(findings(good, { maxDegree: 1 }), ['degree sample 2', 'degree range 2']);
  const shapes = [
    [2 ** 20, 2 ** 8],
    [2 ** 30, 2 ** 8],
  ];
  t.deepEqual(findings(good, { shapes }), ['overflow  shape 1']);
});
