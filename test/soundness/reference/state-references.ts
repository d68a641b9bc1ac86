import { compress, compressPair } from '../../../host/vm/state/compression.js';
import { compressionChip } from '../../../host/vm/chips/index.js';
import { poseidon2Trace } from '../../../host/stark/chips/index.js';
import {
  CALL_FLAGS,
  callClaims,
  callRow,
  effectOf,
  hintWordRow,
  type CallCase,
  type Held,
} from '../../vm/rows-of-calls.js';
import { decodeRow, decodeWord } from '../../vm/rows-of-decode.js';
import { limbs } from '../../vm/rows.js';
import { indexed } from '../../vm/state-model.js';
import {
  follows,
  followsClosely,
  limbsOf,
  onlyFlag,
  say,
  wordOf,
  type Read,
  type Reference,
} from './reference-row.js';

/** Rows of the other chips by what they are about: docs/vm.md, sections 6, 8 and 9. */

const elements = (read: Read, name: string, count: number): number[] =>
  Array.from({ length: count }, (_, i) => read(`${name}[${i}]`));
const digest = (read: Read, name: string): number[] => elements(read, name, 8);
const isReal = (read: Read): boolean => onlyFlag(read, ['real']) !== undefined;
const of = (held: Held): readonly number[] => [...limbsOf([held.value]), held.time];

const decode: Reference = (read) => {
  const bits = elements(read, 'bit', 32);
  const pc = read('pc');
  if (bits.some((bit) => bit > 1) || pc >= 2 ** 29) return undefined;
  const word = bits.reduce((sum, bit, i) => sum + bit * 2 ** i, 0);
  const decoded = decodeWord(word, pc);
  if (!decoded) return undefined;
  const { usesF3, usesF7, op, rd, rs1, x, y, z } = decoded;
  const cells = decodeRow(word, pc, read('count'), decoded);
  const codeClass = DECODE_FLAGS.indexOf(decoded.flag) + 1;
  const fields = [(word >>> 2) & 31, usesF3, usesF7, cells.f3, cells.f7, op, codeClass];
  return {
    cells,
    messages: [
      say('receive', 'memory', [1, pc, ...limbsOf([word]), 0]),
      say('send', 'memory', [1, pc, ...limbsOf([word]), 1]),
      say('send', 'opcode', fields),
      ...(read('count') === 0 ? [] : [say('provide', 'decode', [pc, op, rd, rs1, x, y, z])]),
    ],
  };
};

/** In the order of their numbers, docs/vm.md 6.2. */
const DECODE_FLAGS = [
  ...['isRegister', 'isImmediate', 'isShift', 'isLoad', 'isStore', 'isBranch'],
  ...['isJal', 'isJalr', 'isLui', 'isAuipc', 'isFence', 'isEcall'],
];

const call: Reference = (read) => {
  const flag = onlyFlag(read, Object.values(CALL_FLAGS));
  if (flag === undefined) return undefined;
  const number = Number(Object.keys(CALL_FLAGS).find((each) => CALL_FLAGS[Number(each)] === flag));
  const [pc, time] = [read('pc'), read('time')];
  const word = (name: string, counts: boolean): number | undefined => (counts ? wordOf(read, name) : 0);
  const [isHalt, isHintLen, isHintRead] = [number === 0, number === 0xf0, number === 0xf1];
  const [isCommit, isDeferred] = [number === 0x10, number === 0x1a];
  const isPaged = isHalt || isCommit || isHintRead;
  const takesTwo = isCommit || isDeferred || isHintRead;
  const values = {
    length: word('t0New', isHintLen),
    a0: word('a0', isPaged),
    a1: word('a1', takesTwo),
    page: word('page.old', isPaged),
    flag: word('flag.old', isHalt),
  };
  const { length, a0, a1, page, flag: halted } = values;
  if ([length, a0, a1, page, halted].includes(undefined) || pc >= 2 ** 29 || time >= 2 ** 25)
    return undefined;
  const held = (value: number | undefined, since: string, counts: boolean): Held => ({
    value: value as number,
    time: counts ? read(since) : 0,
  });
  const found: CallCase = {
    ...{ number, pc, time, t0Time: read('t0.time'), length: length as number },
    a0: held(a0, 'a0.time', isPaged),
    a1: held(a1, 'a1.time', takesTwo),
    page: held(page, 'page.time', isPaged),
    flag: held(halted, 'flag.time', isHalt),
    words: isHintRead ? read('words') : 0,
  };
  const areInTime =
    followsClosely(time, found.t0Time) &&
    (!isPaged || followsClosely(time, found.a0.time)) &&
    (!takesTwo || followsClosely(time, found.a1.time)) &&
    (!isPaged || follows(time, found.page.time, read('page.low'))) &&
    (!isHalt || follows(time, found.flag.time, read('flag.low')));
  const isPossible =
    (!isCommit || found.a0.value < 8) &&
    (!isDeferred || found.a1.value === 0) &&
    (!isHintRead || (found.a0.value % 4 === 0 && found.a1.value < 2 ** 27));
  if (!areInTime || !isPossible) return undefined;
  if (!isHintRead) return { cells: callRow(found), messages: callClaims(found) };
  return hintRead(found, read('done'));
};

/** A read may stay where it is though nothing is left to write; else it goes on. */
function hintRead(found: CallCase, done: number): ReturnType<Reference> {
  const honest = effectOf(found);
  const written = found.page.value + found.words;
  if (honest.left < 0 || written >= 2 ** 27 || done > honest.done) return undefined;
  const effect = done === 1 ? honest : { ...honest, done: 0, next: found.pc, page: written };
  const [step, page] = [
    [say('send', 'step', [honest.next, found.time + 4]), say('send', 'step', [effect.next, found.time + 4])],
    [honest, effect].map(({ page: value }) =>
      say('send', 'memory', [2, 50, ...limbsOf([value]), found.time]),
    ),
  ];
  const messages = callClaims(found).map((message) =>
    message === step[0] ? step[1] : message === page[0] ? page[1] : message,
  );
  return { cells: callRow(found, effect), messages };
}

const hintWord: Reference = (read) => {
  const [value, old] = [wordOf(read, 'v'), wordOf(read, 'o')];
  const [address, left, time, since] = ['address', 'left', 'time', 'm.time'].map(read);
  if (!isReal(read) || value === undefined || old === undefined) return undefined;
  if (!follows(time, since, read('m.low'))) return undefined;
  return {
    cells: hintWordRow({ address, left, time, value, old: { value: old, time: since } }),
    messages: [
      say('receive', 'hint', [address, left, time]),
      say('send', 'hint', [address + 1, left - 1, time]),
      say('receive', 'memory', [0, address, ...of({ value: old, time: since })]),
      say('send', 'memory', [0, address, ...of({ value, time })]),
    ],
  };
};

const refresh: Reference = (read) => {
  const value = wordOf(read, 'v');
  const [space, address, time, slot] = ['space', 'address', 'time', 'slot'].map(read);
  const at = 2 ** 10 * slot;
  if (!isReal(read) || value === undefined || slot >= 2 ** 16) return undefined;
  if (!follows(at, time, read('low'))) return undefined;
  return {
    cells: { real: 1, space, address, ...limbs('v', value), time, low: (at - time - 1) % 2 ** 12, slot },
    messages: [
      say('receive', 'memory', [space, address, ...of({ value, time })]),
      say('send', 'memory', [space, address, ...of({ value, time: at })]),
    ],
  };
};

const leaf: Reference = (read) => {
  if (!isReal(read)) return undefined;
  const [space, index] = [read('space'), read('index')];
  const [initial, final] = [elements(read, 'initial', 16), elements(read, 'final', 16)];
  const time = elements(read, 'time', 8);
  const [before, after] = [compress(initial), compress(final)];
  const words = time.flatMap((since, j) => [
    say('send', 'memory', [space, 8 * index + j, ...initial.slice(2 * j, 2 * j + 2), 0]),
    say('receive', 'memory', [space, 8 * index + j, ...final.slice(2 * j, 2 * j + 2), since]),
  ]);
  return {
    cells: {
      ...{ real: 1, space, index, ...indexed('initial', initial), ...indexed('final', final) },
      ...{ ...indexed('time', time), ...indexed('before', before), ...indexed('after', after) },
    },
    messages: [
      ...words,
      say('send', 'hash', [...initial, ...before]),
      say('send', 'hash', [...final, ...after]),
      say('send', 'tree', [space, 0, index, ...before, ...after]),
    ],
  };
};

const tree: Reference = (read) => {
  const sides = ['left', 'right'];
  const touched = sides.map((side) => read(`${side}Touched`));
  if (!isReal(read) || touched.some((bit) => bit > 1)) return undefined;
  const [space, level, index] = [read('space'), read('level'), read('index')];
  const was = sides.map((side) => digest(read, `${side}Before`));
  const is = sides.map((side, i) => (touched[i] === 1 ? digest(read, `${side}After`) : was[i]));
  const [before, after] = [was, is].map(([left, right]) =>
    compressPair(Uint32Array.from(left), Uint32Array.from(right)),
  );
  return {
    cells: {
      ...{ real: 1, space, level, index, leftTouched: touched[0], rightTouched: touched[1] },
      ...{ ...indexed('leftBefore', was[0]), ...indexed('rightBefore', was[1]) },
      ...{ ...indexed('leftAfter', is[0]), ...indexed('rightAfter', is[1]) },
      ...{ ...indexed('before', before), ...indexed('after', after) },
    },
    messages: [
      say('send', 'tree', [space, level, index, ...before, ...after]),
      ...[0, 1]
        .filter((i) => touched[i] === 1)
        .map((i) => say('receive', 'tree', [space, level - 1, 2 * index + i, ...was[i], ...is[i]])),
      say('send', 'hash', [...was.flat(), ...before]),
      say('send', 'hash', [...is.flat(), ...after]),
    ],
  };
};

const COMPRESSION_COLUMNS = compressionChip.main.names;

const compression: Reference = (read) => {
  const input = elements(read, 'input', 16);
  const row = [...poseidon2Trace('koalabear_w16', [input])];
  const count = read('count');
  return {
    // Between input and digest, what the filler of the package's Poseidon2 chip makes of it.
    cells: { ...Object.fromEntries(row.map((value, i) => [COMPRESSION_COLUMNS[i], value])), count },
    messages: count === 0 ? [] : [say('provide', 'hash', [...input, ...compress(input)])],
  };
};

const connector: Reference = (read, publicValues) => {
  if (!isReal(read)) return undefined;
  const [firstPc, lastPc, lastTime, halted, since] = [
    'firstPc',
    'lastPc',
    'lastTime',
    'halted',
    'm.time',
  ].map(read);
  const ends = [firstPc, lastPc, ...digest(read, 'rootBefore'), ...digest(read, 'rootAfter'), halted];
  if (ends.join() !== publicValues.join()) return undefined;
  if (halted > 1 || !follows(lastTime, since, read('m.low'))) return undefined;
  const names = ['dataBefore', 'dataAfter', 'code', 'systemBefore', 'systemAfter'];
  const [dataBefore, dataAfter, code, systemBefore, systemAfter] = names.map((name) => digest(read, name));
  const pair = (left: ArrayLike<number>, right: ArrayLike<number>): number[] => [
    ...compressPair(Uint32Array.from(left), Uint32Array.from(right)),
  ];
  const [pairBefore, pairAfter] = [pair(dataBefore, code), pair(dataAfter, code)];
  const [rootBefore, rootAfter] = [pair(pairBefore, systemBefore), pair(pairAfter, systemAfter)];
  const digests = {
    dataBefore,
    dataAfter,
    code,
    systemBefore,
    systemAfter,
    pairBefore,
    pairAfter,
    rootBefore,
    rootAfter,
  };
  const access = (time: number): number[] => [2, 49, halted, 0, time];
  return {
    cells: {
      ...{
        real: 1,
        firstPc,
        lastPc,
        lastTime,
        halted,
        'm.time': since,
        'm.low': (lastTime - since - 1) % 2 ** 12,
      },
      ...Object.fromEntries(
        Object.entries(digests).flatMap(([name, values]) => Object.entries(indexed(name, values))),
      ),
    },
    messages: [
      say('send', 'step', [firstPc, 1]),
      say('receive', 'step', [lastPc, lastTime]),
      say('receive', 'tree', [0, 26, 0, ...dataBefore, ...dataAfter]),
      say('receive', 'tree', [1, 26, 0, ...code, ...code]),
      say('receive', 'tree', [2, 3, 0, ...systemBefore, ...systemAfter]),
      say('send', 'hash', [...dataBefore, ...code, ...pairBefore]),
      say('send', 'hash', [...pairBefore, ...systemBefore, ...rootBefore]),
      say('send', 'hash', [...dataAfter, ...code, ...pairAfter]),
      say('send', 'hash', [...pairAfter, ...systemAfter, ...rootAfter]),
      say('receive', 'memory', access(since)),
      say('send', 'memory', access(lastTime)),
    ],
  };
};

export const STATE_REFERENCES: Readonly<Record<string, Reference>> = {
  decode,
  call,
  hint_word: hintWord,
  refresh,
  leaf,
  tree,
  compression,
  connector,
};
