import test from 'ava';
import { batchShape, starkShape, type FriShape, type ProofSystem } from '../../../host/stark/proof/index.js';
import { verifyBatch, verifyStark, type HashMeter } from '../../../host/stark/verify/index.js';
import { seededWords } from '../../field/random.js';
import { BATCH_VECTORS, loadBatchVector } from './batch-vectors.js';
import { places, type Json } from './damage.js';
import { loadStarkVector, SMALL_VECTORS } from './stark-vectors.js';

/** Something to mutate. */
interface Target {
  readonly bytes: Uint8Array;
  readonly json: Json;
  readonly system: ProofSystem;
  readonly fri: FriShape;
  readonly verify: (proof: Uint8Array | { p3Json: unknown }, meter: HashMeter) => { readonly ok: boolean };
}

// Two queries into 16 or 32 points prove little: a changed witness or two has a chance in a thousand there.
const singles = SMALL_VECTORS.filter((name) => !name.startsWith('stark_fib8_')).map((name): Target => {
  const { air, parameters, publicValues, bytes, file, system, proof } = loadStarkVector(name);
  return {
    ...{ bytes, json: file.proof as Json, system, fri: starkShape(system, air, proof.degreeBits).fri },
    verify: (given, meter) => verifyStark({ air, parameters, publicValues, proof: given, meter }),
  };
});

const batches = BATCH_VECTORS.map((name): Target => {
  const { airs, parameters, publicValues, preprocessed, bytes, file, system, proof } = loadBatchVector(name);
  return {
    ...{ bytes, json: file.proof as Json, system, fri: batchShape(system, airs, proof.degreeBits).fri },
    verify: (given, meter) =>
      verifyBatch({ airs, parameters, publicValues, preprocessed, proof: given, meter }),
  };
});

/** Mutations of each kind; a soak run sets SWITCHYARD_FUZZ to as many as it has time for. */
const MUTATIONS = Number(process.env.SWITCHYARD_FUZZ ?? 2000);

const KINDS = [
  { kind: 'single', targets: singles, mutations: MUTATIONS, seed: 1 },
  { kind: 'batch', targets: batches, mutations: MUTATIONS / 2, seed: 3 },
];

/** Permutations that cannot be exceeded, whatever a proof holds: each query opens a row in each tree. */
function mostPermutations({ system, fri }: Target): number {
  const rate = { 'p2-24-16': 16, 'p2-16': 8, keccak: 34 }[system.hashes.name];
  const path = (widths: readonly number[], logHeight: number): number => {
    const rows = widths.reduce((sum, width) => sum + Math.ceil(width / rate) + 1, -1);
    return rows + Math.max(logHeight - fri.capHeight, 0);
  };
  let most = 0;
  for (const matrices of fri.commitments) {
    // Matrices of one height are hashed as one row; each further height takes a row and a compression.
    const widths = new Map<number, number>();
    for (const { logHeight, width } of matrices) widths.set(logHeight, (widths.get(logHeight) ?? 0) + width);
    most += path([...widths.values()], Math.max(...widths.keys()));
  }
  let logHeight = fri.logMaxHeight;
  for (const logArity of fri.logArities) {
    logHeight -= logArity;
    most += path([system.extension.degree * 2 ** logArity], logHeight);
  }
  return most * fri.queryCount;
}

for (const { kind, targets, mutations, seed } of KINDS) {
  test(`${kind}: the intact proofs stay within the bound that is asserted below`, (t) => {
    for (const target of targets) {
      const meter = { permutations: 0 };
      t.true(target.verify(target.bytes, meter).ok);
      const most = mostPermutations(target);
      t.true(meter.permutations <= most && 4 * meter.permutations > most);
    }
  });

  test(`${kind}: no mutation of the bytes is accepted`, (t) => {
    const random = seededWords(seed);
    for (let i = 0; i < mutations; i++) {
      const target = targets[random() % targets.length];
      const mutated = mutateBytes(target.bytes, random);
      const same = Buffer.compare(mutated, target.bytes) === 0;
      const meter = { permutations: 0 };
      t.true(!target.verify(mutated, meter).ok || same, `seed ${seed}, mutation ${i}`);
      t.true(meter.permutations <= mostPermutations(target), `seed ${seed}, mutation ${i}`);
    }
  });

  test(`${kind}: no mutation of the JSON is accepted`, (t) => {
    const random = seededWords(seed + 1);
    for (let i = 0; i < mutations; i++) {
      const target = targets[random() % targets.length];
      const mutated = mutateTree(structuredClone(target.json), random);
      const same = JSON.stringify(mutated) === JSON.stringify(target.json);
      const meter = { permutations: 0 };
      t.true(!target.verify({ p3Json: mutated }, meter).ok || same, `seed ${seed + 1}, mutation ${i}`);
      t.true(meter.permutations <= mostPermutations(target), `seed ${seed + 1}, mutation ${i}`);
    }
  });
}

/** One to three bits flipped, bytes set, removed, inserted, or stretches moved. */
function mutateBytes(bytes: Uint8Array, random: () => number): Uint8Array {
  let mutated = [...bytes];
  for (let changes = 1 + (random() % 3); changes > 0; changes--) {
    const at = random() % mutated.length;
    switch (random() % 6) {
      case 0:
        mutated[at] ^= 1 << (random() % 8);
        break;
      case 1:
        mutated[at] = [0, 1, 0x7f, 0x80, 0xff][random() % 5];
        break;
      case 2:
        mutated.splice(at, 1 + (random() % 8));
        break;
      case 3:
        mutated.splice(at, 0, ...Array.from({ length: 1 + (random() % 8) }, () => random() & 0xff));
        break;
      case 4:
        mutated = [...mutated.slice(0, at), ...mutated.slice(at + 4), ...mutated.slice(at, at + 4)];
        break;
      default: {
        const from = random() % mutated.length;
        mutated.splice(at, 4, ...mutated.slice(from, from + 4));
      }
    }
    if (mutated.length === 0) return Uint8Array.of();
  }
  return Uint8Array.from(mutated);
}

/** One to three places replaced by another value, or by the value of another place. */
function mutateTree(tree: Json, random: () => number): Json {
  for (let changes = 1 + (random() % 3); changes > 0; changes--) {
    const all = [...places(tree)];
    if (all.length === 0) return tree;
    const { value, set } = all[random() % all.length];
    const other = all[random() % all.length].value;
    const strange: Json[] = [null, 0, -1, 0.5, 2 ** 40, 'x', [], {}, true, 1e300, structuredClone(other)];
    if (typeof value === 'number' && random() % 2 === 0) set((value ^ (1 << (random() % 31))) >>> 0);
    else if (Array.isArray(value) && random() % 2 === 0) set(value.toReversed());
    else set(strange[random() % strange.length]);
  }
  return tree;
}
