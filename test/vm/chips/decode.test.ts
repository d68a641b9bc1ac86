import test from 'ava';
import { checkTrace } from '../../../host/stark/air/index.js';
import { decodeChip, OPCODE_ROWS } from '../../../host/vm/chips/index.js';
import { namesOf, TraceBreaker } from '../../stark/chips/breaking.js';
import { inspectRows } from '../inspect-rows.js';
import { traceOf } from '../judge.js';
import { seededInstructions } from '../seeded-instructions.js';
import { decodeRow, decodeWord, type DecodeChoices } from '../rows-of-decode.js';

/** The queries of `opcode` that are answered. */
const QUERIES = new Set(
  OPCODE_ROWS.map(({ major, usesF3, usesF7, f3, f7, op, decodeClass }) =>
    ['send opcode', major, Number(usesF3), Number(usesF7), f3, f7, op, decodeClass].join(' '),
  ),
);
const FLAGS = decodeChip.main.names.slice(0, 12);

interface Candidate {
  readonly word: number;
  readonly pc: number;
  readonly decoded: ReturnType<typeof decodeWord>;
  readonly choices: DecodeChoices;
}

/** The row of an instruction; of another word, all rows whose query of `opcode` might be answered. */
function candidatesOf(word: number, pc: number): Candidate[] {
  const decoded = decodeWord(word, pc);
  if (decoded) return [{ word, pc, decoded, choices: decoded }];
  return OPCODE_ROWS.filter(({ major }) => major === ((word >>> 2) & 31)).map(
    ({ usesF3, usesF7, op, decodeClass }) => ({
      ...{ word, pc, decoded },
      choices: { flag: FLAGS[decodeClass - 1], usesF3: Number(usesF3), usesF7: Number(usesF7), op },
    }),
  );
}

test('words decode as the instruction formats say, and others have no row', (t) => {
  const words = [
    ...seededInstructions(1, 20_000),
    ...[0, 0x73, 0x100073, 0x0000100f, 0x00000013].map((word) => ({ word, pc: 7 })),
  ];
  let valid = 0;
  for (let from = 0; from < words.length; from += 2000) {
    const rows = words.slice(from, from + 2000).flatMap(({ word, pc }) => candidatesOf(word, pc));
    const inspected = inspectRows(
      decodeChip,
      rows.map(({ word, pc, choices }) => decodeRow(word, pc, 3, choices)),
    );
    rows.forEach(({ word, pc, decoded }, i) => {
      const { refusals, claims } = inspected[i];
      const what = `0x${word.toString(16)} at ${pc}`;
      const query = claims.find((each) => each.startsWith('send opcode')) ?? '';
      if (!decoded) {
        t.true(!QUERIES.has(query) || refusals.length > 0, what);
        return;
      }
      valid += 1;
      const { op, rd, rs1, x, y, z } = decoded;
      const limbs = `${word & 0xffff} ${word >>> 16}`;
      t.deepEqual(refusals, [], what);
      t.true(QUERIES.has(query), what);
      t.deepEqual(
        claims.filter((each) => each !== query),
        [
          `receive memory 1 ${pc} ${limbs} 0`,
          `send memory 1 ${pc} ${limbs} 1`,
          `provide decode ${pc} ${op} ${rd} ${rs1} ${x} ${y} ${z}`,
        ],
        what,
      );
    });
  }
  t.true(valid > 5000 && valid < 15_000, String(valid));
});

test('the class of an instruction is that of its row', (t) => {
  const [row] = inspectRows(decodeChip, [
    decodeRow(0x00000013, 5, 1, { flag: 'isShift', usesF3: 1, usesF7: 0, op: 1 }),
  ]);
  t.false(row.claims.some((each) => QUERIES.has(each)));
});

test('instructions that are not whole, or are ECALL with operands, are refused by name', (t) => {
  const refusalsOf = (word: number, flag: string) =>
    inspectRows(decodeChip, [decodeRow(word, 5, 1, { flag, usesF3: 1, usesF7: 1, op: 43 })])[0].refusals;
  t.deepEqual(refusalsOf(0x72, 'isEcall'), ['not compressed[0]']);
  t.deepEqual(refusalsOf(0x71, 'isEcall'), ['not compressed[1]']);
  t.deepEqual(refusalsOf(0x100073, 'isEcall'), ['plain ecall']);
  t.deepEqual(refusalsOf(0x8073, 'isEcall'), ['plain ecall']);
  t.deepEqual(refusalsOf(0xf3, 'isEcall'), ['plain ecall']);
  t.deepEqual(refusalsOf(0x73, 'isEcall'), []);
});

test('padding provides nothing, and a pc has 30 bits', (t) => {
  const [padding] = inspectRows(decodeChip, [{ count: 1, op: 1, pc: 9 }]);
  t.deepEqual(padding.refusals, ['padding provides nothing']);
  const fence = decodeWord(0x0000000f, 3);
  if (!fence) throw new Error('FENCE is an instruction');
  const [row] = inspectRows(decodeChip, [
    { ...decodeRow(0x0000000f, 3, 1, fence), pc: 3 + 2 ** 30, pcLow: 3 },
  ]);
  t.deepEqual(row.refusals, ['range16 query']);
});

test('every constraint can fail', (t) => {
  const words = [
    ...[0x00c58533, 0xfff50513, 0x40555513, 0xffc52503, 0xfea52e23, 0xfe0508e3, 0xff1ff0ef],
    ...[0x00050067, 0xfffff537, 0xfffff517, 0x0000000f, 0x00000073],
  ].map((word) => ({ word, pc: 0x123456 }));
  const rows = words.map(({ word, pc }) => {
    const decoded = decodeWord(word, pc);
    if (!decoded) throw new Error(`0x${word.toString(16)} is no instruction`);
    return decodeRow(word, pc, 2, decoded);
  });
  const good = { trace: traceOf(decodeChip, rows), publicValues: [] };
  t.deepEqual(checkTrace(decodeChip, good.trace, []), []);
  const failed = namesOf(new TraceBreaker(decodeChip, good).breakAll());
  t.deepEqual(
    decodeChip.constraints.map(({ name }) => name).filter((name) => !failed.has(name)),
    [],
  );
});
