import test, { type ExecutionContext } from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import { listIsas } from '../../../host/runtime/index.js';
import { checkTables, type TableTrace } from '../../../host/stark/air/index.js';
import { machineChips, machineTables, seededMachine } from '../../../host/stark/chips/index.js';
import { encodeBatchProof, proofSystem, type StarkParameters } from '../../../host/stark/proof/index.js';
import { verifyBatch, type BatchVerification } from '../../../host/stark/verify/index.js';
import {
  ARITHMETIC,
  machineRun,
  MEMORY,
  PARAMETERS,
  PROGRAM,
  proveTables,
  RANGE,
  STEPS,
} from './machine-proofs.js';

const honest = machineRun();
const arithmetic = machineChips(koalaBear).arithmetic.columns;
const { key } = await proveTables(honest);
const heights = [4, 6, 4, 8];

function claimOf(tables: readonly TableTrace[], parameters = PARAMETERS): Omit<BatchVerification, 'proof'> {
  return {
    airs: tables.map(({ chip }) => chip),
    parameters,
    publicValues: tables.map(({ publicValues }) => publicValues),
    preprocessed: key,
    shape: heights,
  };
}

function checkOf(verification: BatchVerification): string {
  const result = verifyBatch(verification);
  return result.ok ? 'accepted' : result.check;
}

/** The check that refuses a native proof of tables of which one has other cells. */
async function checkAfter(
  t: ExecutionContext,
  table: number,
  change: (cells: Uint32Array, width: number) => void,
): Promise<string> {
  const { chip, trace } = honest[table];
  const cells = trace.slice();
  change(cells, chip.width);
  const tables = honest.with(table, { ...honest[table], trace: cells });
  t.not(checkTables(tables).length, 0);
  return checkOf({ ...claimOf(honest), proof: (await proveTables(tables)).proof });
}

for (const setting of [
  { hashSet: 'p2-24-16' },
  { hashSet: 'p2-16', extensionDegree: 5 },
  { hashSet: 'keccak', capHeight: 2 },
  { hashSet: 'p2-24-16', field: 'babybear', logBlowup: 2 },
] satisfies Partial<StarkParameters>[]) {
  test(`${JSON.stringify(setting)}: the machine is proven, the same on every instruction set`, async (t) => {
    const parameters: StarkParameters = { ...PARAMETERS, ...setting };
    const tables = machineRun(parameters);
    const proofs = new Set<string>();
    for (const { name: isa } of listIsas().filter(({ isSupported }) => isSupported)) {
      for (const threads of [1, 3]) {
        const { proof, key: preprocessed } = await proveTables(tables, parameters, { isa, threads });
        proofs.add(Buffer.from(encodeBatchProof(proofSystem(parameters), proof)).toString('hex'));
        if (proofs.size > 1) break;
        t.is(checkOf({ ...claimOf(tables, parameters), preprocessed, proof }), 'accepted');
      }
    }
    t.is(proofs.size, 1);
  });
}

test('a padding row that counts is refused', async (t) => {
  const check = await checkAfter(t, ARITHMETIC, (cells, width) => {
    cells[(STEPS + 5) * width + arithmetic.isReal] = 1;
  });
  // Its messages have no receivers.
  t.is(check, 'LOOKUP_SUM');
});

test('padding rows whose messages cancel are refused by the constraints', async (t) => {
  // Once more the last instruction, at its own time: sent and received once in one row, minus once in the next.
  const check = await checkAfter(t, ARITHMETIC, (cells, width) => {
    const last = (STEPS - 1) * width;
    for (const [row, count] of [
      [STEPS, 1],
      [STEPS + 1, koalaBear.p - 1],
    ]) {
      cells.copyWithin(row * width, last, last + width);
      cells[row * width + arithmetic.isReal] = count;
    }
  });
  t.is(check, 'CONSTRAINTS');
});

test('a multiplicity that is one too many or too few is refused', async (t) => {
  t.is(await checkAfter(t, RANGE, (cells) => cells[17]++), 'LOOKUP_SUM');
  t.is(await checkAfter(t, PROGRAM, (cells) => cells[2]--), 'LOOKUP_SUM');
});

test('a message that is missing, extra or sent twice is refused', async (t) => {
  // The last instruction becomes padding: what it received and sent is missing.
  const missing = await checkAfter(t, ARITHMETIC, (cells, width) => {
    cells[(STEPS - 1) * width + arithmetic.isReal] = 0;
  });
  t.is(missing, 'LOOKUP_SUM');
  // A cell starts from another value: a first state that nobody receives, and none where one is received.
  t.is(await checkAfter(t, MEMORY, (cells, width) => (cells[3 * width] += 1)), 'LOOKUP_SUM');
  // The last instruction twice.
  const twice = await checkAfter(t, ARITHMETIC, (cells, width) => {
    cells.copyWithin(STEPS * width, (STEPS - 1) * width, STEPS * width);
  });
  t.is(twice, 'LOOKUP_SUM');
});

test('what balances but breaks a constraint is refused by the constraints', async (t) => {
  // The timestamp of padding is in no message.
  const check = await checkAfter(t, ARITHMETIC, (cells, width) => {
    cells[(STEPS + 3) * width + arithmetic.timestamp] += 1;
  });
  t.is(check, 'CONSTRAINTS');
  // Another result: the memory table alone says so.
  const { proof } = await proveTables(honest);
  const claim = claimOf(honest);
  const publicValues = claim.publicValues.with(MEMORY, [1]);
  t.not(checkOf({ ...claim, publicValues, proof }), 'accepted');
  const wrong = honest.with(MEMORY, { ...honest[MEMORY], publicValues: [1] });
  t.is(checkOf({ ...claim, publicValues, proof: (await proveTables(wrong)).proof }), 'CONSTRAINTS');
});

test('swapped tables are refused', async (t) => {
  const swapped = [honest[ARITHMETIC], honest[PROGRAM], honest[MEMORY], honest[RANGE]];
  const { proof, key: theirs } = await proveTables(swapped);
  t.is(
    checkOf({ ...claimOf(swapped), shape: [6, 4, 4, 8], preprocessed: theirs, proof }),
    'accepted',
    'an order of their own',
  );
  t.is(checkOf({ ...claimOf(honest), proof }), 'HEIGHT');
  t.is(checkOf({ ...claimOf(honest), shape: undefined, proof }), 'LENGTH');
  // Two tables of one height and different columns.
  const { proof: other } = await proveTables([
    honest[MEMORY],
    honest[ARITHMETIC],
    honest[PROGRAM],
    honest[RANGE],
  ]);
  t.is(checkOf({ ...claimOf(honest), proof: other }), 'LENGTH');
});

test('tables of another height are refused', async (t) => {
  const longer = machineTables(koalaBear, seededMachine(7), 2 * 2 ** heights[ARITHMETIC]).tables;
  const { proof } = await proveTables(longer);
  const claim = { ...claimOf(longer), preprocessed: key, proof };
  t.is(checkOf(claim), 'HEIGHT');
  t.is(checkOf({ ...claim, shape: [4, 7, 4, 8] }), 'accepted');
  // Where no shape is fixed, a preprocessed table still has the height of its commitment.
  const input = seededMachine(7);
  const cells = [...input.cells, ...input.cells];
  const { tables } = machineTables(koalaBear, { ...input, cells }, STEPS);
  const { proof: higher } = await proveTables(tables);
  const unfixed = { ...claimOf(tables), preprocessed: key, shape: undefined };
  t.is(checkOf({ ...unfixed, proof: higher }), 'PREPROCESSED');
});

test('a preprocessed table that is missing, or another, is refused', async (t) => {
  const { proof } = await proveTables(honest);
  const claim = { ...claimOf(honest), proof };
  t.is(checkOf(claim), 'accepted');
  t.is(checkOf({ ...claim, preprocessed: undefined }), 'PREPROCESSED');
  for (let i = 0; i < key!.tables.length; i++) {
    const tables = key!.tables.filter((_, k) => k !== i);
    t.is(checkOf({ ...claim, preprocessed: { ...key!, tables } }), 'PREPROCESSED');
  }
  // The same tables with another program: the commitment is the verifier's.
  const input = seededMachine(8);
  const other = machineTables(koalaBear, { ...seededMachine(7), program: input.program }, STEPS).tables;
  const forged = await proveTables(other);
  const about = { ...claimOf(other), proof: forged.proof };
  t.is(checkOf({ ...about, preprocessed: forged.key }), 'accepted');
  t.not(checkOf({ ...about, preprocessed: key }), 'accepted');
});
