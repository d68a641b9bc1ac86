import * as rows from '../rows.js';
import { OPEN_WORDS } from '../steps.js';
import { WORD, type Lie, type Row } from './lie.js';
import { orderLies } from './order.js';

const branchLies = (row: Row): Lie[] => [
  {
    title: 'the other way',
    tell: (s) => ({ ...row(s), next: s.next === s.target ? s.pc + 1 : s.target }),
  },
  { title: 'anywhere', tell: (s, random) => ({ ...row(s), next: random(OPEN_WORDS) }) },
  {
    title: 'to another target',
    tell: (s, random) => {
      const target = random(OPEN_WORDS);
      return row({ ...s, target, next: s.next === s.target ? target : s.next });
    },
  },
];

export const branchEqualLies: Lie[] = [
  ...branchLies(rows.branchEqualRow),
  {
    title: 'equal or not, and the other way',
    tell: (s, random) => {
      const honest = rows.branchEqualRow(s);
      const equal = 1 - honest.equal;
      const inverses = equal === 1 ? { 'inverse[0]': 0, 'inverse[1]': 0 } : { 'inverse[0]': random(WORD) };
      return { ...honest, equal, ...inverses, next: s.next === s.target ? s.pc + 1 : s.target };
    },
  },
  {
    title: 'half equal',
    tell: (s) => {
      const honest = rows.branchEqualRow(s);
      const half = rows.quotient(1, 2);
      const inverse = (i: number): number => rows.quotient(honest[`inverse[${i}]`], 2);
      const next = rows.quotient(s.pc + 1 + s.target, 2);
      return { ...honest, equal: half, 'inverse[0]': inverse(0), 'inverse[1]': inverse(1), next };
    },
  },
];

export const branchLessLies: Lie[] = [
  ...branchLies((s) => rows.branchLessRow(s)),
  ...orderLies(rows.branchLessRow),
];
