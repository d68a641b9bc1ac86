import test from 'ava';
import type { Ext } from '../../../host/field/index.js';
import {
  encodeBatchProof,
  PRESETS,
  proofSystem,
  type BatchProof,
  type StarkParameters,
} from '../../../host/stark/proof/index.js';
import {
  bindStatement,
  CHECKS,
  statementDigest,
  verifyBatch,
  type BoundStatement,
} from '../../../host/stark/verify/index.js';
import { BATCH_AIRS, BATCH_VECTORS, loadBatchVector } from './batch-vectors.js';
import { lookupAir, lookup, PROVIDED, RECEIVED, SENT } from './lookup-air.js';
import {
  proveBatch,
  type BatchProvingInput,
  type ReferenceBatchProof,
  type ReferenceTable,
} from './reference-batch-prover.js';

for (const name of BATCH_VECTORS) {
  test(`${name}: the reference prover makes the same bytes`, (t) => {
    const { parameters, file, system, bytes, publicValues, preprocessed: key } = loadBatchVector(name);
    const fixed = [undefined, undefined, Array.from({ length: 8 }, (_, i) => [i + 3])];
    const tables = BATCH_AIRS.map((air, i) => ({
      ...{ air, trace: file.traces[i], preprocessed: fixed[i], publicValues: publicValues[i] },
    }));
    const { proof, preprocessed } = proveBatch({ parameters, tables });
    t.deepEqual(preprocessed, key);
    t.deepEqual(encodeBatchProof(system, proof), bytes);
  });
}

const FEW: StarkParameters = { ...PRESETS.dev, queryCount: 6, queryPowBits: 4 };

function checkOf(input: BatchProvingInput, made: ReferenceBatchProof, shape?: readonly number[]): string {
  const { parameters, tables, challenger } = input;
  const result = verifyBatch({
    airs: tables.map(({ air }) => air),
    publicValues: tables.map(({ publicValues = [] }) => publicValues),
    ...{ parameters, challenger, shape, preprocessed: made.preprocessed },
    proof: encodeBatchProof(proofSystem(parameters), made.proof),
  });
  return result.ok ? 'none' : result.check;
}

/** Sends the pair (x, x + 1) as often as the second column says: a word of execution. */
const sender = lookupAir({
  name: 'sender',
  width: 2,
  readsNextRow: false,
  maxConstraintDegree: 2,
  lookups: [lookup('pairs', 2, SENT)],
  messages: (k, { local: [x, count] }) => [[[[x, k.addBase(x, 1)], count]]],
  constraints: (k, { local: [, count] }) => [k.mul(count, k.addBase(count, k.base.p - 1))],
});

/** Receives pairs of preprocessed columns, as often as its own column says: a lookup table. */
const receiver = lookupAir({
  name: 'receiver',
  width: 1,
  preprocessedWidth: 2,
  readsNextRow: false,
  maxConstraintDegree: 2,
  constraintCount: 0,
  lookups: [lookup('pairs', 2, PROVIDED)],
  messages: (k, { local: [count], preprocessedLocal }) => [[[preprocessedLocal, k.neg(count)]]],
  constraints: () => [],
});

/** Counts up from a public value. */
const counter = lookupAir({
  name: 'counter',
  width: 1,
  publicValueCount: 1,
  constraintCount: 2,
  maxConstraintDegree: 2,
  constraints: (k, { local, next, publicValues, isFirstRow, isTransition }) => [
    k.mul(isFirstRow, k.sub(local[0], k.embed(publicValues[0]))),
    k.mul(isTransition, k.sub(next[0], k.addBase(local[0], 1))),
  ],
});

/** The same as verifiers accept it without a receiver: one of its messages is said to be received. */
const loner = { ...sender, lookups: [lookup('pairs', 2, SENT, RECEIVED)] };

function sending(...rows: (readonly [number, number])[]): ReferenceTable {
  return { air: sender, trace: rows };
}

/** The pairs (0, 1), (1, 2), ... with how often each is received. */
function receiving(...counts: number[]): ReferenceTable {
  return {
    air: receiver,
    trace: counts.map((count) => [count]),
    preprocessed: counts.map((_, i) => [i, i + 1]),
  };
}

function counting(from: number, rows: number): ReferenceTable {
  return { air: counter, publicValues: [from], trace: Array.from({ length: rows }, (_, i) => [from + i]) };
}

const senders = [sending([0, 1], [3, 1], [3, 1], [1, 0]), sending([2, 1], [0, 1])];
const machine = [...senders, counting(5, 16), receiving(2, 0, 1, 2, 0, 0, 0, 0)];

test('parameters, heights and tables that no vector has', (t) => {
  const cases: [string, Partial<StarkParameters>, ReferenceTable[]][] = [
    ['a machine', {}, machine],
    ['quintic', { extensionDegree: 5, logBlowup: 2, maxLogArity: 1 }, machine],
    ['Keccak', { hashSet: 'keccak', extensionDegree: 5, commitPowBits: 2 }, machine],
    ['BabyBear', { field: 'babybear', hashSet: 'p2-16', capHeight: 2 }, machine],
    ['BabyBear and Keccak', { field: 'babybear', hashSet: 'keccak', logFinalPolyLength: 1 }, machine],
    ['a single table', {}, [counting(7, 8)]],
    ['a single table that sends itself what it receives', {}, [{ ...sending([0, 0], [1, 0]), air: loner }]],
    ['no lookups', {}, [counting(7, 8), counting(9, 32), counting(1, 8)]],
    ['a single row', {}, [counting(7, 1), counting(8, 4)]],
    ['single rows alone', { queryCount: 2 }, [counting(7, 1), { ...sending([4, 0]), air: loner }]],
    ['a lookup table of one row', {}, [sending([0, 1], [0, 1]), receiving(2)]],
    [
      'equal heights',
      {},
      [
        counting(1, 8),
        receiving(1, 0, 0, 0, 0, 0, 0, 0),
        sending([0, 1], ...Array.from({ length: 7 }, () => [9, 0] as const)),
      ],
    ],
    ['64 tables', {}, Array.from({ length: 64 }, (_, i) => counting(i, 2 ** (i % 4)))],
  ];
  for (const [name, change, tables] of cases) {
    const input = { parameters: { ...FEW, ...change }, tables };
    const made = proveBatch(input);
    t.is(checkOf(input, made), 'none', name);
    t.is(checkOf(input, made, made.proof.degreeBits), 'none', name);
  }
});

const { extension, field } = proofSystem(FEW);
const { p } = field;

/** The terminals with the last one changed so that they add up to zero. */
const opposite = (terminals: readonly (Ext | null)[]): (Ext | null)[] => {
  const present = terminals.flatMap((terminal) => (terminal ? [terminal] : []));
  const sum = present.reduce((all, terminal) => extension.add(all, terminal), extension.zero);
  const last = terminals.findLastIndex((terminal) => terminal !== null);
  return terminals.map((terminal, i) => (terminal && i === last ? extension.sub(terminal, sum) : terminal));
};

const counts = [2, 0, 1, 2, 0, 0, 0, 0];
const UNBALANCED: [string, ReferenceTable[]][] = [
  ['a message that nobody receives', [sending([0, 1], [3, 1], [3, 1], [1, 1]), ...machine.slice(1)]],
  ['a message that is missing', [sending([0, 1], [3, 1], [3, 0], [1, 0]), ...machine.slice(1)]],
  ['a multiplicity that is too large', [...machine.slice(0, 3), receiving(...counts.with(3, 3))]],
  ['a multiplicity that is too small', [...machine.slice(0, 3), receiving(...counts.with(0, 1))]],
  ['a padding row with a multiplicity', [...machine.slice(0, 3), receiving(...counts.with(7, 1))]],
  ['another message', [sending([0, 1], [3, 1], [2, 1], [1, 0]), ...machine.slice(1)]],
  ['a message from outside the table', [sending([0, 1], [3, 1], [8, 1], [1, 0]), ...machine.slice(1)]],
  ['multiplicities that are negative', [sending([0, p - 1], [3, 1], [3, 1], [0, 2]), ...machine.slice(1)]],
];

for (const [name, tables] of UNBALANCED) {
  test(`${name} does not pass, whatever terminal is claimed`, (t) => {
    const honest = { parameters: FEW, tables };
    const check = checkOf(honest, proveBatch(honest));
    // Negative multiplicities can balance; only the sender's own constraint stops them.
    t.is(check, name.endsWith('negative') ? 'CONSTRAINTS' : 'LOOKUP_SUM');
    const forged = { ...honest, claim: opposite };
    t.is(checkOf(forged, proveBatch(forged)), 'CONSTRAINTS');
  });
}

test('a wrong trace fails the constraints of its table', (t) => {
  const input = { parameters: FEW, tables: machine.with(2, { ...counting(5, 16), publicValues: [6] }) };
  t.is(checkOf(input, proveBatch(input)), 'CONSTRAINTS');
});

test('tables of one form that trade places are refused', (t) => {
  const tables = [counting(5, 8), counting(9, 8), counting(5, 16)];
  const input = { parameters: FEW, tables };
  const made = proveBatch(input);
  t.is(checkOf(input, made), 'none');
  const swap = <T>([a, b, c]: readonly T[]): T[] => [b, a, c];
  const swapped: BatchProof = { ...made.proof, openedValues: swap(made.proof.openedValues) };
  t.true(checkOf(input, { ...made, proof: swapped }) in CHECKS);
  t.true(checkOf({ ...input, tables: swap(tables) }, made) in CHECKS);
  t.true(checkOf({ ...input, tables: swap(tables) }, { ...made, proof: swapped }) in CHECKS);
  t.is(checkOf(input, made, [4, 3, 3]), 'HEIGHT');
});

test('a batch proof is bound to its statement', (t) => {
  const system = proofSystem(FEW);
  const statement: BoundStatement = {
    parameters: FEW,
    chipIdentities: [0, 1, 2].map((byte) => new Uint8Array(32).fill(byte)),
    shapes: [
      [
        { chip: 0, degreeBits: 2, buses: [0] },
        { chip: 0, degreeBits: 1, buses: [0] },
        { chip: 1, degreeBits: 4, buses: [] },
        { chip: 2, degreeBits: 3, buses: [0] },
      ],
    ],
    shapeId: 0,
    verifyingKey: null,
  };
  const bound = (to: BoundStatement) => {
    const challenger = system.hashes.newChallenger();
    bindStatement(challenger, system, statementDigest(to));
    return challenger;
  };
  const input = { parameters: FEW, tables: machine, challenger: bound(statement) };
  const made = proveBatch(input);
  t.is(checkOf(input, made), 'none');
  const { chipIdentities, shapes } = statement;
  const others = [
    { ...statement, chipIdentities: chipIdentities.toReversed() },
    { ...statement, chipIdentities: [...chipIdentities, chipIdentities[0]] },
    { ...statement, shapes: [...shapes, ...shapes] },
    { ...statement, verifyingKey: new Uint8Array(32) },
  ];
  for (const other of others) t.true(checkOf({ ...input, challenger: bound(other) }, made) in CHECKS);
  t.true(checkOf({ ...input, challenger: undefined }, made) in CHECKS);
});
