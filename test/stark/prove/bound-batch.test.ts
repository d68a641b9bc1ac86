import test from 'ava';
import { AirError, chipIdentity, type Chip } from '../../../host/stark/air/index.js';
import { fibonacciChip } from '../../../host/stark/chips/index.js';
import { proofSystem, type StarkParameters } from '../../../host/stark/proof/index.js';
import { boundTranscript } from '../../../host/stark/prove/index.js';
import {
  bindStatement,
  boundBatchStatement,
  commitPreprocessedColumns,
  statementDigest,
  StatementError,
  verifyBatch,
  type BoundBatch,
  type BoundStatement,
} from '../../../host/stark/verify/index.js';
import { machineRun, PARAMETERS, proveTables } from './machine-proofs.js';

const SHAPES = [
  [4, 5, 4, 8],
  [4, 6, 4, 8],
];

for (const hashSet of ['p2-24-16', 'p2-16', 'keccak'] as const) {
  const parameters: StarkParameters = { ...PARAMETERS, hashSet };
  const system = proofSystem(parameters);
  const tables = machineRun(parameters);
  const chips: readonly Chip[] = tables.map(({ chip }) => chip);
  const columns = tables.map(({ chip, preprocessed }) => {
    return preprocessed && { width: chip.preprocessedWidth, cells: preprocessed };
  });
  const preprocessed = commitPreprocessedColumns(parameters, columns)!;
  const batch: BoundBatch = { parameters, chips, shapes: SHAPES, shapeId: 1, preprocessed };
  const bound = boundBatchStatement(batch);

  test(`${hashSet}: a proof of the machine is valid for its own statement alone`, async (t) => {
    const transcript = boundTranscript(parameters, statementDigest(bound));
    const { proof, key } = await proveTables(tables, parameters, { transcript });
    t.deepEqual(key, preprocessed);

    const claim = {
      ...{ airs: chips, parameters, proof, preprocessed, shape: SHAPES[1] },
      publicValues: tables.map(({ publicValues }) => publicValues),
    };
    const checkUnder = (statement: BoundStatement | undefined): string => {
      const challenger = system.hashes.newChallenger();
      if (statement) bindStatement(challenger, system, statementDigest(statement));
      const result = verifyBatch({ ...claim, challenger });
      return result.ok ? 'accepted' : result.check;
    };
    t.is(checkUnder(bound), 'accepted');

    const under = (change: Partial<BoundBatch>) => boundBatchStatement({ ...batch, ...change });
    const otherCap = preprocessed.cap.map((digest) => digest.map((word) => word ^ 1));
    const others: Record<string, BoundStatement | undefined> = {
      none: undefined,
      'another chip': {
        ...bound,
        chipIdentities: bound.chipIdentities.with(1, chipIdentity(fibonacciChip(system.field))),
      },
      'a chip more': { ...bound, chipIdentities: [...bound.chipIdentities, bound.chipIdentities[0]] },
      'a chip less': {
        ...bound,
        chipIdentities: bound.chipIdentities.slice(0, 3),
        shapes: bound.shapes.map((shape) => shape.slice(0, 3)),
      },
      'another order': { ...bound, chipIdentities: bound.chipIdentities.toReversed() },
      'another shape': under({ shapeId: 0 }),
      'another height in it': under({ shapes: [SHAPES[0], [4, 7, 4, 8]] }),
      'shapes in another order': under({ shapes: SHAPES.toReversed() }),
      'a shape more': under({ shapes: [...SHAPES, [4, 7, 4, 8]] }),
      'other buses': {
        ...bound,
        shapes: bound.shapes.map((shape) => shape.map((table) => ({ ...table, buses: [] }))),
      },
      'no preprocessed columns': under({ preprocessed: undefined }),
      'other preprocessed columns': under({ preprocessed: { ...preprocessed, cap: otherCap } }),
      'less work': under({ parameters: { ...parameters, queryPowBits: parameters.queryPowBits - 1 } }),
      'more queries': under({ parameters: { ...parameters, queryCount: parameters.queryCount + 1 } }),
      'another arity': under({ parameters: { ...parameters, maxLogArity: 4 } }),
      'another hash set': under({
        parameters: { ...parameters, hashSet: hashSet === 'keccak' ? 'p2-16' : 'keccak' },
      }),
    };
    for (const [name, statement] of Object.entries(others)) t.not(checkUnder(statement), 'accepted', name);

    // What the proof itself has to fit besides.
    const challenger = system.hashes.newChallenger();
    bindStatement(challenger, system, statementDigest(bound));
    const refused = verifyBatch({ ...claim, airs: chips.toReversed(), challenger });
    t.false(refused.ok);
    const changes: Partial<StarkParameters>[] = [
      { hashSet: hashSet === 'p2-16' ? 'p2-24-16' : 'p2-16' },
      { queryCount: parameters.queryCount - 1 },
      { queryPowBits: 12 },
    ];
    for (const change of changes) {
      t.false(verifyBatch({ ...claim, parameters: { ...parameters, ...change }, challenger }).ok);
    }
  });

  test(`${hashSet}: statements that cannot be are refused`, (t) => {
    const shapes = [SHAPES[0].slice(1)];
    t.throws(() => boundBatchStatement({ ...batch, shapes }), { instanceOf: StatementError, code: 'SHAPES' });
    t.throws(() => statementDigest(boundBatchStatement({ ...batch, shapeId: 2 })), { code: 'SHAPE_ID' });
    t.throws(() => boundBatchStatement({ ...batch, chips: chips.slice(0, 2) }), { instanceOf: AirError });
    t.throws(() => boundTranscript(parameters, new Uint8Array(31)), { code: 'DIGEST' });
  });
}
