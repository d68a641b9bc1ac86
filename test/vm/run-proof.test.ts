import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import { nativeMerkleHash } from '../../host/runtime/index.js';
import { ParametersError, PRESETS, ProofError, proofSystem } from '../../host/stark/proof/index.js';
import { securityOf } from '../../host/stark/security/index.js';
import {
  decodeRunProof,
  encodeRunProof,
  isRunProof,
  MachineError,
  runSecurity,
  SHAPES,
  verifyRun,
  type ProvenRun,
  type RunProof,
} from '../../host/vm/index.js';
import { seededWords } from '../field/random.js';
import { proveSmall, publishingProgram } from './proven-runs.js';

let proven: ProvenRun;
test.before(async () => {
  proven = await proveSmall(publishingProgram(Uint8Array.of(1, 2, 3, 4)), { shardCycles: 48 });
});

/** Short stand-ins for proofs: the codec does not look into them. */
function shortened(run: RunProof): RunProof {
  const shards = run.shards.map((shard) => ({ ...shard, proof: shard.proof.slice(0, 40) }));
  return { ...run, shards };
}

function refusal(bytes: Uint8Array): string {
  try {
    decodeRunProof(bytes);
  } catch (error) {
    if (error instanceof ProofError || error instanceof ParametersError) return error.code;
    throw error;
  }
  return 'none';
}

test('a proof of a run has one form in bytes', (t) => {
  const bytes = encodeRunProof(proven.run);
  const decoded = decodeRunProof(bytes);
  t.deepEqual(decoded, proven.run);
  t.deepEqual(encodeRunProof(decoded), bytes);
  t.true(isRunProof(bytes));
});

test('no part of a file that was cut off is read as a proof', (t) => {
  const bytes = encodeRunProof(shortened(proven.run));
  t.is(refusal(bytes), 'none');
  for (let length = 0; length < bytes.length; length++)
    t.is(refusal(bytes.subarray(0, length)), length < 8 ? 'MAGIC' : 'TRUNCATED', `${length} bytes`);
  t.is(refusal(Uint8Array.of(...bytes, 0)), 'TRAILING_BYTES');
});

test('what a file of a run may not say is refused by name', (t) => {
  const bytes = encodeRunProof(shortened(proven.run));
  const withByte = (at: number, value: number) => bytes.with(at, value);
  const MAGIC_BYTES = 8;
  t.is(refusal(withByte(0, 0)), 'MAGIC');
  t.is(refusal(withByte(MAGIC_BYTES, 2)), 'VERSION');
  t.is(refusal(withByte(MAGIC_BYTES + 1, 7)), 'FIELD');
  // Where things lie is found by changing them.
  const placeOf = (run: RunProof): number => {
    const other = encodeRunProof(run);
    return bytes.findIndex((byte, i) => byte !== other[i]);
  };
  const shortRun = shortened(proven.run);
  const [first, ...rest] = shortRun.shards;
  const shape = placeOf({ ...shortRun, shards: [{ ...first, shape: first.shape + 1 }, ...rest] });
  t.is(refusal(withByte(shape, SHAPES.length)), 'HEIGHT');
  const value = shape + 1;
  t.is(
    refusal(
      bytes
        .with(value, 0xff)
        .with(value + 1, 0xff)
        .with(value + 3, 0xff),
    ),
    'FIELD_ELEMENT',
  );
  const exitCode = placeOf({ ...shortRun, exitCode: 1 });
  // The number of shards, in one byte here, follows the exit code.
  const many = Uint8Array.of(...bytes.subarray(0, exitCode + 4), 0x80, 0x80, 0x80, 0x80, 1);
  t.is(refusal(many), 'PUBLIC_VALUE_COUNT');
});

test('a run without shards has no security to speak of, and none where parameters do not fit', (t) => {
  const { run } = proven;
  t.is(runSecurity({ ...run, shards: [] }), undefined);
  t.is(securityOf(runSecurity(run)!).binding, 'query');
  const parameters = { ...PRESETS.dev, field: 'babybear' } as const;
  t.throws(() => runSecurity({ ...run, parameters }), { instanceOf: MachineError });
});

const MUTATIONS = 2000;

/** Changes some bytes, one in four of them within a proof, where most bytes lie. */
function mutated(bytes: Uint8Array, plain: readonly number[], next: () => number): Uint8Array {
  let copy = bytes;
  for (let changes = 1 + (next() % 3); changes > 0; changes--) {
    const at = next() % 4 === 0 ? next() % copy.length : plain[next() % plain.length];
    switch (next() % 8) {
      case 0:
        copy = Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1 + (next() % 4))]);
        break;
      case 1:
        copy = Buffer.concat([copy.subarray(0, at), Uint8Array.of(next() & 0xff), copy.subarray(at)]);
        break;
      case 2:
        copy = copy.with(at, [0, 1, 0x7f, 0x80, 0xff][next() % 5]);
        break;
      default:
        copy = copy.with(at, copy[at] ^ (1 << (next() % 8)));
    }
  }
  return copy;
}

test(`${MUTATIONS} files with changed bytes neither crash nor verify`, (t) => {
  const { run, key } = proven;
  const bytes = encodeRunProof(run);
  const accelerator = nativeMerkleHash(proofSystem(run.parameters).hashes);
  const [{ proof: first }, { proof: second }] = run.shards;
  const startOf = (proof: Uint8Array) => Buffer.from(bytes).indexOf(proof);
  const [a, b] = [startOf(first), startOf(second)];
  t.true(a > 0 && b > a + first.length);
  const plain = [...bytes.keys()].filter(
    (at) => at < a || (at >= a + first.length && at < b) || at >= b + second.length,
  );
  const outcomes: Record<string, number> = {};
  for (let seed = 0; seed < MUTATIONS; seed++) {
    const file = mutated(bytes, plain, seededWords(seed));
    if (Buffer.compare(file, bytes) === 0) continue;
    const outcome = judge(file);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (outcome === 'verified') t.fail(`seed ${seed}`);
  }
  t.log(outcomes);
  for (const check of ['TRUNCATED', 'START', 'SYSTEM_PAGE', 'SHARD', 'PUBLIC_VALUES'])
    t.true(outcomes[check] > 0, `${check} is reached`);

  function judge(file: Uint8Array): string {
    let decoded: RunProof;
    try {
      decoded = decodeRunProof(file);
      if (!isDeepStrictEqual(decoded.parameters, run.parameters)) securityOf(runSecurity(decoded)!);
    } catch (error) {
      if (error instanceof ProofError || error instanceof ParametersError) return error.code;
      if (error instanceof MachineError) return 'PARAMETERS';
      throw error;
    }
    const verdict = verifyRun({ minBits: 0, key, run: decoded, accelerator });
    return verdict.ok ? 'verified' : verdict.check;
  }
});
