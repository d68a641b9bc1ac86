import test from 'ava';
import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device } from '../../../host/runtime/index.js';
import { PRESETS } from '../../../host/stark/proof/index.js';
import { shapeHeights } from '../../../host/vm/prove/choose-shape.js';
import { commitFixedTables } from '../../../host/vm/prove/fixed-tables.js';
import { proveShard, type ShardProver } from '../../../host/vm/prove/prove-shard.js';
import { SHAPES } from '../../../host/vm/shapes.js';
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

type Prover = Omit<ShardProver, 'key'>;

/** The proof of a run's first shard. */
async function proofOf(prover: Prover, run: LyingRun): Promise<ShardProof> {
  const replay = await openLyingReplay(run);
  const heights = shapeHeights(T12);
  const { publicValues } = await replay.nextShard({ steps: 2 ** 10, rows: heights });
  const tables = await replay.fillForUpload(heights);
  return proveShard({ ...prover, key: verifyingKeyOf(run.elf) }, { shape: T12, publicValues, tables });
}

function verdictOn(shard: ShardProof, elf: Uint8Array): string {
  const result = verifyShard({ parameters, key: verifyingKeyOf(elf), shard });
  return result.ok ? 'verified' : result.check;
}

test('proofs of lies do not verify, those of the same runs without do', async (t) => {
  await using device = Device.open('cpu0');
  const dispatcher = new Dispatcher(device);
  const prover = { parameters, dispatcher, fixedTables: await commitFixedTables(parameters, dispatcher) };
  for (const [i, [cases, title, number, refusedBy]] of SAMPLE.entries()) {
    const found = STEP_CASES[cases]().find((each) => each.title === title);
    if (!found) throw new Error(`there is no case ${title}`);
    const { title: told, lie } = found.lies[number];
    const lying = await proofOf(prover, { elf: found.elf, inputs: found.inputs, lies: [lie] });
    t.is(verdictOn(lying, found.elf), refusedBy, told);
    if (i % 5 !== 0) continue;
    const honest = await proofOf(prover, { elf: found.elf, inputs: found.inputs });
    t.is(verdictOn(honest, found.elf), 'verified', title);
    // The transcript begins with the key.
    t.not(verdictOn(honest, program(halt())), 'verified', title);
  }
});
