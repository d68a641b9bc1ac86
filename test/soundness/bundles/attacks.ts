import { koalaBear } from '../../../host/field/index.js';
import type { StarkParameters } from '../../../host/stark/proof/index.js';
import {
  encodeRunProof,
  SHAPES,
  type RunCheck,
  type RunProof,
  type VerifyingKey,
} from '../../../host/vm/index.js';
import type { ShardProof } from '../../../host/vm/shard-proof.js';
import type { Random } from '../mutation/mutations.js';
import { withOtherMember } from './proof-members.js';

/** Ways to hand in a bundle of good proofs as something else. */

/** What a verifier is given. */
export interface Claim {
  readonly key: VerifyingKey;
  readonly run: RunProof | Uint8Array;
}

/** What attackers have: the claim, and good proofs of other runs. */
export interface Loot {
  readonly claim: { readonly key: VerifyingKey; readonly run: RunProof };
  readonly others: readonly { readonly key: VerifyingKey; readonly run: RunProof }[];
}

export interface Attack {
  readonly name: string;
  /** Who may refuse it. */
  readonly refusedBy: readonly RunCheck[];
  readonly make: (loot: Loot, random: Random) => Claim;
}

const CHAIN: readonly RunCheck[] = ['START', 'CHAIN', 'HALTED', 'SHARDS'];
const FIRST_PC = 0;
const LAST_PC = 1;
const ROOT_BEFORE = 2;
const ROOT_AFTER = 10;
const HALTED = 18;
const PUBLIC_VALUES = 19;

function pick<T>(items: readonly T[], random: Random): T {
  return items[random(items.length)];
}

/** Two different places. */
function twoOf(count: number, random: Random): [number, number] {
  const first = random(count);
  return [first, (first + 1 + random(count - 1)) % count];
}

function otherElement(old: number, random: Random): number {
  const kinds = [
    koalaBear.add(old, 1),
    koalaBear.sub(old, 1),
    random(koalaBear.p),
    0,
    1,
    old ^ (2 ** random(30)),
  ];
  const others = kinds.filter((value) => value !== old && koalaBear.isCanonical(value));
  return pick(others, random);
}

/** An attack on the list of shards. */
function onShards(
  name: string,
  refusedBy: readonly RunCheck[],
  change: (shards: readonly ShardProof[], loot: Loot, random: Random) => readonly ShardProof[],
): Attack {
  return {
    ...{ name, refusedBy },
    make: (loot, random) => {
      const { key, run } = loot.claim;
      return { key, run: { ...run, shards: change(run.shards, loot, random) } };
    },
  };
}

/** An attack on one shard. */
function onShard(
  name: string,
  refusedBy: readonly RunCheck[],
  change: (shard: ShardProof, loot: Loot, random: Random, index: number) => ShardProof,
): Attack {
  return onShards(name, refusedBy, (shards, loot, random) => {
    const index = random(shards.length);
    return shards.with(index, change(shards[index], loot, random, index));
  });
}

function onRun(
  name: string,
  refusedBy: readonly RunCheck[],
  change: (run: RunProof, loot: Loot, random: Random) => RunProof,
): Attack {
  return {
    ...{ name, refusedBy },
    make: (loot, random) => ({ key: loot.claim.key, run: change(loot.claim.run, loot, random) }),
  };
}

function onBytes(
  name: string,
  change: (bytes: Uint8Array, loot: Loot, random: Random) => Uint8Array,
): Attack {
  return {
    ...{ name, refusedBy: ANY },
    make: (loot, random) => ({
      key: loot.claim.key,
      run: change(encodeRunProof(loot.claim.run), loot, random),
    }),
  };
}

/** Bytes may be any part of a proof. */
const ANY: readonly RunCheck[] = [
  ...['FORM', 'PARAMETERS', 'SECURITY', 'SHARDS', 'START', 'CHAIN'],
  ...['HALTED', 'SHARD', 'SYSTEM_PAGE', 'EXIT_CODE', 'PUBLIC_VALUES'],
] as RunCheck[];

const foreignShard = ({ others }: Loot, random: Random): ShardProof =>
  pick(pick(others, random).run.shards, random);

const withValue = (shard: ShardProof, at: number, value: number): ShardProof => ({
  ...shard,
  publicValues: shard.publicValues.with(at, value),
});

const SHARD_ATTACKS: readonly Attack[] = [
  onShards('a shard dropped', CHAIN, (shards, _, random) => shards.toSpliced(random(shards.length), 1)),
  onShards('all shards dropped', ['SHARDS'], () => []),
  onShards('a shard repeated', CHAIN, (shards, _, random) => {
    const index = random(shards.length);
    return shards.toSpliced(index, 0, shards[index]);
  }),
  onShards('a shard once more elsewhere', CHAIN, (shards, _, random) => {
    const [from, to] = twoOf(shards.length, random);
    return shards.toSpliced(to, 0, shards[from]);
  }),
  onShards('two shards exchanged', CHAIN, (shards, _, random) => {
    const [first, second] = twoOf(shards.length, random);
    return shards.with(first, shards[second]).with(second, shards[first]);
  }),
  onShards('shards reversed', CHAIN, (shards) => [...shards].reverse()),
  onShards('the run twice', CHAIN, (shards) => [...shards, ...shards]),
  onShards('a run behind the run', CHAIN, (shards, { others }, random) => [
    ...shards,
    ...pick(others, random).run.shards,
  ]),
  onShards('another run before the run', CHAIN, (shards, { others }, random) => [
    ...pick(others, random).run.shards,
    ...shards,
  ]),
  onShards('a shard of another run added', CHAIN, (shards, loot, random) =>
    shards.toSpliced(random(shards.length + 1), 0, foreignShard(loot, random)),
  ),
  onShards('a shard of another run instead', [...CHAIN, 'SYSTEM_PAGE', 'SHARD'], (shards, loot, random) =>
    shards.with(random(shards.length), foreignShard(loot, random)),
  ),
  onShards('the end of another run', [...CHAIN, 'SYSTEM_PAGE', 'SHARD'], (shards, { others }, random) => {
    const cut = 1 + random(shards.length - 1);
    return [...shards.slice(0, cut), ...pick(others, random).run.shards.slice(cut)];
  }),
  onShards('a proof of another shard', ['SHARD'], (shards, _, random) => {
    const [first, second] = twoOf(shards.length, random);
    return shards.with(first, { ...shards[first], proof: shards[second].proof });
  }),
  onShards('public values of another shard', [...CHAIN, 'SYSTEM_PAGE'], (shards, _, random) => {
    const [first, second] = twoOf(shards.length, random);
    return shards.with(first, { ...shards[first], publicValues: shards[second].publicValues });
  }),
  onShard('a proof of another run', ['SHARD'], (shard, loot, random) => ({
    ...shard,
    proof: foreignShard(loot, random).proof,
  })),
  onShard('another shape', ['SHARD'], (shard, _, random) => ({
    ...shard,
    shape: (shard.shape + 1 + random(SHAPES.length - 1)) % SHAPES.length,
  })),
  onShard('a shape that does not exist', ['FORM'], (shard, _, random) => ({
    ...shard,
    shape: SHAPES.length + random(256 - SHAPES.length),
  })),
  onShard('no proof', ['SHARD'], (shard) => ({ ...shard, proof: new Uint8Array() })),
  onShard('a proof cut short', ['SHARD'], (shard, _, random) => ({
    ...shard,
    proof: shard.proof.slice(0, random(shard.proof.length)),
  })),
  onShard('a proof with a bit flipped', ['SHARD'], (shard, _, random) => {
    const proof = shard.proof.slice();
    proof[random(proof.length)] ^= 2 ** random(8);
    return { ...shard, proof };
  }),
  onShards('a member of a decoded proof changed', ['SHARD'], (shards, { claim }, random) => {
    const index = random(shards.length);
    return shards.with(index, withOtherMember(claim.run.parameters, shards[index], random));
  }),
  onShard('another public value', [...CHAIN, 'SYSTEM_PAGE', 'SHARD'], (shard, _, random) => {
    const at = random(PUBLIC_VALUES);
    return withValue(shard, at, otherElement(shard.publicValues[at], random));
  }),
  onShard('a public value that is no element', ['FORM'], (shard, _, random) =>
    withValue(shard, random(PUBLIC_VALUES), koalaBear.p + random(2 ** 24)),
  ),
  onShard('a public value too few', ['FORM', 'START', 'CHAIN', 'SHARD'], (shard) => ({
    ...shard,
    publicValues: shard.publicValues.slice(0, -1),
  })),
  onShard('a public value too many', ['FORM', 'START', 'CHAIN', 'SHARD'], (shard) => ({
    ...shard,
    publicValues: [...shard.publicValues, 0],
  })),
];

/** Attacks that keep the chain whole. */
const CHAIN_ATTACKS: readonly Attack[] = [
  onShards('another pc on both sides of a cut', ['SHARD'], (shards, _, random) => {
    const cut = 1 + random(shards.length - 1);
    const pc = otherElement(shards[cut].publicValues[FIRST_PC], random);
    return shards
      .with(cut - 1, withValue(shards[cut - 1], LAST_PC, pc))
      .with(cut, withValue(shards[cut], FIRST_PC, pc));
  }),
  onShards('another state on both sides of a cut', ['SHARD'], (shards, _, random) => {
    const [cut, word] = [1 + random(shards.length - 1), random(8)];
    const element = otherElement(shards[cut].publicValues[ROOT_BEFORE + word], random);
    return shards
      .with(cut - 1, withValue(shards[cut - 1], ROOT_AFTER + word, element))
      .with(cut, withValue(shards[cut], ROOT_BEFORE + word, element));
  }),
  onShards(
    'a shard dropped, and its neighbours made to meet',
    ['START', 'HALTED', 'SHARD'],
    (shards, _, random) => {
      const dropped = random(shards.length);
      const rest = shards.toSpliced(dropped, 1);
      const [before, after] = [rest[dropped - 1], rest[dropped]];
      if (before === undefined || after === undefined) return rest;
      const { publicValues } = before;
      const joined = [publicValues[LAST_PC], ...publicValues.slice(ROOT_AFTER, HALTED)];
      const values = after.publicValues.map((value, i) => {
        if (i === FIRST_PC) return joined[0];
        return i >= ROOT_BEFORE && i < ROOT_AFTER ? joined[1 + i - ROOT_BEFORE] : value;
      });
      return rest.with(dropped, { ...after, publicValues: values });
    },
  ),
  onShards('an early end', ['SYSTEM_PAGE', 'SHARD'], (shards, _, random) => {
    const kept = shards.slice(0, 1 + random(shards.length - 1));
    return kept.with(-1, withValue(kept[kept.length - 1], HALTED, 1));
  }),
  onShards('the flag of the end in another shard', ['HALTED'], (shards, _, random) => {
    const last = shards.length - 1;
    const other = random(last);
    return shards
      .with(last, withValue(shards[last], HALTED, 0))
      .with(other, withValue(shards[other], HALTED, 1));
  }),
  onShards('every shard at an end', ['HALTED'], (shards) =>
    shards.map((shard) => withValue(shard, HALTED, 1)),
  ),
  {
    name: 'a later beginning, with the key of the state there',
    refusedBy: ['SHARD'],
    make: ({ claim: { run } }, random) => {
      const cut = 1 + random(run.shards.length - 1);
      const { publicValues } = run.shards[cut];
      const key = {
        entryPc: publicValues[FIRST_PC],
        initialRoot: Uint32Array.from(publicValues.slice(ROOT_BEFORE, ROOT_AFTER)),
      };
      return { key, run: { ...run, shards: run.shards.slice(cut) } };
    },
  },
];

const KEY_ATTACKS: readonly Attack[] = [
  {
    name: 'another entry',
    refusedBy: ['START'],
    make: ({ claim: { key, run } }, random) => ({
      key: { ...key, entryPc: otherElement(key.entryPc, random) },
      run,
    }),
  },
  {
    name: 'another entry, and the shard beginning there',
    refusedBy: ['SHARD'],
    make: ({ claim: { key, run } }, random) => {
      const entryPc = otherElement(key.entryPc, random);
      const [first, ...rest] = run.shards;
      return {
        key: { ...key, entryPc },
        run: { ...run, shards: [withValue(first, FIRST_PC, entryPc), ...rest] },
      };
    },
  },
  {
    name: 'another image',
    refusedBy: ['START'],
    make: ({ claim: { key, run } }, random) => {
      const word = random(8);
      const initialRoot = key.initialRoot.slice();
      initialRoot[word] = otherElement(initialRoot[word], random);
      return { key: { ...key, initialRoot }, run };
    },
  },
  {
    name: 'another image, and the shard beginning with it',
    refusedBy: ['SHARD'],
    make: ({ claim: { key, run } }, random) => {
      const word = random(8);
      const initialRoot = key.initialRoot.slice();
      initialRoot[word] = otherElement(initialRoot[word], random);
      const [first, ...rest] = run.shards;
      const shards = [withValue(first, ROOT_BEFORE + word, initialRoot[word]), ...rest];
      return { key: { ...key, initialRoot }, run: { ...run, shards } };
    },
  },
  {
    name: 'the run of another program',
    refusedBy: [...CHAIN, 'SHARD'],
    make: ({ claim: { key }, others }, random) => {
      const foreign = others.filter((other) =>
        other.key.initialRoot.some((word, i) => word !== key.initialRoot[i]),
      );
      return { key, run: pick(foreign, random).run };
    },
  },
];

const LEAVES = ['committed', 'status'] as const;
const DIGESTS = ['registers', 'leaf4', 'leaf7', 'pair'] as const;

const END_ATTACKS: readonly Attack[] = [
  onRun('another limb of the system page', ['SYSTEM_PAGE'], (run, _, random) => {
    const leaf = pick(LEAVES, random);
    const at = random(16);
    const limbs = run.end[leaf].map((limb, i) => (i === at ? otherElement(limb, random) : limb));
    return { ...run, end: { ...run.end, [leaf]: limbs } };
  }),
  onRun('another digest beside the system page', ['SYSTEM_PAGE'], (run, _, random) => {
    const name = pick(DIGESTS, random);
    const digest = run.end[name].slice();
    const at = random(8);
    digest[at] = otherElement(digest[at], random);
    return { ...run, end: { ...run.end, [name]: digest } };
  }),
  onRun('leaves of the system page exchanged', ['SYSTEM_PAGE'], (run) => {
    const { committed, status } = run.end;
    return { ...run, end: { ...run.end, committed: status, status: committed } };
  }),
  onRun('digests beside the system page exchanged', ['SYSTEM_PAGE'], (run, _, random) => {
    const [first, second] = twoOf(DIGESTS.length, random).map((i) => DIGESTS[i]);
    return { ...run, end: { ...run.end, [first]: run.end[second], [second]: run.end[first] } };
  }),
  onRun('the system page of another run', ['SYSTEM_PAGE'], (run, { others }, random) => ({
    ...run,
    end: pick(others, random).run.end,
  })),
  onRun('the whole end of another run', ['SYSTEM_PAGE'], (run, { others }, random) => {
    const { end, publicValues, exitCode } = pick(others, random).run;
    return { ...run, end, publicValues, exitCode };
  }),
  onRun('another exit code', ['EXIT_CODE'], (run, _, random) => ({ ...run, exitCode: 1 + random(2 ** 31) })),
  onRun('public values cut in two', ['PUBLIC_VALUES'], (run, _, random) => {
    const cut = random(run.publicValues.length);
    const isFirst = random(2) === 0 || cut === 0;
    return { ...run, publicValues: isFirst ? run.publicValues.slice(0, cut) : run.publicValues.slice(cut) };
  }),
  onRun('public values with more behind them', ['PUBLIC_VALUES'], (run, _, random) => ({
    ...run,
    publicValues: Uint8Array.of(
      ...run.publicValues,
      ...Array.from({ length: 1 + random(9) }, () => random(256)),
    ),
  })),
  onRun('public values twice', ['PUBLIC_VALUES'], (run) => ({
    ...run,
    publicValues: Uint8Array.of(...run.publicValues, ...run.publicValues),
  })),
  onRun('another byte of public values', ['PUBLIC_VALUES'], (run, _, random) => {
    const publicValues = run.publicValues.slice();
    publicValues[random(publicValues.length)] ^= 1 + random(255);
    return { ...run, publicValues };
  }),
];

const PARAMETER_CHANGES: readonly ((parameters: StarkParameters) => Partial<StarkParameters>)[] = [
  ({ queryCount }) => ({ queryCount: queryCount - 1 }),
  ({ queryCount }) => ({ queryCount: queryCount + 1 }),
  ({ extensionDegree }) => ({ extensionDegree: extensionDegree === 4 ? 5 : 4 }),
  ({ hashSet }) => ({ hashSet: hashSet === 'p2-16' ? 'p2-24-16' : 'p2-16' }),
  () => ({ hashSet: 'keccak' }),
  ({ logBlowup }) => ({ logBlowup: logBlowup + 1 }),
  ({ logFinalPolyLength }) => ({ logFinalPolyLength: logFinalPolyLength + 1 }),
  ({ maxLogArity }) => ({ maxLogArity: maxLogArity === 1 ? 2 : 1 }),
  ({ commitPowBits }) => ({ commitPowBits: commitPowBits + 1 }),
  ({ queryPowBits }) => ({ queryPowBits: queryPowBits === 0 ? 1 : queryPowBits - 1 }),
  ({ capHeight }) => ({ capHeight: capHeight === 0 ? 1 : capHeight - 1 }),
  () => ({ field: 'babybear', extensionDegree: 4 }),
];

const PARAMETER_ATTACKS: readonly Attack[] = PARAMETER_CHANGES.map((change, i) =>
  onRun(`other parameters, number ${i}`, ['PARAMETERS', 'FORM', 'SECURITY', 'SHARD'], (run) => ({
    ...run,
    parameters: { ...run.parameters, ...change(run.parameters) },
  })),
);

const BYTE_ATTACKS: readonly Attack[] = [
  onBytes('a bit flipped', (bytes, _, random) => {
    bytes[random(bytes.length)] ^= 2 ** random(8);
    return bytes;
  }),
  onBytes('a bit of the beginning flipped', (bytes, _, random) => {
    bytes[random(120)] ^= 2 ** random(8);
    return bytes;
  }),
  onBytes('a bit of the end flipped', (bytes, _, random) => {
    bytes[bytes.length - 1 - random(260)] ^= 2 ** random(8);
    return bytes;
  }),
  onBytes('a byte left out', (bytes, _, random) => {
    const at = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
  }),
  onBytes('cut short', (bytes, _, random) => bytes.slice(0, random(bytes.length))),
  onBytes('bytes behind the end', (bytes, _, random) => Buffer.concat([bytes, Uint8Array.of(random(256))])),
  onBytes('zeros in the middle', (bytes, _, random) => {
    const at = random(bytes.length - 64);
    return bytes.fill(0, at, at + 1 + random(63));
  }),
  onBytes('bytes of another place', (bytes, _, random) => {
    const [from, to] = [random(bytes.length - 256), random(bytes.length - 256)];
    return bytes.copyWithin(to, from, from + 1 + random(255));
  }),
  onBytes('bytes of another run', (bytes, { others }, random) => {
    const other = encodeRunProof(pick(others, random).run);
    const at = random(Math.min(bytes.length, other.length));
    return Buffer.concat([bytes.subarray(0, at), other.subarray(at)]);
  }),
];

export const ATTACKS: readonly Attack[] = [
  ...SHARD_ATTACKS,
  ...CHAIN_ATTACKS,
  ...KEY_ATTACKS,
  ...END_ATTACKS,
  ...PARAMETER_ATTACKS,
  ...BYTE_ATTACKS,
];

/** Attacks that decode what they change. */
const NEEDS_GOOD_PROOFS: ReadonlySet<string> = new Set(['a member of a decoded proof changed']);

/** One attack upon another; byte attacks come last, since they leave no object. */
export function twoAttacks(loot: Loot, random: Random): { readonly name: string; readonly claim: Claim } {
  const first = pick(
    ATTACKS.filter((attack) => !BYTE_ATTACKS.includes(attack)),
    random,
  );
  const changed = first.make(loot, random) as Loot['claim'];
  if (changed.run.shards.length < 2) return { name: first.name, claim: changed };
  const second = pick(
    ATTACKS.filter(({ name }) => !NEEDS_GOOD_PROOFS.has(name)),
    random,
  );
  return { name: `${first.name}; ${second.name}`, claim: second.make({ ...loot, claim: changed }, random) };
}
