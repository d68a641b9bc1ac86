import {
  babyBear4,
  koalaBear4,
  type Ext,
  type ExtensionField,
  type PrimeField,
} from '../../../host/field/index.js';
import {
  array,
  cell,
  defineChip,
  select,
  type ChipBuilder,
  type ConstraintPoint,
} from '../../../host/stark/air/index.js';
import { seededWords } from '../../field/random.js';

/**
 * A chip that uses every feature of the builder: an accumulator that adds or, where `flags.negate` is 1,
 * subtracts half of a preprocessed weight on every row.
 */
export function sampleChip(field: PrimeField) {
  return defineChip(field, {
    name: 'sample',
    description: 'A running sum of halves.',
    columns: {
      flags: { negate: cell('subtract instead of adding'), spare: array(2, 'bits without a meaning') },
      pairs: array(2, { left: cell('factor'), right: array(3, 'summands') }),
      total: cell('sum so far'),
    },
    preprocessed: { weight: cell('what is halved'), steps: array(2, 'row number and its successor') },
    publicValues: { start: cell('first total'), limits: array(2) },
    constraints({ local, next, preprocessed, nextPreprocessed, publicValues, when, constant, ...assert }) {
      const { flags, pairs, total } = local;
      assert.assertBoolean('negate is a bit', flags.negate);
      flags.spare.forEach((bit, i) => assert.assertBoolean(`spare is a bit[${i}]`, bit));
      const half = preprocessed.weight.mul(constant(1, 2));
      when.firstRow.assertEqual('start', total, publicValues.start);
      when.transition.assertEqual('sum', next.total, total.add(select(flags.negate, half.neg(), half)));
      when.lastRow.assertZero(
        'limits',
        total.sub(publicValues.limits[0]).mul(total.sub(publicValues.limits[1])),
      );
      when.transition.assertEqual('steps', preprocessed.steps[1], nextPreprocessed.steps[0]);
      pairs.forEach(({ left, right }, i) => {
        when(flags.negate)
          .when(left)
          .assertEqual(`pair[${i}]`, right[0].add(right[1]), right[2].sub(3).double());
      });
    },
  });
}

/** A good trace of 4 rows, with its preprocessed trace and public values. */
export function sampleTrace(field: PrimeField) {
  const rows: number[][] = [];
  const weights = [2, 4, 6, 8];
  let total = 10;
  weights.forEach((weight, i) => {
    const negate = i % 2;
    rows.push([negate, 1, 0, 5, 1, 1, 4, 0, 7, 8, 9, total]);
    total = negate ? total - weight / 2 : total + weight / 2;
  });
  const preprocessed = Uint32Array.from(weights.flatMap((weight, i) => [weight, i, i + 1]));
  return { trace: Uint32Array.from(rows.flat()), preprocessed, publicValues: [10, 12, field.p - 1] };
}

/** Random values for everything that a chip's constraints may read. */
export function randomPoint(
  chip: SampleLike,
  seed: number,
): { extension: ExtensionField; at: ConstraintPoint } {
  const word = seededWords(seed);
  const extension = chip.field.name === 'babybear' ? babyBear4 : koalaBear4;
  const element = (): number => word() % chip.field.p;
  const value = (): Ext => [element(), element(), element(), element()];
  const values = (length: number): Ext[] => Array.from({ length }, value);
  const at = {
    local: values(chip.width),
    next: values(chip.readsNextRow ? chip.width : 0),
    preprocessedLocal: values(chip.preprocessedWidth),
    preprocessedNext: values(chip.readsNextPreprocessedRow ? chip.preprocessedWidth : 0),
    publicValues: Array.from({ length: chip.publicValueCount }, element),
    isFirstRow: value(),
    isLastRow: value(),
    isTransition: value(),
  };
  return { extension, at };
}

type SampleLike = Pick<
  ReturnType<typeof sampleChip>,
  'field' | 'width' | 'preprocessedWidth' | 'publicValueCount' | 'readsNextRow' | 'readsNextPreprocessedRow'
>;

/** A chip with the columns `a`, `b` and `list[3]` and the constraints that `state` states. */
export function chipWith(
  state: (builder: ChipBuilder<typeof SMALL_COLUMNS, Record<never, never>, typeof SMALL_PUBLIC>) => void,
  options: { readonly name?: string; readonly maxDegree?: number; readonly field: PrimeField },
) {
  const { name = 'small', field, maxDegree } = options;
  return defineChip(field, {
    name,
    columns: SMALL_COLUMNS,
    publicValues: SMALL_PUBLIC,
    ...(maxDegree === undefined ? {} : { maxDegree }),
    constraints: state,
  });
}

const SMALL_COLUMNS = { a: cell(), b: cell(), list: array(3) };
const SMALL_PUBLIC = { result: cell() };
