import { callRow, hintWordRow, type CallCase } from './rows-of-calls.js';
import { decodeRow, decodeWord } from './rows-of-decode.js';
import { limbs, type Cells } from './rows.js';
import { StateModel } from './state-model.js';
import type { ShardRows } from './whole-shard.js';

const ECALL = 0x73;
const [DATA, CODE, SYSTEM] = [0, 1, 2];

/** A row of `decode` that is used once. */
export function decoded(pc: number, word: number): Cells {
  const choices = decodeWord(word, pc);
  if (!choices) throw new Error(`0x${word.toString(16)} is no instruction`);
  return decodeRow(word, pc, 1, choices);
}

/** A shard of one ECALL: HALT with exit code 7. */
export function haltingShard(): ShardRows {
  const [pc, time] = [64, 1];
  const state = new StateModel([
    [CODE, pc, ECALL],
    [SYSTEM, 10, 7],
    [DATA, 0x1000, 99],
  ]);
  state.access(CODE, pc, 1);
  const t0 = state.access(SYSTEM, 5, time);
  const call: CallCase = {
    ...{ number: 0, pc, time, t0Time: t0.time, length: 0, words: 0, a1: { value: 0, time: 0 } },
    a0: state.access(SYSTEM, 10, time),
    page: state.access(SYSTEM, 48, time, 7),
    flag: state.access(SYSTEM, 49, time, 1),
  };
  const connector = state.connector(pc, 2 ** 29, time + 4);
  return {
    rows: {
      call: [callRow(call)],
      decode: [decoded(pc, ECALL)],
      leaf: state.leafRows(),
      tree: state.treeRows(),
      connector: [connector.row, {}],
    },
    publicValues: connector.publicValues,
  };
}

/** A shard of one ECALL: HINT_READ of ten bytes, after which a register is refreshed. */
export function readingShard(): ShardRows {
  const [pc, time, slot] = [5, 1, 1];
  const state = new StateModel([
    [CODE, pc, ECALL],
    [SYSTEM, 5, 0xf1],
    [SYSTEM, 10, 4 * 1023],
    [SYSTEM, 11, 10],
    [DATA, 1024, 0xdeadbeef],
  ]);
  state.access(CODE, pc, 1);
  const call: CallCase = {
    ...{ number: 0xf1, pc, time, length: 0, words: 3, flag: { value: 0, time: 0 } },
    t0Time: state.access(SYSTEM, 5, time).time,
    a0: state.access(SYSTEM, 10, time),
    a1: state.access(SYSTEM, 11, time),
    page: state.access(SYSTEM, 50, time, 0),
  };
  const words = [0x11111111, 0x80000001, 0xffff].map((value, i) =>
    hintWordRow({
      ...{ address: 1023 + i, left: 3 - i, time, value },
      old: state.access(DATA, 1023 + i, time, value),
    }),
  );
  const rested = state.access(SYSTEM, 5, slot * 2 ** 10);
  const refresh = {
    ...{ real: 1, space: SYSTEM, address: 5, ...limbs('v', rested.value) },
    ...{ time: rested.time, low: (slot * 2 ** 10 - rested.time - 1) % 2 ** 12, slot },
  };
  const connector = state.connector(pc, pc + 1, time + 4);
  return {
    rows: {
      call: [callRow(call)],
      hint_word: words,
      refresh: [refresh],
      decode: [decoded(pc, ECALL)],
      leaf: state.leafRows(),
      tree: state.treeRows(),
      connector: [connector.row, {}],
    },
    publicValues: connector.publicValues,
  };
}

/** A shard without steps, of which one word of data is refreshed. */
export function restingShard(address: number): ShardRows {
  const state = new StateModel([]);
  const { time } = state.access(DATA, address, 2 ** 10);
  const { row, publicValues } = state.connector(9, 9, 1);
  const refresh = { real: 1, space: DATA, address, time, low: 2 ** 10 - 1, slot: 1 };
  return {
    rows: { connector: [row, {}], refresh: [refresh], leaf: state.leafRows(), tree: state.treeRows() },
    publicValues,
  };
}
