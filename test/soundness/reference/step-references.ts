import {
  INSTRUCTIONS,
  isTaken,
  loadedWord,
  resultOf,
  storedWord,
  type Instruction,
} from '../../vm/instructions.js';
import { claimsOf } from '../../vm/judge.js';
import { STEP_CHIPS } from '../../vm/step-chips.js';
import { familyOf, type Step } from '../../vm/steps.js';
import { signedElement } from './environment.js';
import {
  follows,
  followsClosely,
  onlyFlag,
  say,
  wordOf,
  type Read,
  type Reference,
} from './reference-row.js';

/** Rows of instruction chips by what the instructions do: docs/vm.md, section 7. */

/** The flags of a chip, with the instruction that each is of, from a register and with an immediate. */
type Flags = Readonly<Record<string, readonly [Instruction, Instruction?]>>;

const FLAGS: Readonly<Record<string, Flags>> = {
  immediate: { real: ['immediate'] },
  add: { real: ['add'] },
  compare: { isSub: ['sub'], isSlt: ['slt', 'slti'], isSltu: ['sltu', 'sltiu'] },
  bitwise: { isXor: ['xor', 'xori'], isOr: ['or', 'ori'], isAnd: ['and', 'andi'] },
  shift: { isSll: ['sll', 'slli'], isSrl: ['srl', 'srli'], isSra: ['sra', 'srai'] },
  multiply: { isMul: ['mul'], isMulh: ['mulh'], isMulhsu: ['mulhsu'], isMulhu: ['mulhu'] },
  divide: { isDiv: ['div'], isDivu: ['divu'], isRem: ['rem'], isRemu: ['remu'] },
  branch_equal: { isBeq: ['beq'], isBne: ['bne'] },
  branch_less: { isBlt: ['blt'], isBge: ['bge'], isBltu: ['bltu'], isBgeu: ['bgeu'] },
  jump_register: { real: ['jalr'] },
  load_word: { real: ['lw'] },
  load_part: { isLb: ['lb'], isLbu: ['lbu'], isLh: ['lh'], isLhu: ['lhu'] },
  store_word: { real: ['sw'] },
  store_part: { isSb: ['sb'], isSh: ['sh'] },
};

const SIZES: Partial<Record<Instruction, number>> = { lw: 4, sw: 4, lh: 2, lhu: 2, sh: 2 };
const WORD_COLUMNS: Readonly<Record<string, string>> = { load_word: 'v', store_word: 'o' };
const ONES = 2 ** 16 - 1;

export const STEP_REFERENCES: Readonly<Record<string, Reference>> = Object.fromEntries(
  STEP_CHIPS.map(({ chip: { name }, row }): [string, Reference] => [
    name,
    (read) => {
      const step = stepOf(name, read);
      if (!step) return undefined;
      const { pc, op, rd, rs1, x, y } = step;
      const query = say('send', 'decode', [pc, op, rd, rs1, x, y, zOf(step, read)]);
      return { cells: row(step), messages: [...claimsOf(step), query] };
    },
  ]),
);

/** The step that a row is about, from what it finds and what it is told to do; undefined if there is no such step. */
function stepOf(chip: string, read: Read): Step | undefined {
  const flags = FLAGS[chip];
  const flag = onlyFlag(read, Object.keys(flags));
  if (flag === undefined) return undefined;
  const [instruction, withImmediate] = flags[flag];
  const has = (column: string): boolean => HAS[chip].includes(column);
  const at = (column: string): number => (has(column) ? read(column) : 0);
  const isImm = at('isImm');
  const name = isImm === 1 ? withImmediate : instruction;
  if (isImm > 1 || name === undefined) return undefined;
  const [pc, time] = [read('pc'), read('time')];
  if (pc >= 2 ** 29 || time >= 2 ** 25) return undefined;

  const sign = at('sign');
  const x = has('imm.lo')
    ? read('imm.lo')
    : has('link.lo')
      ? read('link.lo')
      : has('x')
        ? read('x')
        : at('rs2');
  // In load_part, the sign is that of what is loaded.
  const y = has('imm.lo') ? read('imm.hi') : has('link.hi') ? read('link.hi') : has('x') ? sign * ONES : 0;
  if (has('x') && sign > 1) return undefined;
  const isConstant = isImm === 1 || has('imm.lo');
  const a = wordOf(read, 'a');
  const constant = x <= ONES && y <= ONES ? x + 2 ** 16 * y : undefined;
  const b = isConstant ? constant : has('b.lo') ? wordOf(read, 'b') : 0;
  const old = has('old.lo') ? wordOf(read, 'old') : 0;
  if (a === undefined || b === undefined || old === undefined) return undefined;
  const times: readonly (readonly [string, number, boolean])[] = [
    ['a', time, true],
    ['b', time + 1, has('b.lo') && !isConstant],
    ['old', time + 2, has('old.lo')],
  ];
  if (times.some(([access, when, counts]) => counts && !followsClosely(when, read(`${access}.time`))))
    return undefined;

  const base: Step = {
    ...{ pc, time, op: INSTRUCTIONS[name], rd: at('rd'), rs1: read('rs1'), x, y },
    ...{ immediate: has('imm') ? signedElement(read('imm')) : 0, target: at('target'), next: pc + 1 },
    ...{
      a,
      aTime: read('a.time'),
      b,
      bTime: isConstant ? 0 : at('b.time'),
      result: 0,
      old,
      oldTime: at('old.time'),
    },
    ...{ address: 0, word: 0, wordTime: 0, newWord: 0 },
  };
  switch (familyOf(base.op)) {
    case 'immediate':
      return { ...base, next: has('imm.lo') ? read('next') : pc + 1, result: resultOf(name, base) };
    case 'register':
      return { ...base, result: resultOf(name, base) };
    case 'branch':
      return { ...base, next: isTaken(name, base) ? base.target : pc + 1 };
    case 'jump': {
      const target = addressOf(base);
      if (target === undefined || target % 4 > 1) return undefined;
      return { ...base, next: Math.floor(target / 4), result: x + 2 ** 16 * y };
    }
    case 'load':
    case 'store':
      return accessing(chip, name, base, read);
  }
}

function accessing(chip: string, name: Instruction, base: Step, read: Read): Step | undefined {
  const address = addressOf(base);
  const word = wordOf(read, WORD_COLUMNS[chip] ?? 'm');
  if (address === undefined || word === undefined || address % (SIZES[name] ?? 1) !== 0) return undefined;
  if (!follows(base.time, read('m.time'), read('m.low'))) return undefined;
  const step = { ...base, address: Math.floor(address / 4), word, wordTime: read('m.time'), newWord: word };
  if (familyOf(base.op) === 'load') return { ...step, result: loadedWord(name, word, address % 4) };
  return { ...step, newWord: storedWord(name, word, address % 4, base.b) };
}

/** docs/vm.md 7.10; an address of 2^32 and more begins again, one below 0 is none that has data or code. */
function addressOf({ a, immediate }: Step): number | undefined {
  if (immediate < -2048 || immediate > 2047 || a + immediate < 0) return undefined;
  return (a + immediate) % 2 ** 32;
}

/** The last field of the decoded instruction, docs/vm.md 6.1. */
function zOf({ op, pc, next, target }: Step, read: Read): number {
  switch (familyOf(op)) {
    case 'immediate':
      return op === INSTRUCTIONS.immediate ? next : pc + 1;
    case 'register':
      return pc + 1;
    case 'branch':
      return target;
    default:
      return read('imm');
  }
}

/** The names of each chip's columns. */
const HAS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  STEP_CHIPS.map(({ chip }) => [chip.name, chip.main.names]),
);
