import test from 'ava';
import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device, Transcript } from '../../../host/runtime/index.js';
import { chipIdentity } from '../../../host/stark/air/index.js';
import { cubeChip, fibonacciChip } from '../../../host/stark/chips/index.js';
import {
  boundDigestWords,
  PRESETS,
  proofSystem,
  type StarkParameters,
} from '../../../host/stark/proof/index.js';
import { proveStark } from '../../../host/stark/prove/index.js';
import {
  bindStatement,
  statementDigest,
  verifyStark,
  type BoundStatement,
} from '../../../host/stark/verify/index.js';

const ROWS = 8;
const publicValues = [0, 1, 21];
const trace = Uint32Array.of(0, 1, 1, 1, 1, 2, 2, 3, 3, 5, 5, 8, 8, 13, 13, 21);

const SETTINGS: readonly Partial<StarkParameters>[] = [
  { hashSet: 'p2-24-16' },
  { hashSet: 'p2-16', extensionDegree: 5 },
  { hashSet: 'keccak' },
  { hashSet: 'p2-24-16', field: 'babybear' },
  { hashSet: 'keccak', field: 'babybear' },
];

for (const setting of SETTINGS) {
  const parameters: StarkParameters = { ...PRESETS.dev, queryPowBits: 8, ...setting };
  const system = proofSystem(parameters);
  const chip = fibonacciChip(system.field);
  const statement: BoundStatement = {
    parameters,
    chipIdentities: [chipIdentity(chip)],
    shapes: [[{ chip: 0, degreeBits: 3, buses: [] }], [{ chip: 0, degreeBits: 4, buses: [] }]],
    shapeId: 0,
    verifyingKey: null,
  };

  /** A proof that is bound to the statement. */
  const prove = async () => {
    await using device = Device.open('cpu0', { threads: 1, budgetBytes: 2 ** 26 });
    const segment = device.segment();
    const { field, hashSet } = parameters;
    const matrix = segment.upload(trace, { field, rows: ROWS, columns: 2, form: 'canonical' });
    await segment.submit();
    const transcript = Transcript.create(field, hashSet);
    transcript.observeDigests(boundDigestWords(system, statementDigest(statement)));
    const dispatcher = new Dispatcher(device);
    return await proveStark({ chip, parameters, dispatcher, trace: matrix, publicValues, transcript });
  };

  test(`${JSON.stringify(setting)}: a bound proof verifies under its own statement alone`, async (t) => {
    const proof = await prove();
    const verifies = (bound: BoundStatement | undefined): boolean => {
      const challenger = system.hashes.newChallenger();
      if (bound) bindStatement(challenger, system, statementDigest(bound));
      return verifyStark({ air: chip, parameters, publicValues, proof, challenger }).ok;
    };
    t.true(verifies(statement));
    t.false(verifies(undefined));
    const cube = chipIdentity(cubeChip(system.field));
    const [identity] = statement.chipIdentities;
    const others: BoundStatement[] = [
      { ...statement, chipIdentities: [cube] },
      { ...statement, chipIdentities: [identity, cube] },
      { ...statement, shapes: statement.shapes.toReversed() },
      { ...statement, shapeId: 1 },
      { ...statement, verifyingKey: new Uint8Array(32) },
      // Neither of these is observed by the protocol itself.
      { ...statement, parameters: { ...parameters, queryPowBits: 9 } },
      { ...statement, parameters: { ...parameters, maxLogArity: 4 } },
    ];
    for (const other of others) t.false(verifies(other));
  });
}
