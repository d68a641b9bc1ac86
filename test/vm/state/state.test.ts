import test from 'ava';
import { koalaBear, type Digest } from '../../../host/field/index.js';
import { readElf } from '../../../host/vm/elf/index.js';
import {
  compress,
  compressPair,
  emptyDigest,
  imageLeaves,
  initialRoot,
  leafDigest,
  openSystemPage,
  spaceRoot,
  StateError,
  stateRoot,
  verifySystemPage,
  type StateCheck,
  type SystemPageOpening,
} from '../../../host/vm/state/index.js';
import { seededWords } from '../../field/random.js';
import { readGuest } from '../guests.js';

/** docs/vm.md section 4. */
const KNOWN: readonly (readonly [what: string, digest: Digest, elements: string])[] = [
  [
    'C(0, 1, ..., 15)',
    compress(Array.from({ length: 16 }, (_, i) => i)),
    '1259554834 663463929 1989430099 476523445 836740799 1803459966 1229318268 2023956911',
  ],
  [
    'an empty leaf',
    emptyDigest(0),
    '1467453764 68262570 2085334433 1711169726 869537427 698494029 1998923102 727938840',
  ],
  [
    'the empty system space',
    spaceRoot('system', []),
    '323933877 549597084 1406548293 1616196822 191442313 2069636739 1969995886 607618051',
  ],
  [
    'an empty node of level 22',
    emptyDigest(22),
    '271830282 1675041990 463403572 629666149 33977983 32113355 1661964918 2103957480',
  ],
  [
    'the empty data space',
    spaceRoot('data', []),
    '1292134649 1113107221 551736852 1303919852 1428293574 1636496503 837506178 1828300066',
  ],
  [
    'the empty code space',
    spaceRoot('code', []),
    '1292134649 1113107221 551736852 1303919852 1428293574 1636496503 837506178 1828300066',
  ],
  [
    'the state that is zero everywhere',
    initialRoot([]),
    '1413690409 1043750028 1995062098 1327001024 792401882 1400429101 1387858047 1433338502',
  ],
];

for (const [what, digest, elements] of KNOWN) {
  test(`the digest of ${what} is known`, (t) => t.is(digest.join(' '), elements));
}

test('the compression feeds forward: it is not the permutation', (t) => {
  const zero = compress(new Uint32Array(16));
  const one = compress([1, ...new Array<number>(15).fill(0)]);
  t.notDeepEqual(zero, one);
  t.deepEqual(leafDigest(new Uint32Array(8)), zero);
  t.true([...zero, ...one].every((element) => element < koalaBear.p));
});

test('a root is that of the tree built in full', (t) => {
  const next = seededWords(3);
  const leaves = new Map([0, 1, 5].map((index) => [index, Array.from({ length: 8 }, () => next())] as const));
  const digests = Array.from({ length: 8 }, (_, i) => leafDigest(leaves.get(i) ?? new Uint32Array(8)));
  let level = digests;
  while (level.length > 1) {
    level = level.flatMap((digest, i) => (i % 2 === 0 ? [compressPair(digest, level[i + 1])] : []));
  }
  t.deepEqual(spaceRoot('system', leaves), level[0]);
  // Far apart in a large space: by hand along both paths.
  const [low, high] = [leafDigest(leaves.get(0)!), leafDigest(leaves.get(1)!)];
  const last = 15 * 2 ** 22 - 1;
  let [left, right] = [low, high];
  for (let i = 0; i < 25; i++) {
    left = compressPair(left, emptyDigest(i));
    if (i < 22) right = compressPair(emptyDigest(i), right);
    else if (i === 22) right = compressPair(right, new Uint32Array(8));
    else right = compressPair(emptyDigest(i), right);
  }
  const root = spaceRoot('data', [
    [0, leaves.get(0)!],
    [last, leaves.get(1)!],
  ]);
  t.deepEqual(root, compressPair(left, right));
});

test('an image is its bytes in their places, code apart from data', (t) => {
  const segments = [
    { address: 60, size: 12, isExecutable: true, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6) },
    { address: 97, size: 64, isExecutable: false, bytes: Uint8Array.of(7) },
    { address: 130, size: 2 ** 28, isExecutable: false, bytes: new Uint8Array(0) },
  ];
  const leaves = imageLeaves(segments);
  t.deepEqual(
    [...leaves].map(([index, words]) => [index, [...words]]),
    [
      [1, [0, 0, 0, 0, 0, 0, 0, 0x04030201]],
      [2, [0x0605, 0, 0, 0, 0, 0, 0, 0]],
      [3, [0x0700, 0, 0, 0, 0, 0, 0, 0]],
    ],
  );
  const code = spaceRoot('code', imageLeaves(segments.slice(0, 1)));
  t.deepEqual(initialRoot(segments), stateRoot(spaceRoot('data', leaves), code, spaceRoot('system', [])));
});

test('a part of a word at the end of code is no code', (t) => {
  const bytes = Uint8Array.of(0x13, 0, 0, 0, 0x13, 0);
  const cut = { address: 64, size: 6, isExecutable: true, bytes };
  const whole = { address: 64, size: 4, isExecutable: true, bytes: bytes.subarray(0, 4) };
  const rootOf = (data: typeof cut, code: typeof cut) =>
    stateRoot(
      spaceRoot('data', imageLeaves([data])),
      spaceRoot('code', imageLeaves([code])),
      spaceRoot('system', []),
    );
  t.deepEqual(initialRoot([cut]), rootOf(cut, whole));
  t.notDeepEqual(initialRoot([cut]), rootOf(cut, cut));
});

test('segments that share a word share it', (t) => {
  const segments = [
    { address: 0, size: 2, isExecutable: false, bytes: Uint8Array.of(1, 2) },
    { address: 2, size: 2, isExecutable: false, bytes: Uint8Array.of(3, 0xff) },
  ];
  t.is(imageLeaves(segments).get(0)![0], 0xff030201);
});

test('example programs have initial roots', (t) => {
  const roots = ['fibonacci', 'json'].map((name) => initialRoot(readElf(readGuest(name)).segments));
  t.notDeepEqual(roots[0], roots[1]);
});

/** A page at the end of a run, and the digest of everything else. */
function endOfRun(changes: Record<number, number> = {}) {
  const next = seededWords(11);
  const words = Uint32Array.from({ length: 64 }, (_, i) => (i < 48 && i > 0 ? next() : 0));
  words[48] = 3;
  words[49] = 1;
  for (const [word, value] of Object.entries(changes)) words[Number(word)] = value;
  const pair = compress(Array.from({ length: 16 }, (_, i) => i));
  const leaves = Array.from({ length: 8 }, (_, i) => [i, words.subarray(8 * i, 8 * i + 8)] as const);
  const root = compressPair(pair, spaceRoot('system', leaves));
  return { words, root, opening: openSystemPage(words, pair) };
}

test('the system page says how a run ended', (t) => {
  const { words, root, opening } = endOfRun();
  t.deepEqual(verifySystemPage(root, opening), { exitCode: 3, committed: [...words.subarray(40, 48)] });
  t.throws(() => openSystemPage(words.subarray(1), opening.pair), { instanceOf: RangeError });
});

test('system pages that do not end a run are refused by name', (t) => {
  const refused = (root: Digest, opening: SystemPageOpening): StateCheck =>
    t.throws(() => verifySystemPage(root, opening), { instanceOf: StateError }).code;
  const changed = (changes: Record<number, number>): StateCheck => {
    const { root, opening } = endOfRun(changes);
    return refused(root, opening);
  };
  t.is(changed({ 49: 0 }), 'HALTED');
  t.is(changed({ 49: 2 }), 'HALTED');
  t.is(changed({ 49: 0x10001 }), 'HALTED');
  t.is(changed({ 50: 1 }), 'HINT');
  t.is(changed({ 51: 1 }), 'RESERVED');
  t.is(changed({ 55: 0x10000 }), 'RESERVED');

  const { root, opening } = endOfRun();
  const other = Uint32Array.from(opening.pair, (element) => element ^ 1);
  for (const member of ['registers', 'leaf4', 'leaf7', 'pair'] as const) {
    t.is(refused(root, { ...opening, [member]: other }), 'ROOT', member);
    const large = Uint32Array.from(opening[member]);
    large[0] = koalaBear.p;
    t.is(refused(root, { ...opening, [member]: large }), 'OPENING', member);
    t.is(refused(root, { ...opening, [member]: opening[member].subarray(1) }), 'OPENING', member);
  }
  for (const member of ['committed', 'status'] as const) {
    const limbs = opening[member];
    t.is(refused(root, { ...opening, [member]: [limbs[0] ^ 1, ...limbs.slice(1)] }), 'ROOT', member);
    t.is(refused(root, { ...opening, [member]: limbs.slice(1) }), 'OPENING', member);
    for (const value of [-1, 0.5, NaN, koalaBear.p]) {
      t.is(refused(root, { ...opening, [member]: [value, ...limbs.slice(1)] }), 'OPENING', member);
    }
  }
});

test('limbs of more than 16 bits are refused even under a root that has them', (t) => {
  const { opening } = endOfRun();
  const status = [2 ** 16 + 3, ...opening.status.slice(1)];
  const upper = compressPair(
    compressPair(opening.leaf4, compress(opening.committed)),
    compressPair(compress(status), opening.leaf7),
  );
  const root = compressPair(opening.pair, compressPair(opening.registers, upper));
  const error = t.throws(() => verifySystemPage(root, { ...opening, status }), { instanceOf: StateError });
  t.is(error.code, 'LIMB');
});
