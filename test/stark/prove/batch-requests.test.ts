import test, { type ExecutionContext } from 'ava';
import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device, SwitchyardError } from '../../../host/runtime/index.js';
import { ProofError, type StarkParameters } from '../../../host/stark/proof/index.js';
import {
  commitBatchPreprocessed,
  freeBatchPreprocessed,
  preprocessedBatchKey,
  proveBatch,
  type BatchPreprocessed,
  type ProveBatchRequest,
} from '../../../host/stark/prove/index.js';
import { verifyBatch } from '../../../host/stark/verify/index.js';
import {
  ARITHMETIC,
  machineRun,
  MEMORY,
  PARAMETERS,
  PROGRAM,
  RANGE,
  uploadCells,
  uploadTables,
} from './machine-proofs.js';

function open(): Device {
  return Device.open('cpu0', { threads: 1, budgetBytes: 2 ** 26 });
}

/** A good request, its traces and preprocessed columns on the device. */
async function goodRequest(device: Device, parameters = PARAMETERS) {
  const dispatcher = new Dispatcher(device);
  const { tables, preprocessed } = await uploadTables(dispatcher, machineRun(parameters), parameters);
  return { tables, preprocessed: preprocessed!, parameters, dispatcher };
}

/** The request fails by this argument before anything runs: all that was on the device is still there. */
async function refused(t: ExecutionContext, request: ProveBatchRequest, argument: string, message: RegExp) {
  const { device } = request.dispatcher as Dispatcher;
  const before = device.state();
  const error = await t.throwsAsync(proveBatch(request), { instanceOf: SwitchyardError, message });
  t.is(error.code, 'SY_ERR_ARGUMENT');
  t.is(error.argument, `prove.${argument}`);
  t.is(device.state().liveHandles, before.liveHandles);
  t.is(device.state().usedBytes, before.usedBytes);
}

test('a preprocessed commitment serves many proofs, until it is freed', async (t) => {
  await using device = open();
  const { preprocessed, dispatcher } = await goodRequest(device);
  const key = preprocessedBatchKey(preprocessed);
  for (const queryCount of [8, 9]) {
    const parameters = { ...PARAMETERS, queryCount };
    const run = machineRun();
    const tables = [];
    for (const { chip, trace, publicValues } of run) {
      tables.push({ chip, publicValues, trace: await uploadCells(device, trace, chip.width) });
    }
    const proof = await proveBatch({ tables, parameters, dispatcher, preprocessed });
    const publicValues = run.map((table) => table.publicValues);
    const airs = run.map(({ chip }) => chip);
    t.true(verifyBatch({ airs, parameters, proof, publicValues, preprocessed: key }).ok);
  }
  const { liveHandles } = device.state();
  await freeBatchPreprocessed(preprocessed, dispatcher);
  // Three traces, three extensions, one tree.
  t.is(device.state().liveHandles, liveHandles - 7);
});

test('one trace in two tables is refused', async (t) => {
  await using device = open();
  const request = await goodRequest(device);
  const { tables } = request;
  const twice = tables.with(RANGE, { ...tables[RANGE], trace: tables[PROGRAM].trace });
  await refused(t, { ...request, tables: twice }, 'tables', /two tables have one trace/);
});

test('preprocessed columns that are missing, or belong to no table, are refused', async (t) => {
  await using device = open();
  const request = await goodRequest(device);
  const { preprocessed } = request;
  await refused(
    t,
    { ...request, preprocessed: undefined },
    'preprocessed',
    /machine_program: .*not committed/,
  );
  const without: BatchPreprocessed = { ...preprocessed, tables: [PROGRAM, MEMORY] };
  await refused(t, { ...request, preprocessed: without }, 'preprocessed', /machine_range: .*not committed/);
  const tables = [PROGRAM, ARITHMETIC, RANGE];
  const shifted = { ...request, preprocessed: { ...preprocessed, tables } };
  await refused(t, shifted, 'preprocessed', /machine_arithmetic: it has no preprocessed columns/);
});

test('preprocessed columns of another width, height, device or parameters are refused', async (t) => {
  await using device = open();
  const request = await goodRequest(device);
  const { dispatcher } = request;
  const commit = async (rows: number, columns: number, change: Partial<StarkParameters> = {}) => {
    const fixed = [];
    for (const { chip, preprocessed } of machineRun()) {
      const changed = new Uint32Array(rows * columns);
      const isProgram = chip.preprocessedWidth === 6;
      const words = isProgram ? changed : preprocessed;
      const width = isProgram ? columns : chip.preprocessedWidth;
      fixed.push(words && (await uploadCells(device, words, width)));
    }
    return commitBatchPreprocessed({ ...PARAMETERS, ...change }, dispatcher, fixed);
  };
  const cases: [number, number, Partial<StarkParameters>, RegExp][] = [
    [16, 5, {}, /machine_program: .*not to 6 preprocessed columns/],
    [8, 6, {}, /machine_program: there are 2\^3 preprocessed rows and 16 rows/],
    [16, 6, { logBlowup: 2 }, /another logBlowup/],
    [16, 6, { capHeight: 1 }, /another capHeight/],
    [16, 6, { hashSet: 'keccak' }, /another hashSet/],
  ];
  for (const [rows, columns, change, message] of cases) {
    const preprocessed = await commit(rows, columns, change);
    await refused(t, { ...request, preprocessed }, 'preprocessed', message);
  }
  await using elsewhere = open();
  const { preprocessed } = await goodRequest(elsewhere);
  await refused(t, { ...request, preprocessed }, 'preprocessed', /machine_program: .*another device/);
});

test('traces of another width, field or device are refused', async (t) => {
  await using device = open();
  const request = await goodRequest(device);
  const { tables } = request;
  const withTrace = async (rows: number, columns: number, field?: 'babybear') => {
    const trace = await uploadCells(device, new Uint32Array(rows * columns), columns, field);
    return { ...request, tables: tables.with(ARITHMETIC, { ...tables[ARITHMETIC], trace }) };
  };
  await refused(t, await withTrace(64, 29), 'trace', /machine_arithmetic: the trace has 29 columns, not 30/);
  await refused(t, await withTrace(63, 30), 'trace', /machine_arithmetic: 63 rows are no power of two/);
  await refused(t, await withTrace(64, 30, 'babybear'), 'parameters', /machine_arithmetic: .*koalabear/);
  await using elsewhere = open();
  const other = await goodRequest(elsewhere);
  const foreign = { ...request, tables: tables.with(MEMORY, other.tables[MEMORY]) };
  await refused(t, foreign, 'trace', /machine_memory: the trace lives on another device/);
  await refused(t, { ...request, dispatcher: other.dispatcher }, 'trace', /another device/);
});

test('public values that are missing, or no elements, are refused', async (t) => {
  await using device = open();
  const request = await goodRequest(device);
  const { tables } = request;
  for (const publicValues of [[], [1, 2], [-0], [2130706433], new Array<number>(1)]) {
    const changed = tables.with(MEMORY, { ...tables[MEMORY], publicValues });
    await refused(t, { ...request, tables: changed }, 'publicValues', /machine_memory: .*public value/);
  }
  const changed = tables.with(RANGE, { ...tables[RANGE], publicValues: [1] });
  await refused(t, { ...request, tables: changed }, 'publicValues', /machine_range: it has 0 public values/);
});

test('heights and numbers of tables that no proof can have are refused', async (t) => {
  await using device = open();
  const request = await goodRequest(device);
  const { liveHandles } = device.state();
  const codeOf = async (change: Partial<ProveBatchRequest>) => {
    const error = await t.throwsAsync(proveBatch({ ...request, ...change }), { instanceOf: ProofError });
    t.is(device.state().liveHandles, liveHandles);
    return error.code;
  };
  t.is(await codeOf({ tables: [], preprocessed: undefined }), 'TABLES');
  t.is(await codeOf({ parameters: { ...PARAMETERS, logFinalPolyLength: 5 } }), 'DEGREE_BITS');
  const high = { ...PARAMETERS, capHeight: 6 };
  const { preprocessed, tables } = await uploadTables(request.dispatcher, machineRun(), {
    ...high,
    capHeight: 5,
  });
  const lower = device.state().liveHandles;
  const error = await t.throwsAsync(
    proveBatch({
      ...request,
      tables,
      preprocessed: preprocessed && withCap(preprocessed, high),
      parameters: high,
    }),
    { instanceOf: ProofError },
  );
  t.is(error.code, 'HEIGHT');
  t.is(device.state().liveHandles, lower);
});

/** As if it had been made under other parameters. */
function withCap(preprocessed: BatchPreprocessed, parameters: StarkParameters): BatchPreprocessed {
  return { ...preprocessed, commitment: { ...preprocessed.commitment, parameters } };
}
