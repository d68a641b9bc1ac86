import test from 'ava';
import { execute } from '../../host/vm/index.js';
import {
  asm,
  branchInstructions,
  halt,
  immediateInstructions,
  li,
  loadInstructions,
  reg,
  registerInstructions,
  shiftInstructions,
  storeInstructions,
} from './assembler.js';
import { buildElf, code, CODE_ADDRESS, data, DATA_ADDRESS, program, wordsToBytes } from './elf-builder.js';

const { t1, t2, s2, s3 } = reg;
const MIN = 0x80000000;
const MAX = 0x7fffffff;
const ALL = 0xffffffff;

/** The registers after instructions that follow on loading operands into t1 and t2. */
async function registersAfter(a: number, b: number, words: readonly number[], bytes?: Uint8Array) {
  const run = await execute(program([...li(t1, a), ...li(t2, b), ...words, ...halt()], bytes));
  if (run.kind !== 'halted') throw new Error(`${run.kind}: ${run.message}`);
  return run.registers;
}

/** Operands and result of each register instruction. */
const REGISTER_CASES: Record<keyof typeof registerInstructions, [number, number, number][]> = {
  add: [
    [1, 2, 3],
    [MAX, 1, MIN],
    [ALL, 1, 0],
    [MIN, MIN, 0],
  ],
  sub: [
    [3, 2, 1],
    [0, 1, ALL],
    [MIN, 1, MAX],
    [0, MIN, MIN],
  ],
  sll: [
    [1, 0, 1],
    [1, 31, MIN],
    [ALL, 31, MIN],
    [1, 32, 1],
    [0x12345678, 0xffffffe4, 0x23456780],
  ],
  slt: [
    [0, 0, 0],
    [MIN, MAX, 1],
    [MAX, MIN, 0],
    [ALL, 0, 1],
    [0, ALL, 0],
  ],
  sltu: [
    [0, 0, 0],
    [MIN, MAX, 0],
    [MAX, MIN, 1],
    [ALL, 0, 0],
    [0, ALL, 1],
  ],
  xor: [
    [0xf0f0f0f0, 0xff00ff00, 0x0ff00ff0],
    [ALL, ALL, 0],
  ],
  srl: [
    [MIN, 0, MIN],
    [MIN, 31, 1],
    [ALL, 33, MAX],
  ],
  sra: [
    [MIN, 0, MIN],
    [MIN, 31, ALL],
    [MAX, 31, 0],
    [0x87654321, 36, 0xf8765432],
  ],
  or: [
    [0xf0f0f0f0, 0x0f0f0f0f, ALL],
    [0, 0, 0],
  ],
  and: [
    [0xf0f0f0f0, 0xff00ff00, 0xf000f000],
    [ALL, 0, 0],
  ],
  mul: [
    [7, 6, 42],
    [MIN, ALL, MIN],
    [ALL, ALL, 1],
    [0x10000, 0x10000, 0],
    [0xdeadbeef, 0x12345678, 0x5621ca08],
  ],
  mulh: [
    [ALL, ALL, 0],
    [MIN, MIN, 0x40000000],
    [MIN, MAX, 0xc0000000],
    [MIN, ALL, 0],
    [ALL, 1, ALL],
  ],
  mulhsu: [
    [ALL, ALL, ALL],
    [MIN, ALL, MIN],
    [MAX, ALL, MAX - 1],
    [1, ALL, 0],
    [ALL, 1, ALL],
  ],
  mulhu: [
    [ALL, ALL, ALL - 1],
    [MIN, MIN, 0x40000000],
    [MIN, 2, 1],
    [1, ALL, 0],
  ],
  div: [
    [20, 6, 3],
    [0xffffffec, 6, 0xfffffffd],
    [20, 0xfffffffa, 0xfffffffd],
    [5, 0, ALL],
    [MIN, 0, ALL],
    [MIN, ALL, MIN],
    [MIN, 1, MIN],
    [0, ALL, 0],
  ],
  divu: [
    [20, 6, 3],
    [ALL, 2, MAX],
    [5, 0, ALL],
    [MIN, ALL, 0],
    [ALL, ALL, 1],
  ],
  rem: [
    [20, 6, 2],
    [0xffffffec, 6, 0xfffffffe],
    [20, 0xfffffffa, 2],
    [5, 0, 5],
    [MIN, 0, MIN],
    [MIN, ALL, 0],
    [ALL, MIN, ALL],
  ],
  remu: [
    [20, 6, 2],
    [ALL, 2, 1],
    [5, 0, 5],
    [MIN, ALL, MIN],
    [ALL, ALL, 0],
  ],
};

for (const [name, cases] of Object.entries(REGISTER_CASES)) {
  test(`${name} of two registers`, async (t) => {
    const encode = registerInstructions[name as keyof typeof registerInstructions];
    for (const [a, b, expected] of cases) {
      const registers = await registersAfter(a, b, [
        encode(s2, t1, t2),
        // Source and destination may be one.
        encode(t1, t1, t2),
      ]);
      t.is(registers[s2], expected, `${name} ${a} ${b}`);
      t.is(registers[t1], expected, `${name} ${a} ${b} in place`);
    }
  });
}

const IMMEDIATE_CASES: Record<keyof typeof immediateInstructions, [number, number, number][]> = {
  addi: [
    [1, 2047, 2048],
    [1, -2048, 0xfffff801],
    [MAX, 1, MIN],
    [0, -1, ALL],
  ],
  slti: [
    [0xfffff800, -2047, 1],
    [0, -1, 0],
    [MIN, 0, 1],
    [2047, 2047, 0],
  ],
  sltiu: [
    [0, 1, 1],
    [1, -1, 1],
    [ALL, -1, 0],
    [0xfffff7ff, -2048, 1],
  ],
  xori: [
    [0x0f0f0f0f, -1, 0xf0f0f0f0],
    [0xff, 0x7f, 0x80],
  ],
  ori: [
    [0xf0, 0x0f, 0xff],
    [0, -2048, 0xfffff800],
  ],
  andi: [
    [0x12345678, 0x7ff, 0x678],
    [0x12345678, -2048, 0x12345000],
  ],
};

for (const [name, cases] of Object.entries(IMMEDIATE_CASES)) {
  test(`${name} with an immediate`, async (t) => {
    const encode = immediateInstructions[name as keyof typeof immediateInstructions];
    for (const [a, value, expected] of cases)
      t.is((await registersAfter(a, 0, [encode(s2, t1, value)]))[s2], expected, `${name} ${a} ${value}`);
  });
}

const SHIFT_CASES: Record<keyof typeof shiftInstructions, [number, number, number][]> = {
  slli: [
    [ALL, 0, ALL],
    [3, 31, MIN],
    [0x12345678, 4, 0x23456780],
  ],
  srli: [
    [ALL, 0, ALL],
    [ALL, 31, 1],
    [0x87654321, 4, 0x08765432],
  ],
  srai: [
    [ALL, 0, ALL],
    [MIN, 31, ALL],
    [MAX, 31, 0],
    [0x87654321, 4, 0xf8765432],
  ],
};

for (const [name, cases] of Object.entries(SHIFT_CASES)) {
  test(`${name} by a constant`, async (t) => {
    const encode = shiftInstructions[name as keyof typeof shiftInstructions];
    for (const [a, amount, expected] of cases)
      t.is((await registersAfter(a, 0, [encode(s2, t1, amount)]))[s2], expected, `${name} ${a} ${amount}`);
  });
}

test('lui and auipc write the upper bits, auipc with the pc', async (t) => {
  const registers = await registersAfter(0, 0, [
    asm.lui(s2, 0xfffff),
    asm.auipc(s3, 0xfffff),
    asm.auipc(t1, 1),
  ]);
  t.is(registers[s2], 0xfffff000);
  t.is(registers[s3], (CODE_ADDRESS + 20 - 0x1000) >>> 0);
  t.is(registers[t1], CODE_ADDRESS + 24 + 0x1000);
});

const LOADED = Uint8Array.of(0x80, 0x7f, 0xfe, 0xff, 0x01, 0x82, 0x00, 0x80);
const LOAD_CASES: [keyof typeof loadInstructions, number, number][] = [
  ['lb', 0, 0xffffff80],
  ['lb', 1, 0x7f],
  ['lb', 3, ALL],
  ['lbu', 0, 0x80],
  ['lbu', 3, 0xff],
  ['lh', 0, 0x7f80],
  ['lh', 2, 0xfffffffe],
  ['lhu', 2, 0xfffe],
  ['lhu', 6, 0x8000],
  ['lw', 0, 0xfffe7f80],
  ['lw', 4, 0x80008201],
];

test('loads of every width extend as they should', async (t) => {
  for (const [name, offset, expected] of LOAD_CASES) {
    const load = loadInstructions[name];
    const registers = await registersAfter(
      DATA_ADDRESS,
      DATA_ADDRESS + 8,
      [load(s2, offset, t1), load(s3, offset - 8, t2), load(t1, offset, t1)],
      LOADED,
    );
    for (const register of [s2, s3, t1]) t.is(registers[register], expected, `${name} ${offset}`);
  }
});

test('stores of every width change their bytes alone', async (t) => {
  const cases: [keyof typeof storeInstructions, number, number][] = [
    ['sb', 0, 0x112233ef],
    ['sb', 3, 0xef223344],
    ['sh', 0, 0x1122beef],
    ['sh', 2, 0xbeef3344],
    ['sw', 0, 0xdeadbeef],
  ];
  for (const [name, offset, expected] of cases) {
    const registers = await registersAfter(
      DATA_ADDRESS,
      0xdeadbeef,
      [storeInstructions[name](t2, offset, t1), asm.lw(s2, 0, t1), asm.lw(s3, 4, t1)],
      wordsToBytes([0x11223344, 0x55667788]),
    );
    t.is(registers[s2], expected, `${name} ${offset}`);
    t.is(registers[s3], 0x55667788);
  }
});

test('memory outside of the image is zero, up to its end', async (t) => {
  const registers = await registersAfter(0x77fffffc, 0x40000000, [
    asm.lw(s2, 0, t1),
    asm.sw(t1, 0, t1),
    asm.lw(s3, 0, t1),
    asm.lw(t2, 4, t2),
  ]);
  t.is(registers[s2], 0);
  t.is(registers[s3], 0x77fffffc);
  t.is(registers[t2], 0);
});

/** Which of six comparisons hold for each pair. */
const BRANCH_PAIRS: [number, number, (keyof typeof branchInstructions)[]][] = [
  [5, 5, ['beq', 'bge', 'bgeu']],
  [1, 2, ['bne', 'blt', 'bltu']],
  [2, 1, ['bne', 'bge', 'bgeu']],
  [ALL, 1, ['bne', 'blt', 'bgeu']],
  [1, ALL, ['bne', 'bge', 'bltu']],
  [MIN, MAX, ['bne', 'blt', 'bgeu']],
  [MAX, MIN, ['bne', 'bge', 'bltu']],
];

test('branches are taken exactly where their comparison holds', async (t) => {
  for (const [a, b, taken] of BRANCH_PAIRS) {
    for (const [name, branch] of Object.entries(branchInstructions)) {
      const registers = await registersAfter(a, b, [
        branch(t1, t2, 8),
        asm.addi(s2, 0, 1),
        asm.addi(s3, 0, 1),
      ]);
      const isTaken = taken.some((candidate) => candidate === name);
      t.deepEqual([registers[s2], registers[s3]], [isTaken ? 0 : 1, 1], `${name} ${a} ${b}`);
    }
  }
});

test('branches and jumps go backwards', async (t) => {
  // Counts t1 down from 5, then jumps back over a halt.
  const run = await execute(
    program([
      asm.jal(0, 16), // over a halt
      asm.addi(s3, 0, 7),
      asm.addi(reg.t0, 0, 0),
      asm.ecall,
      asm.addi(t1, 0, 5),
      asm.addi(s2, s2, 3),
      asm.addi(t1, t1, -1),
      asm.bne(t1, 0, -8),
      asm.jal(0, -28),
    ]),
  );
  t.is(run.kind, 'halted');
  t.is(run.registers[s2], 15);
  t.is(run.registers[s3], 7);
});

test('jal and jalr link, and jalr clears the lowest bit and reads its base first', async (t) => {
  const target = CODE_ADDRESS + 4 * 8;
  const registers = await registersAfter(target - 3, 0, [
    asm.jal(s2, 8), // word 4
    asm.addi(s3, 0, 1),
    asm.jalr(t1, 4, t1), // word 6, to target + 1
    asm.addi(s3, 0, 1),
    asm.addi(t2, 0, 9), // word 8
  ]);
  t.is(registers[s2], CODE_ADDRESS + 20);
  t.is(registers[t1], CODE_ADDRESS + 28);
  t.is(registers[s3], 0);
  t.is(registers[t2], 9);
});

test('x0 stays zero whatever is written to it', async (t) => {
  const registers = await registersAfter(
    DATA_ADDRESS,
    3,
    [
      asm.addi(0, t2, 5),
      asm.add(0, t2, t2),
      asm.lui(0, 5),
      asm.auipc(0, 5),
      asm.lw(0, 0, t1),
      asm.mul(0, t2, t2),
      asm.jal(0, 4),
      asm.add(s2, 0, 0),
    ],
    wordsToBytes([77]),
  );
  t.is(registers[0], 0);
  t.is(registers[s2], 0);
});

test('fence does nothing, whatever its fields', async (t) => {
  const registers = await registersAfter(1, 2, [asm.fence, 0x8330000f, 0x0000000f]);
  t.deepEqual([registers[t1], registers[t2]], [1, 2]);
});

test('a jump to itself runs until the limit', async (t) => {
  const run = await execute(program([asm.jal(0, 0)]), { maxCycles: 1000 });
  t.is(run.kind, 'limit');
  t.is(run.cycles, 1000);
  t.is(run.pc, CODE_ADDRESS);
});

test('stores into code change what is read there, not what is executed', async (t) => {
  const addi = asm.addi(s2, s2, 1);
  const run = await execute(
    program([
      ...li(t1, CODE_ADDRESS + 20),
      ...li(t2, asm.addi(s2, s2, 100)),
      asm.sw(t2, 0, t1),
      addi, // the word that is overwritten
      asm.lw(s3, 0, t1),
      ...halt(),
    ]),
  );
  t.is(run.registers[s2], 1);
  t.is(run.registers[s3], asm.addi(s2, s2, 100));
});

test('code continues in a segment that follows directly, and jumps lead from one to another', async (t) => {
  const second = CODE_ADDRESS + 8;
  const far = 0x00280000;
  const run = await execute(
    buildElf({
      segments: [
        code([asm.addi(t1, t1, 1), asm.addi(t1, t1, 1)]),
        code([asm.bne(t1, 0, 8), asm.addi(s2, 0, 1), asm.jal(reg.ra, far - second - 8)], second),
        code([asm.addi(t2, t2, 4), ...halt()], far),
      ],
    }),
  );
  t.is(run.kind, 'halted');
  t.deepEqual([run.registers[t1], run.registers[t2], run.registers[s2]], [2, 4, 0]);
  t.is(run.registers[reg.ra], second + 12);
  t.is(run.cycles, 10);
});

const FAULTS: [string, number[], string, number][] = [
  ['a misaligned half load', [asm.lh(s2, 1, t1)], 'MISALIGNED_LOAD', 4],
  ['a misaligned unsigned half load', [asm.lhu(s2, 3, t1)], 'MISALIGNED_LOAD', 4],
  ['a misaligned word load', [asm.lw(s2, 2, t1)], 'MISALIGNED_LOAD', 4],
  ['a misaligned load to x0', [asm.lw(0, 1, t1)], 'MISALIGNED_LOAD', 4],
  ['a misaligned half store', [asm.sh(s2, 1, t1)], 'MISALIGNED_STORE', 4],
  ['a misaligned word store', [asm.sw(s2, 2, t1)], 'MISALIGNED_STORE', 4],
  ['a load beyond the limit', [asm.lui(t1, 0x78000), asm.lb(s2, 0, t1)], 'MEMORY_RANGE', 5],
  ['a store beyond the limit', [asm.addi(t1, 0, -1), asm.sb(s2, 0, t1)], 'MEMORY_RANGE', 5],
  ['a jal to half a word', [asm.jal(reg.ra, 6)], 'MISALIGNED_JUMP', 4],
  ['a jalr to half a word', [asm.jalr(reg.ra, 2, t1)], 'MISALIGNED_JUMP', 4],
  ['a taken branch to half a word', [asm.beq(0, 0, 6)], 'MISALIGNED_JUMP', 4],
  ['ebreak', [0x00100073], 'ILLEGAL_INSTRUCTION', 4],
  ['unimp', [0xc0001073], 'ILLEGAL_INSTRUCTION', 4],
  ['reading a counter', [0xc0002573], 'ILLEGAL_INSTRUCTION', 4],
  ['compressed code', [0x00010001], 'ILLEGAL_INSTRUCTION', 4],
  ['a word of zeros', [0], 'ILLEGAL_INSTRUCTION', 4],
  ['a word of ones', [ALL], 'ILLEGAL_INSTRUCTION', 4],
  ['fence.i', [0x0000100f], 'ILLEGAL_INSTRUCTION', 4],
  ['an atomic instruction', [0x1005252f], 'ILLEGAL_INSTRUCTION', 4],
  ['a 64-bit load', [0x0000b503], 'ILLEGAL_INSTRUCTION', 4],
  ['a 64-bit store', [0x00a0b023], 'ILLEGAL_INSTRUCTION', 4],
  ['a branch of no kind', [0x00002063], 'ILLEGAL_INSTRUCTION', 4],
  ['a jalr of no kind', [0x00001067], 'ILLEGAL_INSTRUCTION', 4],
  ['a shift by 32', [asm.slli(s2, t1, 0) | (1 << 25)], 'ILLEGAL_INSTRUCTION', 4],
  ['an arithmetic shift to the left', [(asm.slli(s2, t1, 0) | (0x20 << 25)) >>> 0], 'ILLEGAL_INSTRUCTION', 4],
  ['a subtraction that compares', [(asm.slt(s2, t1, t2) | (0x20 << 25)) >>> 0], 'ILLEGAL_INSTRUCTION', 4],
  [
    'an operation with an unknown function',
    [(asm.add(s2, t1, t2) | (2 << 25)) >>> 0],
    'ILLEGAL_INSTRUCTION',
    4,
  ],
  ['a jump out of the code', [asm.jalr(0, 0, 0)], 'NO_CODE', -CODE_ADDRESS / 4],
];

for (const [what, words, fault, at] of FAULTS) {
  test(`${what} is a fault`, async (t) => {
    const run = await execute(program([...li(t1, DATA_ADDRESS), ...li(t2, 1), ...words, ...halt()]));
    t.is(run.kind, 'fault');
    if (run.kind !== 'fault') return;
    t.is(run.fault, fault);
    t.is(run.pc, CODE_ADDRESS + 4 * at);
    t.is(run.word, at < 0 ? undefined : words[at - 4]);
    t.is(run.registers[reg.ra], 0, 'an instruction that faults writes nothing');
    t.is(run.cycles, at < 0 ? 5 : at, 'an instruction that faults does not count');
  });
}

test('a branch to half a word is no fault where it is not taken', async (t) => {
  t.is((await registersAfter(1, 2, [asm.beq(t1, t2, 6), asm.addi(s2, 0, 4)]))[s2], 4);
});

test('running off the end of the code is a fault', async (t) => {
  const run = await execute(program([asm.addi(t1, t1, 1)]));
  t.is(run.kind, 'fault');
  t.is(run.pc, CODE_ADDRESS + 4);
  t.is(run.cycles, 1);
});

test('data is no code', async (t) => {
  const words = [...li(t1, DATA_ADDRESS), asm.jalr(0, 0, t1)];
  const run = await execute(buildElf({ segments: [code(words), data(wordsToBytes(halt()))] }));
  t.is(run.kind === 'fault' && run.fault, 'NO_CODE');
  t.is(run.pc, DATA_ADDRESS);
});

test('instructions are counted by mnemonic and by family', async (t) => {
  const loop = [
    ...li(t1, 1000),
    asm.addi(t1, t1, -1),
    asm.mul(t2, t1, t1),
    asm.fence,
    asm.bne(t1, 0, -12),
    ...halt(),
  ];
  const { instructions, families, calls, cycles } = await execute(program(loop));
  const used = Object.fromEntries(Object.entries(instructions).filter(([, count]) => count > 0));
  t.deepEqual(used, { lui: 3, addi: 1003, mul: 1000, fence: 1000, bne: 1000, ecall: 1 });
  t.is(families.arithmetic, 1003);
  t.is(families.branch, 1000);
  t.is(
    Object.values(families).reduce((a, b) => a + b),
    cycles,
  );
  t.is(calls.HALT, 1);
});
