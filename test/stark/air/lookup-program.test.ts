import test from 'ava';
import {
  babyBear,
  babyBear4,
  koalaBear,
  koalaBear4,
  koalaBear5,
  type Ext,
  type ExtensionField,
} from '../../../host/field/index.js';
import {
  AirError,
  array,
  baseArithmetic,
  cell,
  challengeWords,
  compilePermutationProgram,
  compileProgram,
  compileQuotientProgram,
  decodeProgram,
  defineBus,
  defineChip,
  encodeProgram,
  interpretProgram,
  lookupConstraintCount,
  Opcode,
  type Chip,
  type Packing,
} from '../../../host/stark/air/index.js';
import { evaluateNodes } from '../../../host/stark/air/evaluate.js';
import { seededWords } from '../../field/random.js';
import { fibonacciChip } from '../../../host/stark/chips/index.js';

const wide = defineBus({ name: 'wide', kind: 'permutation', fields: ['a', 'b', 'c', 'd'] });
const narrow = defineBus({ name: 'narrow', kind: 'lookup', fields: ['a'] });

/** Every kind of interaction, with constant and varying counts and fields of both rows. */
function talker(extension: ExtensionField, packing: Packing, maxDegree: number): Chip {
  return defineChip(extension.base, {
    name: 'talker',
    columns: { x: array(4), count: cell(), flags: array(3) },
    preprocessed: { fixed: cell() },
    publicValues: { seed: cell() },
    maxDegree,
    packing,
    constraints({ local, next, preprocessed, publicValues, when, bus, assertZero }) {
      const { x, count, flags } = local;
      when.transition.assertEqual('step', next.x[0], x[0].add(publicValues.seed));
      let steep = x[0];
      for (let i = 1; i < maxDegree; i++) steep = steep.mul(x[i % 4]);
      assertZero('steep', steep);
      bus.send(wide, [x[0], next.x[1], preprocessed.fixed, 7]);
      bus.receive(wide, [x[1].add(x[2]), 0, x[3], publicValues.seed], { value: count, weight: 5 });
      bus.send(wide, [1, x[0], 1, x[0].mul(2)], { value: count.neg(), weight: 5 });
      bus.receive(wide, [x[3], x[2], x[1], x[0]], 3);
      bus.provide(narrow, [x[0]], count);
      bus.send(narrow, [x[1].sub(1)], flags[0]);
      bus.exclusive(wide, ({ send, receive }) => {
        send(flags[0], [x[0], x[0], x[1], 0]);
        receive(flags[1], [x[1], 5, x[0], x[3]], { value: count, weight: 9 });
        send(flags[2], [x[2], x[1], x[0], 1], 2);
      });
      bus.local('pairs', ({ send, receive, provide }) => {
        send([x[0], x[1]]);
        receive([x[1], x[0]], 2);
        provide([x[2], x[2]], count);
      });
    },
  });
}

const CASES = ([koalaBear4, koalaBear5, babyBear4] as const).flatMap((extension) =>
  (['none', 'same-bus'] as const).map((packing) => ({ extension, packing })),
);

/** Random rows, columns and challenges for a chip. */
function randomInputs(chip: Chip, extension: ExtensionField, seed: number) {
  const word = seededWords(seed);
  const element = (): number => word() % chip.field.p;
  const values = (count: number): number[] => Array.from({ length: count }, element);
  const ext = (): Ext => values(extension.degree);
  const columns = chip.lookups.length + 1;
  const base = {
    main: [values(chip.width), values(chip.width)] as const,
    preprocessed: [values(chip.preprocessedWidth), values(chip.preprocessedWidth)] as const,
    publicValues: values(chip.publicValueCount),
    isFirstRow: element(),
    isLastRow: element(),
    isTransition: element(),
  };
  const lookups = {
    permutationLocal: Array.from({ length: columns }, ext),
    permutationNext: Array.from({ length: columns }, ext),
    prefixes: chip.lookups.map(ext),
    beta: ext(),
    terminal: ext(),
  };
  return { base, lookups };
}

function padded(extension: ExtensionField, coordinates: readonly number[]): Ext {
  return extension.zero.map((_, k) => coordinates[k] ?? 0);
}

for (const { extension, packing } of CASES) {
  for (const maxDegree of [4, 6]) {
    const chip = talker(extension, packing, maxDegree);
    const name = `${extension.name}, packing ${packing}, degree ${chip.maxConstraintDegree}`;

    test(`${name}: quotient programs compute what evaluation does`, (t) => {
      const { base, lookups } = randomInputs(chip, extension, 11);
      const program = compileQuotientProgram(chip, extension);
      const challenges = challengeWords(chip, extension, lookups);
      t.is(program.scalarCount, chip.publicValueCount + challenges.length);
      t.is(program.permutationWidth, extension.degree * (chip.lookups.length + 1));
      t.is(program.constraintCount, chip.constraintCount + lookupConstraintCount(chip.lookups.length));
      const values = interpretProgram(encodeProgram(program), chip.field, baseArithmetic(chip.field), {
        ...base,
        permutation: [lookups.permutationLocal.flat(), lookups.permutationNext.flat()],
        challenges,
      });

      const embed = (row: readonly number[]): Ext[] => row.map((value) => extension.embed(value));
      const expected = chip.evaluateConstraints(extension, {
        local: embed(base.main[0]),
        next: embed(base.main[1]),
        preprocessedLocal: embed(base.preprocessed[0]),
        preprocessedNext: [],
        publicValues: base.publicValues,
        isFirstRow: extension.embed(base.isFirstRow),
        isLastRow: extension.embed(base.isLastRow),
        isTransition: extension.embed(base.isTransition),
        lookups,
      });
      t.deepEqual(
        values.map((coordinates) => padded(extension, coordinates)),
        expected,
      );
      t.log(`${program.registerCount} registers, ${program.instructions.length} instructions`);
    });

    test(`${name}: permutation programs compute the fractions`, (t) => {
      const { base, lookups } = randomInputs(chip, extension, 12);
      // Exactly one flag, as the constraints of a real trace would have it.
      for (const [i, column] of [5, 6, 7].entries()) base.main[0][column] = i === 1 ? 1 : 0;
      const program = compilePermutationProgram(chip, extension);
      const challenges = challengeWords(chip, extension, { prefixes: lookups.prefixes, beta: lookups.beta });
      t.is(program.scalarCount, chip.publicValueCount + challenges.length);
      t.is(program.permutationWidth, 0);
      t.is(program.constraintCount, 2 * chip.lookups.length);
      t.false(program.instructions.some(({ opcode }) => opcode === Opcode.loadSelector));
      const inputs = { ...base, challenges };
      const outputs = interpretProgram(
        encodeProgram(program),
        chip.field,
        baseArithmetic(chip.field),
        inputs,
      ).map((coordinates) => padded(extension, coordinates));

      const values: number[] = [];
      evaluateNodes(chip.graph, chip.evaluationOrder, baseArithmetic(chip.field), base, values);
      chip.lookups.forEach((lookup, l) => {
        let sum = extension.zero;
        for (const { direction, fields, count, flag } of lookup.messages) {
          if (flag !== undefined && values[flag] === 0) continue;
          const fingerprint = fields.reduce<Ext>(
            (high, field) => extension.addBase(extension.mul(high, lookups.beta), values[field]),
            extension.zero,
          );
          const denominator = extension.sub(lookups.prefixes[l], fingerprint);
          const term = extension.mulBase(extension.inverse(denominator), values[count]);
          sum = direction === 'send' ? extension.add(sum, term) : extension.sub(sum, term);
        }
        t.deepEqual(extension.mul(outputs[2 * l + 1], extension.inverse(outputs[2 * l])), sum, lookup.place);
      });
    });
  }
}

test('a row without an exclusive message adds nothing', (t) => {
  const chip = talker(koalaBear5, 'none', 4);
  const { base, lookups } = randomInputs(chip, koalaBear5, 13);
  base.main[0].fill(0, 5, 8);
  const program = encodeProgram(compilePermutationProgram(chip, koalaBear5));
  const challenges = challengeWords(chip, koalaBear5, lookups);
  const outputs = interpretProgram(program, koalaBear, baseArithmetic(koalaBear), { ...base, challenges });
  const l = chip.lookups.findIndex(({ exclusive }) => exclusive);
  t.deepEqual(padded(koalaBear5, outputs[2 * l]), koalaBear5.one);
  t.deepEqual(padded(koalaBear5, outputs[2 * l + 1]), koalaBear5.zero);
});

test('challenge words are prefixes, powers of beta, and the terminal', (t) => {
  const chip = talker(koalaBear4, 'none', 4);
  const { lookups } = randomInputs(chip, koalaBear4, 14);
  const { prefixes, beta, terminal } = lookups;
  const squared = koalaBear4.mul(beta, beta);
  const powers = [beta, squared, koalaBear4.mul(squared, beta)];
  t.deepEqual(challengeWords(chip, koalaBear4, lookups), [...prefixes, ...powers, terminal].flat());
  t.deepEqual(challengeWords(chip, koalaBear4, { prefixes, beta }), [...prefixes, ...powers].flat());
  const short = { prefixes: prefixes.slice(1), beta };
  t.is(
    t.throws(() => challengeWords(chip, koalaBear4, short), { instanceOf: AirError }).code,
    'OPENING_LENGTH',
  );
});

test('numerators assert what is not zero alone', (t) => {
  const chip = talker(koalaBear5, 'none', 4);
  const { instructions } = compilePermutationProgram(chip, koalaBear5);
  const coordinates = chip.lookups.map((_, l) =>
    instructions
      .filter(({ opcode, b }) => opcode === Opcode.assertZero && b === 2 * l + 1)
      .map(({ destination }) => destination)
      .sort(),
  );
  const single = chip.lookups.map(({ messages, exclusive }) => exclusive || messages.length === 1);
  t.deepEqual(
    coordinates,
    single.map((one) => (one ? [0] : [0, 1, 2, 3, 4])),
  );
});

test('a chip without lookups has the program of its constraints', (t) => {
  const chip = fibonacciChip(koalaBear);
  t.deepEqual(compileQuotientProgram(chip, koalaBear5), compileProgram(chip));
});

test('programs are refused for other fields, and where there is nothing to compile', (t) => {
  const chip = talker(koalaBear4, 'none', 4);
  const codeOf = (run: () => unknown): string => t.throws(run, { instanceOf: AirError }).code;
  t.is(
    codeOf(() => compileProgram(chip)),
    'LOOKUPS',
  );
  t.is(
    codeOf(() => compilePermutationProgram(fibonacciChip(koalaBear), koalaBear4)),
    'LOOKUPS',
  );
  t.is(
    codeOf(() => compileQuotientProgram(chip, babyBear4)),
    'FIELD',
  );
  t.is(
    codeOf(() => compilePermutationProgram(fibonacciChip(babyBear), koalaBear4)),
    'LOOKUPS',
  );
  t.is(
    codeOf(() => compilePermutationProgram(talker(babyBear4, 'none', 4), koalaBear4)),
    'FIELD',
  );
});

test('coordinates that are no program are refused', (t) => {
  const good = encodeProgram(compileQuotientProgram(talker(koalaBear4, 'none', 4), koalaBear4));
  t.notThrows(() => decodeProgram(good));
  const refusesAt = (opcode: Opcode, at: number, value: (word: number) => number): void => {
    const first = [...good.keys()].find((i) => i >= 10 && i % 3 === 1 && (good[i] & 0xff) === opcode)!;
    const words = good.slice();
    words[first + at] = value(words[first + at]);
    t.is(t.throws(() => decodeProgram(words), { instanceOf: AirError }).code, 'PROGRAM');
  };
  refusesAt(Opcode.assertZero, 0, () => Opcode.assertZero + 256 * 5);
  refusesAt(Opcode.loadPermutation, 1, () => good[5]);
  refusesAt(Opcode.loadPermutation, 2, () => 2);
  refusesAt(Opcode.loadScalar, 1, () => good[6]);
  // The last assertion as a coordinate that was asserted before.
  const words = good.slice();
  words[good.length - 3] = Opcode.assertZero;
  t.throws(() => decodeProgram(words), { instanceOf: AirError, code: 'PROGRAM' });
});
