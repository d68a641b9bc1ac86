import type { PrimeField } from '../../field/index.js';
import { array, cell, defineChip, fromBits, not, sum, xor, type Expression } from '../air/index.js';
import { KECCAK_ROUNDS, LANE_BITS, ROTATIONS, ROUND_CONSTANTS } from './keccak-lanes.js';

const FIVE = [0, 1, 2, 3, 4] as const;
/** Limbs of 16 bits that make up a lane, least significant first. */
const LIMBS = [0, 1, 2, 3] as const;
const LIMB_BITS = 16;
const BITS = Array.from({ length: LANE_BITS }, (_, z) => z);

const limbs = (meaning: string) => array(LIMBS.length, meaning);
const bits = (meaning: string) => array(LANE_BITS, meaning);
/** A state by [y][x]: the order of lanes in Keccak's byte string. */
const state = <Lane extends ReturnType<typeof limbs>>(lane: Lane) => array(5, array(5, lane));

/**
 * Keccak-f[1600], one round a row and so 24 rows a permutation; column for column Plonky3's `KeccakAir`.
 * Notation of FIPS 202 and the Keccak reference: C column parities, B the state after rho and pi; a prime
 * for each step: A' after theta, A'' after chi, A''' after iota.
 */
export function keccakFChip(field: PrimeField) {
  return defineChip(field, {
    name: 'keccak_f',
    description: 'Keccak-f[1600], one round a row.',
    columns: {
      stepFlags: array(KECCAK_ROUNDS, 'flag r is 1 in round r'),
      exportFlag: cell('may be 1 in the last round'),
      preimage: state(limbs('input of the permutation, the same in all its rows')),
      a: state(limbs('A, the state entering the round')),
      c: array(5, bits('C[x] = xor over y of A[x, y]')),
      cPrime: array(5, bits("C'[x] = C[x] ^ C[x-1] ^ rotl(C[x+1], 1)")),
      aPrime: state(bits("A'[x, y] = A[x, y] ^ C[x] ^ C'[x]: after theta")),
      aPrimePrime: state(limbs("A'': after rho, pi and chi")),
      aPrimePrime00Bits: bits("bits of A''[0, 0]"),
      aPrimePrimePrime00: limbs("A'''[0, 0] = A''[0, 0] ^ RC[round]; other lanes are as in A''"),
    },
    constraints({ local, next, when, constant, assertZero, assertEqual, assertBoolean }) {
      const { stepFlags, exportFlag, preimage, a, c, cPrime, aPrime, aPrimePrime } = local;
      const { aPrimePrime00Bits, aPrimePrimePrime00 } = local;
      const notLastRound = not(stepFlags[KECCAK_ROUNDS - 1]);
      const withinPermutation = when.transition.when(notLastRound);

      // Rounds follow one another from round 0 on.
      when.firstRow.assertEqual('first round[0]', stepFlags[0], 1);
      for (let r = 1; r < KECCAK_ROUNDS; r++) when.firstRow.assertZero(`first round[${r}]`, stepFlags[r]);
      for (let r = 0; r < KECCAK_ROUNDS; r++) {
        const following = next.stepFlags[(r + 1) % KECCAK_ROUNDS];
        when.transition.assertEqual(`next round[${r}]`, stepFlags[r], following);
      }

      forEachLimbByRow((x, y, k) => {
        const [input, entering] = [preimage[y][x][k], a[y][x][k]];
        when(stepFlags[0]).assertEqual(`round 0 takes the preimage[${y}][${x}][${k}]`, input, entering);
      });
      forEachLimbByRow((x, y, k) => {
        const [here, there] = [preimage[y][x][k], next.preimage[y][x][k]];
        withinPermutation.assertEqual(`preimage stays[${y}][${x}][${k}]`, here, there);
      });

      assertBoolean('export flag is a bit', exportFlag);
      when(notLastRound).assertZero('export after the last round alone', exportFlag);

      // theta
      for (const x of FIVE) {
        for (const z of BITS) assertBoolean(`C is bits[${x}][${z}]`, c[x][z]);
        for (const z of BITS) {
          const parities = xor(xor(c[x][z], c[(x + 4) % 5][z]), c[(x + 1) % 5][(z + 63) % LANE_BITS]);
          assertEqual(`C'[${x}][${z}]`, cPrime[x][z], parities);
        }
      }
      for (const x of FIVE) {
        const change = BITS.map((z) => xor(c[x][z], cPrime[x][z]));
        for (const y of FIVE) {
          for (const z of BITS) assertBoolean(`A' is bits[${x}][${y}][${z}]`, aPrime[y][x][z]);
          const lane = toLimbs(BITS.map((z) => xor(aPrime[y][x][z], change[z])));
          for (const k of LIMBS) assertEqual(`A undoes theta[${x}][${y}][${k}]`, lane[k], a[y][x][k]);
        }
      }
      // The parity of column x of A' is C'[x]: their difference is even, and at most 4 as a sum of 5 bits.
      for (const x of FIVE) {
        for (const z of BITS) {
          const difference = sum(FIVE.map((y) => aPrime[y][x][z])).sub(cPrime[x][z]);
          const even = difference.mul(difference.sub(2)).mul(difference.sub(4));
          assertZero(`C' is the parity of A'[${x}][${z}]`, even);
        }
      }

      // rho and pi turn and move lanes; chi combines three of a row.
      const b = (x: number, y: number, z: number): Expression => {
        const [fromX, fromY] = [(x + 3 * y) % 5, x];
        const turned = (z + LANE_BITS - ROTATIONS[fromX][fromY]) % LANE_BITS;
        return aPrime[fromY][fromX][turned];
      };
      for (const y of FIVE) {
        for (const x of FIVE) {
          const chi = BITS.map((z) => xor(not(b((x + 1) % 5, y, z)).mul(b((x + 2) % 5, y, z)), b(x, y, z)));
          const lane = toLimbs(chi);
          for (const k of LIMBS) assertEqual(`A''[${y}][${x}][${k}]`, lane[k], aPrimePrime[y][x][k]);
        }
      }

      // iota
      for (const z of BITS) assertBoolean(`A'' bits are bits[${z}]`, aPrimePrime00Bits[z]);
      const recomposed = toLimbs(aPrimePrime00Bits);
      for (const k of LIMBS) assertEqual(`A'' bits[${k}]`, recomposed[k], aPrimePrime[0][0][k]);
      const iota = BITS.map((z) => {
        const rounds = stepFlags.filter((_, r) => (ROUND_CONSTANTS[r] >> BigInt(z)) & 1n);
        return xor(sum([constant(0), ...rounds]), aPrimePrime00Bits[z]);
      });
      const constantAdded = toLimbs(iota);
      for (const k of LIMBS) assertEqual(`A'''[${k}]`, constantAdded[k], aPrimePrimePrime00[k]);

      for (const x of FIVE) {
        for (const y of FIVE) {
          const output = x === 0 && y === 0 ? aPrimePrimePrime00 : aPrimePrime[y][x];
          for (const k of LIMBS) {
            withinPermutation.assertEqual(`next A[${x}][${y}][${k}]`, output[k], next.a[y][x][k]);
          }
        }
      }
    },
  });
}

function toLimbs(lane: readonly Expression[]): Expression[] {
  return LIMBS.map((k) => fromBits(lane.slice(LIMB_BITS * k, LIMB_BITS * (k + 1))));
}

function forEachLimbByRow(visit: (x: number, y: number, k: number) => void): void {
  for (const y of FIVE) for (const x of FIVE) for (const k of LIMBS) visit(x, y, k);
}
