import test from 'ava';
import { PRESETS } from '../../../host/stark/proof/index.js';
import { SHAPES, verifyRun, type RunProof, type VerifyingKey } from '../../../host/vm/index.js';
import { seededWords } from '../../field/random.js';
import { asm, call, halt, reg } from '../../vm/assembler.js';
import { DATA_ADDRESS, program, wordsToBytes } from '../../vm/elf-builder.js';
import { PRECOMPILES } from '../../vm/precompiles/index.js';
import { range } from '../../vm/precompiles/precompile.js';
import { proveSmall } from '../../vm/proven-runs.js';
import { TABLE_ATTACKS, type ShardLoot } from './table-attacks.js';

/** Shards whose tables of precompiles are not those that their proofs are of. */

const LONG = process.env.SWITCHYARD_LONG_TESTS === '1';
const TIMES_EACH = LONG ? 25 : 3;

const parameters = PRESETS.dev;
/** Of a shard, which is cut before calls if its shape has no tables for them. */
const STEPS = 40;

/** Calls of all precompiles, steps of others, and all calls once more. */
function callingProgram(): Uint8Array {
  const calls = PRECOMPILES.flatMap(({ number, ranges }) =>
    call(number, DATA_ADDRESS + 12, ranges.length === 1 ? 0 : DATA_ADDRESS + 0x404),
  );
  const others = range(2 * STEPS - calls.length).map(() => asm.addi(reg.t1, reg.t1, 1));
  const code = [...calls, ...others, ...calls, ...halt()];
  return program(code, wordsToBytes(range(0x200).map(seededWords(3))));
}

let claim: { readonly key: VerifyingKey; readonly run: RunProof };
let loot: ShardLoot;
test.before(async () => {
  claim = await proveSmall(callingProgram(), { shardCycles: STEPS });
  const of = (name: string) => claim.run.shards.filter(({ shape }) => SHAPES[shape].name === name);
  const [calling, callingToo] = of('XA12');
  loot = { parameters, calling, callingToo, plain: of('T12')[0] };
});

/** The check of a shard's proof that refuses the run; what else does, in full. */
function refusal(run: RunProof): string {
  const verdict = verifyRun({ key: claim.key, run, minBits: 0 });
  if (verdict.ok) return 'accepted';
  const [, check] = /shard \d+: (\w+):/.exec(verdict.message) ?? [];
  return verdict.check === 'SHARD' && check !== undefined ? check : `${verdict.check}: ${verdict.message}`;
}

test('what attackers start from verifies, with and without tables of precompiles', (t) => {
  t.true(Object.values(loot).every((item) => item !== undefined));
  t.is(refusal(claim.run), 'accepted');
});

for (const [i, { name, of, refusedBy, make }] of TABLE_ATTACKS.entries()) {
  test(`${name}: refused by name`, (t) => {
    t.timeout(30 * 60_000);
    const next = seededWords(2000 + i);
    const { shards } = claim.run;
    const at = shards.indexOf(loot[of]);
    for (let times = 0; times < TIMES_EACH; times++) {
      const changed = make(loot, (bound) => next() % bound);
      const check = refusal({ ...claim.run, shards: shards.with(at, changed) });
      t.true((refusedBy as readonly string[]).includes(check), `${times}: ${check}`);
    }
  });
}
