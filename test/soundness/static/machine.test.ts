import test from 'ava';
import { auditChips } from '../../../host/stark/air/index.js';
import { assignBuses } from '../../../host/stark/air/bus-assignment.js';
import { MACHINE_CHIPS } from '../../../host/vm/machine.js';
import { shapeTables } from '../../../host/vm/shape-tables.js';
import { SHAPES } from '../../../host/vm/shapes.js';
import { ASSUMED_FIELDS } from './assumed-fields.js';

/** What holds for every chip and shape, from their definitions alone. */

test('an audit of the chips finds nothing but what is listed with a reason', (t) => {
  const findings = auditChips(MACHINE_CHIPS, {
    shapes: SHAPES.map(({ logHeights }) => logHeights.map((log) => (log === undefined ? 0 : 2 ** log))),
    assumed: ASSUMED_FIELDS.flatMap(({ fields }) => fields),
    // Its padding is the permutation of zeros: docs/vm.md, section 2.
    paddedOtherwise: ['compression'],
  });
  t.deepEqual(findings, []);
});

test('an audit finds every assumption that it is not told of', (t) => {
  for (const { fields } of ASSUMED_FIELDS) {
    const others = ASSUMED_FIELDS.flatMap((each) => each.fields).filter((field) => !fields.includes(field));
    const findings = auditChips(MACHINE_CHIPS, { assumed: others, paddedOtherwise: ['compression'] });
    const found = new Set(findings.map(({ kind, chip, subject }) => `${kind} ${chip}: ${subject}`));
    for (const field of fields) t.true(found.has(`free ${field}`), field);
  }
});

test('messages on no bus add up to the modulus in any shape', (t) => {
  const { p } = MACHINE_CHIPS[0].field;
  for (const [shape, { name }] of SHAPES.entries()) {
    const sums = new Map<string, number>();
    for (const { chip, logHeight } of shapeTables(shape)) {
      for (const { bus, messages } of chip.interactions) {
        const weight = messages.reduce((sum, message) => sum + message.weight, 0);
        if (bus) sums.set(bus.name, (sums.get(bus.name) ?? 0) + weight * 2 ** logHeight);
      }
    }
    for (const [bus, sum] of sums) t.true(sum > 0 && sum < p, `${name}: ${bus}`);
  }
});

test('every bounded count is at most 1', (t) => {
  const weights = MACHINE_CHIPS.flatMap(({ interactions }) =>
    interactions.flatMap(({ messages }) =>
      messages.map(({ direction, weight }) => `${direction === 'provide' ? 'free' : 'bounded'} ${weight}`),
    ),
  );
  t.deepEqual(new Set(weights), new Set(['bounded 1', 'free 0']));
});

test('only fixed tables, decode and compression provide, each on a bus of its own kind', (t) => {
  const providers = MACHINE_CHIPS.filter(({ interactions }) =>
    interactions.some(({ messages }) => messages.some(({ direction }) => direction === 'provide')),
  );
  t.deepEqual(
    providers.map(({ name }) => name),
    ['decode', 'compression', 'table', 'opcode'],
  );
  t.notThrows(() => assignBuses(MACHINE_CHIPS));
});

test('code is accessed by decode alone, which changes nothing, and other spaces by name', (t) => {
  const spaces = new Map<number | undefined, Set<string>>();
  for (const { name, graph, interactions } of MACHINE_CHIPS) {
    for (const { bus, messages } of interactions) {
      if (bus?.name !== 'memory') continue;
      for (const { fields } of messages) {
        const space = graph.constantValue(fields[0]);
        spaces.set(space, (spaces.get(space) ?? new Set()).add(name));
      }
    }
  }
  t.deepEqual(spaces.get(undefined), new Set(['refresh', 'leaf']));
  t.deepEqual(
    spaces.get(0),
    new Set([
      ...['load_word', 'load_part', 'store_word', 'store_part', 'hint_word'],
      ...['sha_extend', 'sha_schedule', 'sha_compress', 'sha_rounds', 'keccak_permute', 'uint256_mul'],
    ]),
  );
  t.deepEqual(spaces.get(1), new Set(['decode']));
  const decode = MACHINE_CHIPS.find(({ name }) => name === 'decode')!;
  const [received, sent] = decode.interactions.filter(({ bus }) => bus?.name === 'memory');
  // Space, address, both limbs.
  t.deepEqual(received.messages[0].fields.slice(0, 4), sent.messages[0].fields.slice(0, 4));
});

test('no chip but the connector reads the next row', (t) => {
  t.deepEqual(
    MACHINE_CHIPS.filter(({ readsNextRow }) => readsNextRow).map(({ name }) => name),
    ['connector'],
  );
});
