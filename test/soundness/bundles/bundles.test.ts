import test from 'ava';
import { PRESETS } from '../../../host/stark/proof/index.js';
import {
  encodeRunProof,
  encodeVerifyingKey,
  RUN_CHECKS,
  verifyRun,
  type RunProof,
} from '../../../host/vm/index.js';
import { seededWords } from '../../field/random.js';
import { proveSmall, publishingProgram } from '../../vm/proven-runs.js';
import type { Random } from '../mutation/mutations.js';
import { ATTACKS, twoAttacks, type Claim, type Loot } from './attacks.js';

/** Bundles that are put together from good proofs, and are no proof of what they say. */

const LONG = process.env.SWITCHYARD_LONG_TESTS === '1';
const TIMES_EACH = LONG ? 100 : 4;
const PAIRS = LONG ? 5000 : 150;

const PUBLISHED = Uint8Array.of(1, 2, 3, 4);
const parameters = PRESETS.dev;

let loot: Loot;
test.before(async () => {
  const elf = publishingProgram(PUBLISHED);
  const { key, run } = await proveSmall(elf, { shardCycles: 24 });
  const otherParameters = { ...parameters, queryCount: parameters.queryCount + 1 };
  loot = {
    claim: { key, run },
    others: [
      // The same program, cut elsewhere; under other parameters; other programs, one of which fails.
      await proveSmall(elf, { shardCycles: 30 }),
      await proveSmall(elf, { parameters: otherParameters }),
      await proveSmall(publishingProgram(Uint8Array.of(1, 2, 3, 5)), { shardCycles: 24 }),
      await proveSmall(publishingProgram(PUBLISHED, 7), { shardCycles: 40, allowExitCode: true }),
    ],
  };
});

/** The check that refuses a claim; undefined if it is accepted. */
function refusal({ key, run }: Claim): string | undefined {
  const verdict = verifyRun({ key, run, minBits: 0 });
  return verdict.ok ? undefined : verdict.check;
}

/** A claim as bytes; undefined for objects that cannot be written down. */
function bytesOf({ key, run }: Claim): string | undefined {
  try {
    const bytes = run instanceof Uint8Array ? run : encodeRunProof(run);
    return Buffer.concat([encodeVerifyingKey(key), bytes]).toString('latin1');
  } catch {
    return undefined;
  }
}

function randomOf(seed: number): Random {
  const next = seededWords(seed);
  return (bound) => next() % bound;
}

test('what attackers start from verifies', (t) => {
  t.true(loot.claim.run.shards.length >= 3);
  for (const { key, run } of [loot.claim, ...loot.others]) {
    t.is(refusal({ key, run: { ...run, exitCode: 0 } }), run.exitCode === 0 ? undefined : 'EXIT_CODE');
  }
});

for (const [i, { name, refusedBy, make }] of ATTACKS.entries()) {
  test(`${name}: refused by name`, (t) => {
    t.timeout(30 * 60_000);
    const random = randomOf(1000 + i);
    const honest = bytesOf(loot.claim);
    let changed = 0;
    for (let times = 0; times < TIMES_EACH || changed === 0; times++) {
      const claim = make(loot, random);
      if (bytesOf(claim) === honest) continue;
      changed += 1;
      const check = refusal(claim);
      t.true(
        (refusedBy as readonly (string | undefined)[]).includes(check),
        `${times}: ${check ?? 'accepted'}`,
      );
    }
  });
}

test('two attacks at once are refused, but where one undoes the other', (t) => {
  t.timeout(30 * 60_000);
  const random = randomOf(7);
  const honest = [loot.claim, ...loot.others].map(bytesOf);
  const counts: Record<string, number> = {};
  for (let i = 0; i < PAIRS; i++) {
    const { name, claim } = twoAttacks(loot, random);
    if (honest.includes(bytesOf(claim))) continue;
    const check = refusal(claim);
    t.true(check !== undefined && check in RUN_CHECKS, `${i}: ${name}`);
    counts[check ?? 'accepted'] = (counts[check ?? 'accepted'] ?? 0) + 1;
  }
  t.log(counts);
});

test('every check of a run refuses something', (t) => {
  const allowed = new Set<string>(ATTACKS.flatMap(({ refusedBy }) => refusedBy));
  t.deepEqual(
    Object.keys(RUN_CHECKS).filter((check) => !allowed.has(check)),
    [],
  );
});

test('an object whose members turn into others is judged by what it says once', (t) => {
  const { key, run } = loot.claim;
  const other = loot.others[2].run;
  const turning = new Proxy(run, {
    get: (() => {
      const asked = new Map<string | symbol, number>();
      return (target: RunProof, member: string | symbol): unknown => {
        const times = asked.get(member) ?? 0;
        asked.set(member, times + 1);
        return Reflect.get(times === 0 ? target : other, member);
      };
    })(),
  });
  const verdict = verifyRun({ key, run: turning, minBits: 0 });
  if (verdict.ok) t.deepEqual(verdict.publicValues, run.publicValues);
  else t.true(verdict.check in RUN_CHECKS);
});
