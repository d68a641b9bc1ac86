import { koalaBear } from '../../../host/field/index.js';

/**
 * What a prover may write otherwise without saying anything else, chip by chip. A change of a row is harmless if each
 * column that it changes is listed for the row, and else somebody refuses it: tests hold this list to both.
 */

/** The cells of a row by the names of its columns. */
export type Read = (column: string) => number;

/** Columns of rows that have messages. */
export interface Freedom {
  readonly chip: string;
  readonly columns: readonly string[];
  /** Exactly when: of the row before and after the change. */
  readonly when: (after: Read, before: Read) => boolean;
  readonly because: string;
}

/** Of rows without messages, which say nothing whatever they hold. */
export interface Padding {
  /** Columns that no constraint speaks of where all flags are 0. */
  readonly free: readonly string[];
  /** What else columns may hold beside zeros, by constraints. */
  readonly within?: Readonly<Record<string, readonly number[]>>;
}

const { p } = koalaBear;
const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7];
const BIT = [1];
/** Carries are multiples of 2^-16 of differences that may be 0 or 1. */
const [LIMB, MINUS_LIMB] = [2 ** 16, p - 2 ** 16];

function digests(...names: readonly string[]): string[] {
  return names.flatMap((name) => indexed(name, 8));
}

function indexed(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name}[${i}]`);
}

function words(...names: readonly string[]): string[] {
  return names.flatMap((name) => [`${name}.lo`, `${name}.hi`]);
}

function accesses(...names: readonly string[]): string[] {
  return names.flatMap((name) => [...words(name), `${name}.time`]);
}

/** Words of data that are held since a time. */
function held(...names: readonly string[]): string[] {
  return names.flatMap((name) => [...words(name), ...longTimes(name)]);
}

function longTimes(...names: readonly string[]): string[] {
  return names.flatMap((name) => [`${name}.time`, `${name}.low`]);
}

const CALL = ['pc', 'time', 't0Time', ...accesses('a0')];
const ROUND_WORDS = indexed('round', 8).map((round) => `${round}.w`);
const STEP = ['pc', 'time', 'rs1'];
const ADDRESS = { carry: [1, p - 1], wrap: BIT };
const OFFSET = { o0: BIT, o1: BIT };

/** By chip; those that are not named have no padding, or none that could be different. */
export const PADDING: Readonly<Record<string, Padding>> = {
  immediate: {
    free: [...STEP, 'rd', 'next', 'a.time', ...accesses('old')],
    within: { 'a.hi': [LIMB], 'imm.hi': [LIMB], 'r.hi': [MINUS_LIMB] },
  },
  add: {
    free: [...STEP, 'rd', 'rs2', 'a.time', 'b.time', ...accesses('old')],
    within: { 'a.hi': [LIMB], 'b.hi': [LIMB], 'r.hi': [MINUS_LIMB] },
  },
  compare: {
    free: [...STEP, 'rd', 'x', 'a.time', 'b.time', ...accesses('old')],
    within: { sign: BIT, 'a.hi': [MINUS_LIMB], 'b.hi': [LIMB], 'd.hi': [LIMB] },
  },
  bitwise: {
    free: [
      ...[...STEP, 'rd', 'x', ...accesses('a', 'b', 'old')],
      ...[...indexed('aByte', 2), ...indexed('bByte', 2), ...indexed('c', 4)],
    ],
    within: { sign: BIT },
  },
  shift: { free: [...STEP, 'rd', 'x', ...accesses('a', 'b', 'old'), ...indexed('aByte', 2), 'power'] },
  multiply: {
    free: [
      ...STEP,
      'rd',
      'rs2',
      ...accesses('a', 'b', 'old'),
      ...indexed('aByte', 2),
      ...indexed('bByte', 2),
    ],
  },
  divide: {
    free: [
      ...[...STEP, 'rd', 'rs2', 'a.time', 'b.time', ...accesses('old')],
      ...[...indexed('divisorByte', 2), ...indexed('quotientByte', 2), 'bInverse'],
    ],
    within: { gap: [LIMB] },
  },
  branch_equal: { free: [...STEP, 'rs2', 'target', ...accesses('a', 'b'), ...indexed('inverse', 2)] },
  branch_less: {
    free: [...STEP, 'rs2', 'target', 'a.time', 'b.time'],
    within: { 'a.hi': [MINUS_LIMB], 'b.hi': [LIMB], 'd.hi': [LIMB] },
  },
  jump_register: {
    free: [...STEP, 'rd', 'imm', ...words('link'), ...accesses('a', 'old')],
    within: { ...ADDRESS, odd: BIT },
  },
  load_word: {
    free: [...STEP, 'rd', 'imm', ...accesses('a', 'old'), ...words('v'), 'm.time', 'm.low'],
    within: ADDRESS,
  },
  load_part: {
    free: [...STEP, 'rd', 'imm', ...accesses('a', 'old'), 'm.hi', 'm.time', 'm.low'],
    within: { ...ADDRESS, ...OFFSET },
  },
  store_word: {
    free: [...STEP, 'rs2', 'imm', ...accesses('a', 'b'), ...words('o'), 'm.time', 'm.low'],
    within: ADDRESS,
  },
  store_part: {
    free: [...STEP, 'rs2', 'imm', ...accesses('a', 'b'), 'm.time', 'm.low', 'b0', 'x0'],
    within: { ...ADDRESS, ...OFFSET },
  },
  call: {
    free: [
      ...['pc', 'time', 't0.time', ...words('t0New'), ...accesses('a0', 'a1')],
      ...[...words('page.old', 'page.newWord'), 'page.time', 'page.low'],
      ...[...words('flag.old'), 'flag.time', 'flag.low', 'words', 'tail', 'tailInverse', ...words('left')],
    ],
    within: Object.fromEntries(indexed('index', 3).map((bit) => [bit, BIT])),
  },
  hint_word: { free: ['address', 'left', 'time', ...words('v', 'o'), 'm.time', 'm.low'] },
  refresh: { free: ['space', 'address', ...words('v'), 'time', 'low', 'slot'] },
  decode: {
    free: ['pc', 'op', 'rdInverse', 'pcLow'],
    within: Object.fromEntries(
      ['usesF3', 'usesF7', ...indexed('bit', 32).slice(2)].map((column) => [column, BIT]),
    ),
  },
  leaf: {
    free: [
      ...['space', 'index', ...indexed('initial', 16), ...indexed('final', 16), ...indexed('time', 8)],
      ...digests('before', 'after'),
    ],
  },
  // Of untouched siblings, before and after stay the same.
  tree: { free: ['space', 'level', 'index', ...digests('before', 'after')] },
  connector: {
    free: [
      ...['firstPc', 'lastPc', 'lastTime', 'm.time', 'm.low', ...digests('dataBefore', 'dataAfter', 'code')],
      ...digests('systemBefore', 'systemAfter', 'pairBefore', 'pairAfter', 'rootBefore', 'rootAfter'),
    ],
    within: { halted: BIT },
  },
  sha_extend: { free: [...CALL, 'a1Time', ...held(...indexed('w', 16))] },
  sha_schedule: { free: ['time', 'address', 'left', ...held(...indexed('held', 8))] },
  sha_compress: {
    free: [...CALL, ...accesses('a1'), ...longTimes(...indexed('before', 8))],
    within: Object.fromEntries(
      EIGHT.flatMap((i) => [
        [`before[${i}].hi`, [LIMB]],
        [`rounds[${i}].hi`, [LIMB]],
        [`after[${i}].hi`, [MINUS_LIMB]],
      ]),
    ),
  },
  sha_rounds: { free: ['time', 'address', ...longTimes(...ROUND_WORDS)] },
  keccak_permute: {
    free: [...CALL, 'a1Time', ...held(...indexed('before', 50)), ...words(...indexed('after', 50))],
  },
  keccak_round: { free: ['time'] },
  // Either factor of x y, as long as the other one is 0; and q, since m is 0.
  uint256_mul: {
    free: [
      ...[
        ...CALL,
        ...accesses('a1'),
        ...longTimes(...['x', 'y', 'm'].flatMap((n) => indexed(`${n}.word`, 8))),
      ],
      ...[...indexed('x.byte', 32), ...indexed('y.byte', 32), ...indexed('q', 64)],
    ],
  },
};

const anyOf =
  (...flags: readonly string[]) =>
  (row: Read): boolean =>
    flags.some((flag) => row(flag) === 1);

/** docs/vm.md 5.2: the time since the access before is shown as low + 2^12 high, both of 16 bits, in any such way. */
function splitTime(
  chip: string,
  low: string,
  since: string,
  at: (row: Read) => number,
  flags?: string[],
): Freedom {
  return {
    chip,
    columns: [low],
    when: (row) => {
      const elapsed = at(row) - row(since) - 1;
      const high = (elapsed - row(low)) / 2 ** 12;
      const counts = flags === undefined || anyOf(...flags)(row);
      return counts && row(low) < 2 ** 16 && high >= 0 && high < 2 ** 16 && Number.isInteger(high);
    },
    because: 'only the bound of the elapsed time matters, not how it is split: docs/vm.md 5.2, UPDATE',
  };
}

const immediateOperand = (chip: string): Freedom => ({
  chip,
  columns: ['b.time'],
  when: (row) => row('isImm') === 1,
  because: 'an immediate is read from no register: the access has count 0, and no constraint reads its time',
});

const PAGED = ['isHalt', 'isCommit', 'isHintRead'];
const time = (row: Read): number => row('time');

/** In rows with messages. */
export const FREEDOMS: readonly Freedom[] = [
  immediateOperand('compare'),
  immediateOperand('bitwise'),
  immediateOperand('shift'),
  {
    chip: 'divide',
    columns: ['bInverse'],
    when: (row) => row('b.lo') + row('b.hi') === 0,
    because: 'its factor is 0: b = 0 is shown by bZero alone',
  },
  {
    chip: 'divide',
    columns: ['gap'],
    when: (row) => {
      const borrow = koalaBear.fromInteger(row('gap') - row('divisor.lo') + row('remainder.lo') + 1);
      return row('bZero') === 1 && (borrow === 0 || borrow === LIMB);
    },
    because: 'there is no remainder to bound if b = 0: the gap is not looked up, either borrow will do',
  },
  {
    chip: 'branch_equal',
    columns: indexed('inverse', 2),
    when: (after, before) => weighted(after) === weighted(before),
    because:
      'they show that a limb of the difference is not 0; where one is 0, or both are not, there are many such',
  },
  ...['load_word', 'load_part', 'store_word', 'store_part', 'hint_word'].map((chip) =>
    splitTime(chip, 'm.low', 'm.time', time),
  ),
  splitTime('call', 'page.low', 'page.time', time, PAGED),
  splitTime('call', 'flag.low', 'flag.time', time, ['isHalt']),
  splitTime('connector', 'm.low', 'm.time', (row) => row('lastTime')),
  splitTime('refresh', 'low', 'time', (row) => 2 ** 10 * row('slot')),
  ...[
    ['sha_extend', 0, indexed('w', 16)] as const,
    ['sha_schedule', 0, indexed('held', 8)] as const,
    ['sha_compress', 1, indexed('before', 8)] as const,
    ['sha_rounds', 0, ROUND_WORDS] as const,
    ['keccak_permute', 0, indexed('before', 50)] as const,
    ['uint256_mul', 0, [...indexed('y.word', 8), ...indexed('m.word', 8)]] as const,
    ['uint256_mul', 1, indexed('x.word', 8)] as const,
  ].flatMap(([chip, slot, names]) =>
    names.map((name) => splitTime(chip, `${name}.low`, `${name}.time`, (row) => row('time') + slot)),
  ),
  {
    chip: 'call',
    columns: [...accesses('a0'), ...words('page.old', 'page.newWord'), 'page.time', 'page.low'],
    when: (row) => !anyOf(...PAGED)(row),
    because: 'the call takes no argument and changes no system word: both accesses have count 0',
  },
  {
    chip: 'call',
    columns: accesses('a1'),
    when: (row) => !anyOf('isCommit', 'isDeferred', 'isHintRead')(row),
    because: 'the call takes no second argument: the access has count 0',
  },
  {
    chip: 'call',
    columns: [...words('flag.old'), 'flag.time', 'flag.low'],
    when: (row) => row('isHalt') === 0,
    because: 'the call does not halt: the access of the halted word has count 0',
  },
  {
    chip: 'call',
    columns: indexed('index', 3),
    when: (row) => row('isCommit') === 0 && indexed('index', 3).every((bit) => row(bit) <= 1),
    because: 'bits of an index that is nowhere used but in COMMIT',
  },
  {
    chip: 'call',
    columns: ['words', 'tail', ...words('left')],
    when: (row) => row('isHintRead') === 0,
    because: 'only HINT_READ has words, in its constraints as in its messages; done is 0 elsewhere',
  },
  {
    chip: 'call',
    columns: ['tailInverse'],
    when: (row) => row('isHintRead') === 0 || row('tail') === 0,
    because: 'its factor is 0: that a length is whole is shown by partial alone',
  },
  {
    chip: 'decode',
    columns: ['rdInverse'],
    when: (row) =>
      indexed('bit', 12)
        .slice(7)
        .every((bit) => row(bit) === 0),
    because: 'its factor is 0: that rd is x0 is shown by rdZero alone',
  },
];

/** The sum that has to be 1 where two words differ. */
function weighted(row: Read): number {
  const limb = (name: 'lo' | 'hi', inverse: string): number =>
    koalaBear.mul(koalaBear.sub(row(`a.${name}`), row(`b.${name}`)), row(inverse));
  return koalaBear.add(limb('lo', 'inverse[0]'), limb('hi', 'inverse[1]'));
}
