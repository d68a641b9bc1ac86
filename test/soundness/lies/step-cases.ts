import {
  asm,
  branchInstructions,
  call,
  immediateInstructions,
  li,
  loadInstructions,
  reg,
  registerInstructions,
  shiftInstructions,
  storeInstructions,
} from '../../vm/assembler.js';
import { CODE_ADDRESS, DATA_ADDRESS } from '../../vm/elf-builder.js';
import { precompileCases } from './precompile-cases.js';
import { DATA, stepCase, SYSTEM, type Accesses, type StepCase } from './step-case.js';

const { t0, t1, t2, a0, a1, s2 } = reg;
const SINK = 32;
const WORD = DATA_ADDRESS / 4;
/** What an instruction with rd = s2 and rs1 = t1 does. */
const computing = (executed: number, more: Partial<Accesses> = {}): Accesses => ({
  found: [
    [SYSTEM, t1, 1],
    [SYSTEM, s2, 0x10000],
  ],
  left: [[SYSTEM, s2]],
  next: [1],
  executed,
  ...more,
});

const old = li(s2, 0xdeadbeef);

function registerCases(a: number, b: number, names = Object.keys(registerInstructions)): StepCase[] {
  const all = Object.entries(registerInstructions);
  return names.map((name) => {
    const at = all.findIndex(([other]) => other === name);
    const [, instruction] = all[at];
    const [, other] = all[(at + 1) % all.length];
    const accesses = computing(other(s2, t1, t2));
    return stepCase(
      `${name} of 0x${a.toString(16)} and 0x${b.toString(16)}`,
      [...li(t1, a), ...li(t2, b), ...old],
      instruction(s2, t1, t2),
      { ...accesses, found: [...accesses.found, [SYSTEM, t2, 0x80000000]] },
    );
  });
}

function immediateCases(): StepCase[] {
  const forms = { ...immediateInstructions, ...shiftInstructions };
  const all = Object.entries(forms);
  return all.map(([name, instruction], i) => {
    const [, other] = all[(i + 1) % all.length];
    return stepCase(
      name,
      [...li(t1, 0x89abcdef), ...old],
      instruction(s2, t1, 13),
      computing(other(s2, t1, 13)),
    );
  });
}

function constantCases(): StepCase[] {
  const accesses = (executed: number, next = [1]): Accesses => ({
    ...{ found: [[SYSTEM, s2, 1]], left: [[SYSTEM, s2]], next, executed },
  });
  const base: Accesses['found'][number] = [SYSTEM, t1, 4];
  const target = CODE_ADDRESS + 4 * 6;
  return [
    stepCase('lui', old, asm.lui(s2, 0x80001), accesses(asm.auipc(s2, 0x80001))),
    stepCase('auipc', old, asm.auipc(s2, 0x80001), accesses(asm.lui(s2, 0x80001))),
    stepCase('jal', old, asm.jal(s2, 8), accesses(asm.jal(s2, 4), [1, -1])),
    stepCase('jalr', [...li(t1, target), ...old], asm.jalr(s2, 1, t1), {
      ...accesses(asm.jalr(s2, 5, t1), [1, -1]),
      found: [[SYSTEM, s2, 1], base],
    }),
    stepCase('fence', old, asm.fence, {
      ...accesses(asm.addi(0, 0, 1)),
      found: [[SYSTEM, SINK, 1]],
      left: [[SYSTEM, SINK]],
    }),
    stepCase('addi from x0', old, asm.addi(s2, 0, 5), {
      ...accesses(asm.addi(s2, 0, 6)),
      found: [[SYSTEM, 0, 1]],
    }),
    stepCase('addi to x0', old, asm.addi(0, s2, 5), {
      ...accesses(asm.addi(s2, s2, 5)),
      left: [[SYSTEM, SINK]],
    }),
  ];
}

function branchCases(): StepCase[] {
  const all = Object.entries(branchInstructions);
  const pairs = [
    [5, 5],
    [5, 0x80000000],
    [0x80000000, 5],
  ];
  return all.flatMap(([name, branch], i) =>
    pairs.map(([a, b]) => {
      const taken =
        { beq: a === b, bne: a !== b, blt: (a | 0) < (b | 0), bge: (a | 0) >= (b | 0), bltu: a < b }[name] ??
        a >= b;
      const [, other] = all[(i + 1) % all.length];
      return stepCase(`${name}${taken ? ', taken' : ''}`, [...li(t1, a), ...li(t2, b)], branch(t1, t2, 8), {
        found: [
          [SYSTEM, t1, 1],
          [SYSTEM, t2, 0x80000000],
        ],
        left: [],
        // The other way, and none of both.
        next: taken ? [-1, 1] : [1, 2],
        executed: other(t1, t2, 8),
      });
    }),
  );
}

const SIZES: Readonly<Record<string, number>> = { b: 1, h: 2, w: 4 };

function memoryCases(): StepCase[] {
  const base: Accesses['found'][number] = [SYSTEM, t1, 4];
  const loads = Object.entries(loadInstructions);
  const stores = Object.entries(storeInstructions);
  const offsets = (name: string) => [0, 1, 2, 3].filter((offset) => offset % SIZES[name[1]] === 0);
  return [
    ...loads.flatMap(([name, load], i) =>
      offsets(name).map((offset) => {
        const [, other] = loads[(i + 1) % loads.length];
        const same = (loads[(i + 1) % loads.length][0] === 'lw' ? offset & ~3 : offset & ~1) === offset;
        return stepCase(`${name} at ${offset}`, [...li(t1, DATA_ADDRESS), ...old], load(s2, offset, t1), {
          ...computing(same ? other(s2, offset, t1) : load(s2, offset ^ SIZES[name[1]], t1)),
          found: [base, [SYSTEM, s2, 1], [DATA, WORD, 0x01010101]],
        });
      }),
    ),
    ...stores.flatMap(([name, store], i) =>
      offsets(name).map((offset) => {
        const [otherName, other] = stores[(i + 1) % stores.length];
        const before = [...li(t1, DATA_ADDRESS), ...li(t2, 0x87654321)];
        return stepCase(`${name} at ${offset}`, before, store(t2, offset, t1), {
          found: [base, [SYSTEM, t2, 0x01010101], [DATA, WORD, 0x01010101]],
          left: [[DATA, WORD]],
          next: [1],
          executed:
            offset % SIZES[otherName[1]] === 0
              ? other(t2, offset, t1)
              : store(t2, offset ^ SIZES[name[1]], t1),
        });
      }),
    ),
  ];
}

const [HALT, WRITE, ENTER, EXIT, COMMIT, DEFERRED, HINT_LEN, HINT_READ] = [
  0, 2, 3, 4, 0x10, 0x1a, 0xf0, 0xf1,
];
const [COMMITTED, EXIT_CODE, HALTED, HINT_DONE] = [40, 48, 49, 50];

function callCases(): StepCase[] {
  const inputs = [new TextEncoder().encode('0123456789')];
  const ecall = (
    [title, number, ...args]: readonly [string, number, ...number[]],
    { found = [], left = [[SYSTEM, t0]], next = [1] }: Partial<Accesses> = {},
  ): StepCase => {
    // Another number, that of a call which is possible.
    const other = number === HINT_LEN ? WRITE : HINT_LEN;
    const wrong: Accesses['found'][number] = [SYSTEM, t0, (other - number) >>> 0];
    const before = call(number, ...args).slice(0, -1);
    const accesses = { found: [wrong, ...found], left, next, executed: asm.addi(0, 0, 3) };
    // Ends the block where ENTER opens one.
    return stepCase(title, before, asm.ecall, accesses, { inputs, after: call(EXIT), isThorough: true });
  };
  return [
    ecall(['HALT', HALT, 0], {
      found: [
        [SYSTEM, a0, 1],
        [SYSTEM, EXIT_CODE, 1],
        [SYSTEM, HALTED, 1],
      ],
      left: [
        [SYSTEM, t0],
        [SYSTEM, EXIT_CODE],
      ],
    }),
    ecall(['WRITE', WRITE, 1, DATA_ADDRESS, 2]),
    ecall(['ENTER_UNCONSTRAINED', ENTER]),
    ecall(['EXIT_UNCONSTRAINED', EXIT]),
    ecall(['COMMIT', COMMIT, 3, 0xffff0001], {
      found: [
        [SYSTEM, a0, 1],
        [SYSTEM, a1, 1],
        [SYSTEM, COMMITTED + 3, 0x10000],
      ],
      left: [
        [SYSTEM, t0],
        [SYSTEM, COMMITTED + 3],
      ],
    }),
    ecall(['COMMIT_DEFERRED_PROOFS', DEFERRED, 0, 0]),
    // Its result is the prover's choice: any word.
    ecall(['HINT_LEN', HINT_LEN], { left: [] }),
    ecall(['HINT_READ', HINT_READ, DATA_ADDRESS, 10], {
      found: [
        [SYSTEM, a0, 4],
        [SYSTEM, HINT_DONE, 1],
        [DATA, WORD + 1, 1],
      ],
      left: [
        [SYSTEM, t0],
        [SYSTEM, HINT_DONE],
      ],
    }),
  ];
}

/** Cases for every instruction and call, by what they are about. */
export const STEP_CASES: Readonly<Record<string, () => readonly StepCase[]>> = {
  'register instructions': () => registerCases(0x89abcdef, 0x13),
  'register instructions on small words': () =>
    registerCases(7, 9, ['slt', 'sltu', 'sub', 'and', 'mul', 'remu']),
  'divisions by zero': () => registerCases(0x80000000, 0, ['div', 'divu', 'rem', 'remu']),
  'divisions that overflow': () => registerCases(0x80000000, 0xffffffff, ['div', 'divu', 'rem', 'remu']),
  'immediate instructions': immediateCases,
  'upper immediates, jumps and fence': constantCases,
  branches: branchCases,
  'loads and stores': memoryCases,
  calls: callCases,
  'calls of precompiles': precompileCases,
};
