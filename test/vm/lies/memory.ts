import { koalaBear } from '../../../host/field/index.js';
import type { Instruction } from '../instructions.js';
import * as rows from '../rows.js';
import type { Cells } from '../rows.js';
import { OPEN_WORDS, type Step } from '../steps.js';
import { nameOf, otherWord, resultWord, WORD, wrongWord, type Lie, type Random, type Row } from './lie.js';

const { p } = koalaBear;

/** What an address may exceed 4 · word + offset by so that both are one element, if `wrap` takes off 2^32. */
const MODULAR_ADDRESSES = [
  { wrap: 0, shift: p },
  { wrap: 0, shift: 2 * p },
  { wrap: 1, shift: WORD - p },
  { wrap: 1, shift: WORD - 2 * p },
].flatMap((each) => [0, 1, 2, 3].map((offset) => ({ ...each, offset })));

/** Other addresses than base + immediate. */
const addressLies = (row: Row): Lie[] => [
  {
    title: 'an address modulo p',
    tell: (s, random) => {
      const { offset, wrap, shift } = MODULAR_ADDRESSES[random(MODULAR_ADDRESSES.length)];
      const address = 4 * random(OPEN_WORDS) + offset + shift;
      if (address < 0 || address >= WORD) return undefined;
      const cells = row({ ...s, a: (address - s.immediate) >>> 0 });
      if ('o0' in cells) return { ...cells, wrap, o0: offset & 1, o1: offset >> 1 };
      if ('odd' in cells) return offset < 2 ? { ...cells, wrap, odd: offset } : undefined;
      return offset === 0 ? { ...cells, wrap } : undefined;
    },
  },
  { title: 'another wrap', tell: (s) => ({ ...row(s), wrap: 1 - row(s).wrap }) },
  {
    title: 'carry and wrap of any kind',
    tell: (s, random) => ({
      ...row(s),
      carry: rows.quotient(random(WORD), 2 ** 16),
      wrap: rows.quotient(random(WORD), 2 ** 16),
    }),
  },
  {
    title: 'another immediate',
    tell: (s, random) => row({ ...s, immediate: s.immediate ^ (1 + random(2047)) }),
  },
  {
    title: 'an address that is closed',
    tell: (s, random) => {
      const address = 4 * (OPEN_WORDS + random(2 ** 30 - OPEN_WORDS));
      return row({ ...s, a: (address - s.immediate) >>> 0 });
    },
  },
];

const unaligned = (row: Row, offset: (s: Step, random: Random) => number): Lie => ({
  title: 'an address that is not aligned',
  tell: (s, random) => row({ ...s, a: (s.a + offset(s, random)) >>> 0 }),
});

export const jumpRegisterLies: Lie[] = [
  ...addressLies(rows.jumpRegisterRow),
  wrongWord('a wrong link', 'link', rows.jumpRegisterRow, resultWord),
  unaligned(rows.jumpRegisterRow, () => 2),
  {
    title: 'another bit 0',
    tell: (s) => ({ ...rows.jumpRegisterRow(s), odd: 1 - rows.jumpRegisterRow(s).odd }),
  },
];

export const wordLies = (row: Row): Lie[] => [
  ...addressLies(row),
  unaligned(row, (_, random) => 1 + random(3)),
];

/** For loads and stores of bytes and half words. */
function partLies(row: (s: Step, choices?: rows.PartChoices) => Cells, bytes: readonly Instruction[]): Lie[] {
  const isByte = (s: Step): boolean => bytes.includes(nameOf(s));
  return [
    ...addressLies((s) => row(s)),
    { title: 'at another offset', tell: (s, random) => row(s, { offset: random(4) }) },
    { title: 'with another byte', tell: (s, random) => row(s, { b0: random(2 ** 8) }) },
    {
      title: 'with no byte',
      tell: (s, random) => row(s, { b0: (s.word & 0xff) + 2 ** 8 * (random(3) - 1) }),
    },
    {
      title: 'half a word at an odd address',
      tell: (s) => (isByte(s) ? undefined : row({ ...s, a: (s.a + 1) >>> 0 })),
    },
  ];
}

export const loadPartLies: Lie[] = [
  ...partLies(rows.loadPartRow, ['lb', 'lbu']),
  {
    title: 'a wrong lower limb',
    tell: (s, random) => ({ ...rows.loadPartRow(s), rLo: (s.result & 0xffff) ^ (1 + random(0xffff)) }),
  },
  {
    title: 'another sign',
    tell: (s) => rows.loadPartRow(s, { sign: 1 - rows.loadPartRow(s).sign }),
  },
  { title: 'any sign', tell: (s, random) => rows.loadPartRow(s, { sign: random(WORD) }) },
  {
    title: 'another half word',
    tell: (s, random) => {
      const word = otherWord(s.word, random);
      return { ...rows.loadPartRow({ ...s, word }), ...rows.limbs('m', s.word) };
    },
  },
];

export const storePartLies: Lie[] = [
  ...partLies(rows.storePartRow, ['sb']),
  wrongWord(
    'a wrong new word',
    'newWord',
    (s) => rows.storePartRow(s),
    (s) => s.newWord,
  ),
  {
    title: 'another byte of what is stored',
    tell: (s, random) => rows.storePartRow(s, { x0: random(2 ** 8) }),
  },
  {
    title: 'beside another half word',
    tell: (s, random) => {
      const word = otherWord(s.word, random);
      return { ...rows.storePartRow({ ...s, word }), ...rows.limbs('m', s.word) };
    },
  },
  {
    title: 'another new half word',
    tell: (s, random) => {
      const honest = rows.storePartRow(s);
      const n = random(2 ** 16);
      return { ...honest, n, [honest.o1 ? 'newWord.hi' : 'newWord.lo']: n };
    },
  },
];
