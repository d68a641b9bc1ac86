import test from 'ava';
import { babyBear, koalaBear } from '../../../host/field/index.js';
import { checkTables } from '../../../host/stark/air/index.js';
import { machineTables, standardBatch, STANDARD_MACHINE } from '../../../host/stark/chips/index.js';
import { PRESETS, StatementError, type StarkParameters } from '../../../host/stark/proof/index.js';
import { standardBatchClaim, verifyInWorker } from '../../../host/stark/verify-worker/index.js';

const machine = standardBatch('machine', koalaBear)!;

test('what proofs of the machine are bound to does not change', (t) => {
  const digestOf = (change: Partial<StarkParameters>, shapeId: number): string => {
    const { digest } = standardBatchClaim(machine, { ...PRESETS.default, ...change }, shapeId);
    return Buffer.from(digest).toString('hex');
  };
  const frozen = {
    'p2-24-16': '7eba1e0dea5a6c3d2b9a0a147bf1709e2674937238cfa1031e9ea25e90227769',
    'p2-16': '238cf5864b6ccad032161a7fc3654979a1ad806ca282824eee85f1fbcd32b478',
    keccak: 'f39cf29e3bb75deb573deadf45f4aef0dfa8d50550b8cedb1f97daff40a9a7c5',
  } as const;
  for (const hashSet of ['p2-24-16', 'p2-16', 'keccak'] as const) {
    t.is(digestOf({ hashSet }, 16), frozen[hashSet]);
  }
  t.not(digestOf({}, 17), frozen['p2-24-16']);
});

for (const field of [koalaBear, babyBear]) {
  test(`${field.name}: a run of the standard machine has the tables of the batch`, (t) => {
    const { chips, shapes, preprocessed } = standardBatch('machine', field)!;
    const { tables } = machineTables(field, STANDARD_MACHINE, 2 ** 5);
    t.deepEqual(checkTables(tables), []);
    tables.forEach(({ chip, trace, preprocessed: cells }, i) => {
      t.is(chip.name, chips[i].name);
      t.is(trace.length, chip.width * 2 ** shapes[5][i]);
      t.deepEqual(cells, preprocessed[i]);
    });
  });
}

test('batches, chips and shapes that do not exist are errors of the caller', async (t) => {
  t.is(standardBatch('toString', koalaBear), undefined);
  t.throws(() => standardBatchClaim(machine, PRESETS.dev, machine.shapes.length), {
    instanceOf: StatementError,
    code: 'SHAPE_ID',
  });
  const request = { parameters: PRESETS.dev, proof: Uint8Array.of(0) };
  const batch = { ...request, batch: 'mill', shapeId: 0, publicValues: [] };
  await t.throwsAsync(verifyInWorker(batch), { any: true, message: /no standard batch mill/ });
  await t.throwsAsync(verifyInWorker({ ...batch, batch: 'machine', shapeId: 24 }), {
    any: true,
    message: /shape id/,
  });
  await t.throwsAsync(verifyInWorker({ ...request, chip: 'mill', publicValues: [] }), {
    any: true,
    message: /no standard chip mill/,
  });
  const { result } = await verifyInWorker({ ...batch, batch: 'machine', shapeId: 6 });
  t.like(result, { ok: false, check: 'TRUNCATED' });
});
