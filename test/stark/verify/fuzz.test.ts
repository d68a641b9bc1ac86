import test from 'ava';
import { starkShape } from '../../../host/stark/proof/index.js';
import { verifyStark, type StarkVerification } from '../../../host/stark/verify/index.js';
import { seededWords } from '../../field/random.js';
import { places, type Json } from './damage.js';
import { loadStarkVector, SMALL_VECTORS, type StarkVector } from './stark-vectors.js';

/** Mutations of each kind; a soak run sets SWITCHYARD_FUZZ to as many as it has time for. */
const MUTATIONS = Number(process.env.SWITCHYARD_FUZZ ?? 2000);

// Two queries into 16 or 32 points prove little: a changed witness or two has a chance in a thousand there.
const vectors = SMALL_VECTORS.filter((name) => !name.startsWith('stark_fib8_')).map((name) =>
  loadStarkVector(name),
);

function verify(
  vector: StarkVector,
  proof: StarkVerification['proof'],
): { ok: boolean; permutations: number } {
  const { air, parameters, publicValues } = vector;
  const meter = { permutations: 0 };
  const { ok } = verifyStark({ air, parameters, publicValues, proof, meter });
  return { ok, ...meter };
}

/** Permutations that cannot be exceeded, whatever a proof holds: each query opens a row in each tree. */
function mostPermutations({ system, air, proof }: StarkVector): number {
  const { fri } = starkShape(system, air, proof.degreeBits);
  const rate = { 'p2-24-16': 16, 'p2-16': 8, keccak: 34 }[system.hashes.name];
  const path = (width: number, logHeight: number): number =>
    Math.ceil(width / rate) + Math.max(logHeight - fri.capHeight, 0);
  let most = 0;
  for (const matrices of fri.commitments) {
    most += path(
      matrices.reduce((sum, { width }) => sum + width, 0),
      fri.logMaxHeight,
    );
  }
  let logHeight = fri.logMaxHeight;
  for (const logArity of fri.logArities) {
    logHeight -= logArity;
    most += path(system.extension.degree * 2 ** logArity, logHeight);
  }
  return most * fri.queryCount;
}

test('the intact proofs stay within the bound that is asserted below', (t) => {
  for (const vector of vectors) {
    const { ok, permutations } = verify(vector, vector.bytes);
    t.true(ok);
    t.true(permutations <= mostPermutations(vector) && 4 * permutations > mostPermutations(vector));
  }
});

test('no mutation of the bytes is accepted', (t) => {
  const random = seededWords(1);
  for (let i = 0; i < MUTATIONS; i++) {
    const v = random() % vectors.length;
    const mutated = mutateBytes(vectors[v].bytes, random);
    const same = Buffer.compare(mutated, vectors[v].bytes) === 0;
    const { ok, permutations } = verify(vectors[v], mutated);
    t.true(!ok || same, `seed 1, mutation ${i}`);
    t.true(permutations <= mostPermutations(vectors[v]), `seed 1, mutation ${i}`);
  }
});

test('no mutation of the JSON is accepted', (t) => {
  const random = seededWords(2);
  for (let i = 0; i < MUTATIONS; i++) {
    const v = random() % vectors.length;
    const { proof } = vectors[v].file;
    const mutated = mutateTree(structuredClone(proof) as Json, random);
    const same = JSON.stringify(mutated) === JSON.stringify(proof);
    const { ok, permutations } = verify(vectors[v], { p3Json: mutated });
    t.true(!ok || same, `seed 2, mutation ${i}`);
    t.true(permutations <= mostPermutations(vectors[v]), `seed 2, mutation ${i}`);
  }
});

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
