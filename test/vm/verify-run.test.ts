import test from 'ava';
import { PRESETS } from '../../host/stark/proof/index.js';
import {
  decodeRunProof,
  encodeRunProof,
  SHAPES,
  verifyingKeyOf,
  verifyRun,
  verifyShard,
  type ProvenRun,
  type RunCheck,
  type RunProof,
} from '../../host/vm/index.js';
import { asm, halt } from './assembler.js';
import { program } from './elf-builder.js';
import { proveSmall, publishingProgram, T12 } from './proven-runs.js';

const PUBLISHED = Uint8Array.of(1, 2, 3, 4);
const ELF = publishingProgram(PUBLISHED);
/** Another program of the same length that does the same up to its last words. */
const OTHER = publishingProgram(Uint8Array.of(1, 2, 3, 5));
const FAILING = publishingProgram(PUBLISHED, 7);

let proven: ProvenRun;
let other: ProvenRun;
let failing: ProvenRun;
test.before(async () => {
  // 56 steps and 17 at the end: three shards.
  proven = await proveSmall(ELF, { shardCycles: 24 });
  other = await proveSmall(OTHER, { shardCycles: 24 });
  failing = await proveSmall(FAILING, { allowExitCode: true });
});

/** A proof with some of its members replaced. */
function changed(changes: Partial<RunProof>): RunProof {
  return { ...proven.run, ...changes };
}

/** The shards with the public value at a place replaced. */
function withPublicValue(shard: number, at: number, value: (old: number) => number): RunProof {
  const shards = proven.run.shards.map((one, i) => {
    if (i !== shard) return one;
    const publicValues = one.publicValues.map((old, k) => (k === at ? value(old) : old));
    return { ...one, publicValues };
  });
  return changed({ shards });
}

/** The check that a run fails, if any. */
function check(verdict: ReturnType<typeof verifyRun>): string | undefined {
  return verdict.ok ? undefined : verdict.check;
}

test('a run verifies, as it is and from its bytes', (t) => {
  const { run, key } = proven;
  t.true(run.shards.length >= 3);
  t.deepEqual(run.publicValues, PUBLISHED);
  const told: number[] = [];
  const verdict = verifyRun({
    minBits: 0,
    key,
    run: decodeRunProof(encodeRunProof(run)),
    onShard: (n) => told.push(n),
  });
  t.like(verdict, { ok: true, shards: run.shards.length, exitCode: run.exitCode });
  t.deepEqual(verdict.ok && verdict.publicValues, PUBLISHED);
  t.deepEqual(
    told,
    run.shards.map((_, i) => i + 1),
  );
});

test('a proof of fewer bits than the verifier demands is refused', (t) => {
  const { run, key } = proven;
  t.is(check(verifyRun({ key, run })), 'SECURITY');
  t.is(check(verifyRun({ minBits: 8, key, run })), 'SECURITY');
  t.is(check(verifyRun({ minBits: 7, key, run })), undefined);
});

test('an object that says something else each time that it is asked is taken by what it once says', (t) => {
  const { run, key } = proven;
  const [first, ...rest] = run.shards;
  const forged = { ...first, proof: new Uint8Array() };
  const iterating = Object.assign([forged, ...rest], { entries: () => [][Symbol.iterator]() });
  t.is(check(verifyRun({ minBits: 0, key, run: { ...run, shards: iterating } })), 'SHARD');

  let asked = 0;
  const turning = {
    ...run,
    get exitCode() {
      return asked++ === 0 ? run.exitCode : 7;
    },
  };
  const verdict = verifyRun({ minBits: 0, key, run: turning });
  t.is(verdict.ok && verdict.exitCode, run.exitCode);

  for (const nothing of [undefined, null, 7, {}, { ...run, shards: 3 }, { ...run, end: null }]) {
    t.is(check(verifyRun({ minBits: 0, key, run: nothing as RunProof })), 'FORM');
  }
});

test('another exit code than 0 counts where it is allowed, and then as claimed', (t) => {
  const { run, key } = failing;
  t.is(run.exitCode, 7);
  t.is(check(verifyRun({ minBits: 0, key, run })), 'EXIT_CODE');
  t.is(check(verifyRun({ minBits: 0, key, run, allowExitCode: true })), undefined);
  t.is(check(verifyRun({ minBits: 0, key, run: { ...run, exitCode: 8 }, allowExitCode: true })), 'EXIT_CODE');
  t.is(check(verifyRun({ minBits: 0, key, run: { ...run, exitCode: 0 } })), 'EXIT_CODE');
});

const ROOT_AFTER = 10;
const attacks: readonly (readonly [name: string, check: RunCheck, run: () => RunProof])[] = [
  ['no shards', 'SHARDS', () => changed({ shards: [] })],
  ['the first shard dropped', 'START', () => changed({ shards: proven.run.shards.slice(1) })],
  [
    'the last shard dropped: an early end',
    'HALTED',
    () => changed({ shards: proven.run.shards.slice(0, -1) }),
  ],
  [
    'a shard in the middle dropped',
    'CHAIN',
    () => changed({ shards: proven.run.shards.filter((_, i) => i !== 1) }),
  ],
  [
    'a shard twice',
    'CHAIN',
    () => changed({ shards: proven.run.shards.flatMap((shard, i) => (i === 1 ? [shard, shard] : [shard])) }),
  ],
  [
    'the last shard twice',
    'CHAIN',
    () => changed({ shards: [...proven.run.shards, proven.run.shards.at(-1)!] }),
  ],
  [
    'two shards swapped',
    'CHAIN',
    () => {
      const [first, second, third, ...rest] = proven.run.shards;
      return changed({ shards: [first, third, second, ...rest] });
    },
  ],
  ['all shards reversed', 'START', () => changed({ shards: [...proven.run.shards].reverse() })],
  [
    'the proofs of two shards exchanged',
    'SHARD',
    () => {
      const [first, second, ...rest] = proven.run.shards;
      const shards = [{ ...first, proof: second.proof }, { ...second, proof: first.proof }, ...rest];
      return changed({ shards });
    },
  ],
  ['another first pc', 'START', () => withPublicValue(0, 0, (pc) => pc + 1)],
  ['another first state', 'START', () => withPublicValue(0, 2, (word) => word ^ 1)],
  ['another pc between shards', 'CHAIN', () => withPublicValue(1, 0, (pc) => pc + 1)],
  ['another state between shards', 'CHAIN', () => withPublicValue(1, 2, (word) => word ^ 1)],
  ['a halt too early', 'HALTED', () => withPublicValue(1, 18, () => 1)],
  ['no halt', 'HALTED', () => withPublicValue(proven.run.shards.length - 1, 18, () => 0)],
  [
    'another last state',
    'SYSTEM_PAGE',
    () => withPublicValue(proven.run.shards.length - 1, ROOT_AFTER, (word) => word ^ 1),
  ],
  [
    'another last pc, which nothing else holds',
    'SHARD',
    () => withPublicValue(proven.run.shards.length - 1, 1, (pc) => pc + 1),
  ],
  [
    'another pc on both sides of a cut',
    'SHARD',
    () => {
      const [first, second, ...rest] = proven.run.shards;
      const plus = (values: readonly number[], at: number) => values.map((v, i) => (i === at ? v + 1 : v));
      const shards = [
        { ...first, publicValues: plus(first.publicValues, 1) },
        { ...second, publicValues: plus(second.publicValues, 0) },
      ];
      return changed({ shards: [...shards, ...rest] });
    },
  ],
  ['another exit code', 'EXIT_CODE', () => changed({ exitCode: 7 })],
  ['other public values', 'PUBLIC_VALUES', () => changed({ publicValues: Uint8Array.of(1, 2, 3, 5) })],
  [
    'public values with a byte more',
    'PUBLIC_VALUES',
    () => changed({ publicValues: Uint8Array.of(...PUBLISHED, 0) }),
  ],
  ['no public values', 'PUBLIC_VALUES', () => changed({ publicValues: new Uint8Array() })],
  [
    'the system page of another run',
    'SYSTEM_PAGE',
    () => changed({ end: other.run.end, publicValues: other.run.publicValues }),
  ],
  [
    'another committed word in the system page',
    'SYSTEM_PAGE',
    () => {
      const { end } = proven.run;
      return changed({
        end: { ...end, committed: end.committed.map((limb, i) => (i === 3 ? limb ^ 1 : limb)) },
      });
    },
  ],
  [
    'another shape',
    'SHARD',
    () => changed({ shards: proven.run.shards.map((shard) => ({ ...shard, shape: T12 + 1 })) }),
  ],
  [
    'a shape that does not exist',
    'FORM',
    () => changed({ shards: proven.run.shards.map((shard) => ({ ...shard, shape: SHAPES.length })) }),
  ],
  ['fewer queries', 'SHARD', () => changed({ parameters: { ...PRESETS.dev, queryCount: 7 } })],
  [
    'parameters without fixed tables',
    'PARAMETERS',
    () => changed({ parameters: { ...PRESETS.dev, capHeight: 1 } }),
  ],
  ['the run of another program', 'START', () => other.run],
  [
    'shards of two programs',
    'CHAIN',
    () => changed({ shards: [proven.run.shards[0], ...other.run.shards.slice(1)] }),
  ],
];

for (const [name, expected, run] of attacks) {
  test(`refused by ${expected}: ${name}`, (t) => {
    const verdict = verifyRun({ minBits: 0, key: proven.key, run: run() });
    if (verdict.ok) t.fail('accepted');
    else t.is(verdict.check, expected, verdict.message);
  });
}

test('a claim that a program which commits to nothing has public values is refused', async (t) => {
  const { run, key } = await proveSmall(program(halt()));
  t.like(verifyRun({ minBits: 0, key, run }), { ok: true, shards: 1 });
  const verdict = verifyRun({ minBits: 0, key, run: { ...run, publicValues: PUBLISHED } });
  t.is(verdict.ok ? undefined : verdict.check, 'PUBLIC_VALUES');
});

test('the key of another program is refused, even where chain and end fit', (t) => {
  const { run, key } = proven;
  const start = verifyRun({ minBits: 0, key: verifyingKeyOf(program([asm.fence, ...halt()])), run });
  t.is(start.ok ? undefined : start.check, 'START');
  // Proofs of shards start from the key: a verifier of shards alone tells programs apart, too.
  const [, middle] = run.shards;
  t.true(verifyShard({ parameters: run.parameters, key, shard: middle }).ok);
  t.false(verifyShard({ parameters: run.parameters, key: other.key, shard: middle }).ok);
});
