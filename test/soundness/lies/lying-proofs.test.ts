import test, { type ExecutionContext } from 'ava';
import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device } from '../../../host/runtime/index.js';
import { PRESETS } from '../../../host/stark/proof/index.js';
import { shapeHeights } from '../../../host/vm/prove/choose-shape.js';
import { commitFixedTables } from '../../../host/vm/prove/fixed-tables.js';
import { proveShard, type ShardProver } from '../../../host/vm/prove/prove-shard.js';
import { EVERY_STEP_SHAPE, SHAPES } from '../../../host/vm/shapes.js';
import type { ShardProof } from '../../../host/vm/shard-proof.js';
import { verifyShard } from '../../../host/vm/verify/verify-shard.js';
import { verifyingKeyOf } from '../../../host/vm/verifying-key.js';
import { halt } from '../../vm/assembler.js';
import { program } from '../../vm/elf-builder.js';
import { openLyingReplay, type LyingRun } from './replayed-lie.js';
import { STEP_CASES } from './step-cases.js';

const T12 = SHAPES.findIndex(({ name }) => name === 'T12');
const parameters = PRESETS.dev;

/** One lie of each of these, by its number in the case: found, left, next and executed are all among them. */
const SAMPLE: readonly (readonly [cases: string, title: string, lie: number, refusedBy: string])[] = [
  ['register instructions', 'mulhsu of 0x89abcdef and 0x13', 3, 'CONSTRAINTS'],
  ['divisions by zero', 'div of 0x80000000 and 0x0', 4, 'CONSTRAINTS'],
  ['immediate instructions', 'srai', 0, 'LOOKUP_SUM'],
  ['upper immediates, jumps and fence', 'jal', 5, 'LOOKUP_SUM'],
  ['branches', 'bltu, taken', 2, 'CONSTRAINTS'],
  ['branches', 'bne', 4, 'LOOKUP_SUM'],
  ['loads and stores', 'lw at 0', 2, 'LOOKUP_SUM'],
  ['loads and stores', 'sb at 3', 4, 'CONSTRAINTS'],
  ['calls', 'HALT', 7, 'CONSTRAINTS'],
  ['calls', 'COMMIT', 3, 'LOOKUP_SUM'],
];

/** Of each precompile the result, the place, and the call made twice or as another. */
const PRECOMPILE_SAMPLE: typeof SAMPLE = [
  ['calls of precompiles', 'SHA_EXTEND', 25, 'CONSTRAINTS'],
  ['calls of precompiles', 'SHA_EXTEND', 4, 'LOOKUP_SUM'],
  ['calls of precompiles', 'SHA_COMPRESS', 25, 'CONSTRAINTS'],
  ['calls of precompiles', 'SHA_COMPRESS', 34, 'LOOKUP_SUM'],
  ['calls of precompiles', 'KECCAK_PERMUTE', 24, 'LOOKUP_SUM'],
  ['calls of precompiles', 'KECCAK_PERMUTE', 2, 'LOOKUP_SUM'],
  ['calls of precompiles', 'UINT256_MUL', 21, 'CONSTRAINTS'],
  ['calls of precompiles', 'UINT256_MUL', 5, 'LOOKUP_SUM'],
];

type Prover = Omit<ShardProver, 'key'>;

/** The proof of a run's first shard. */
async function proofOf(prover: Prover, run: LyingRun, shape: number): Promise<ShardProof> {
  const replay = await openLyingReplay(run);
  const heights = shapeHeights(shape);
  const { publicValues } = await replay.nextShard({ steps: 2 ** 10, rows: heights });
  const tables = await replay.fillForUpload(heights);
  return proveShard({ ...prover, key: verifyingKeyOf(run.elf) }, { shape, publicValues, tables });
}

function verdictOn(shard: ShardProof, elf: Uint8Array): string {
  const result = verifyShard({ parameters, key: verifyingKeyOf(elf), shard });
  return result.ok ? 'verified' : result.check;
}

/** @param honest every so many of the runs are proven without the lie too */
async function checkSample(t: ExecutionContext, sample: typeof SAMPLE, shape: number, honest: number) {
  await using device = Device.open('cpu0');
  const dispatcher = new Dispatcher(device);
  const prover = { parameters, dispatcher, fixedTables: await commitFixedTables(parameters, dispatcher) };
  for (const [i, [cases, title, number, refusedBy]] of sample.entries()) {
    const found = STEP_CASES[cases]().find((each) => each.title === title);
    if (!found) throw new Error(`there is no case ${title}`);
    const { elf, inputs, lies } = found;
    const { title: told, lie } = lies[number];
    t.is(verdictOn(await proofOf(prover, { elf, inputs, lies: [lie] }, shape), elf), refusedBy, told);
    if (i % honest !== 0) continue;
    const proof = await proofOf(prover, { elf, inputs }, shape);
    t.is(verdictOn(proof, elf), 'verified', title);
    // The transcript begins with the key.
    t.not(verdictOn(proof, program(halt())), 'verified', title);
  }
}

test('proofs of lies do not verify, those of the same runs without do', (t) =>
  checkSample(t, SAMPLE, T12, 5));

test('proofs of lies about precompiles do not verify, those of the same calls without do', (t) =>
  checkSample(t, PRECOMPILE_SAMPLE, EVERY_STEP_SHAPE, 2));
