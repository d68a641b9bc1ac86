import { array, cell, fromBits, not, sum, xor, type Expression } from '../../stark/air/index.js';
import { KECCAK_ROUNDS, LANE_BITS, ROTATIONS, ROUND_CONSTANTS } from '../../stark/chips/index.js';
import { keccakBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { numberOf } from './flags.js';

const FIVE = [0, 1, 2, 3, 4] as const;
const LIMB_BITS = 16;
/** Limbs of a lane, least significant first. */
const LIMBS = [0, 1, 2, 3] as const;
const BITS = Array.from({ length: LANE_BITS }, (_, z) => z);
/** The bits of a lane that round constants have: 2^j - 1. */
const CONSTANT_BITS = [0, 1, 3, 7, 15, 31, 63] as const;

const bits = (meaning: string) => array(LANE_BITS, meaning);
/** A state by [y][x]: the order of its lanes in memory. */
const state = <Lane extends ReturnType<typeof bits>>(lane: Lane) => array(5, array(5, lane));

/**
 * A round of Keccak-f[1600]: docs/vm.md 8.6. Notation of FIPS 202, with C the parities of columns and a prime for the
 * state after theta.
 */
export const keccakRoundChip = defineMachineChip({
  name: 'keccak_round',
  description: 'A round of Keccak-f[1600].',
  columns: {
    real: cell('whether the row belongs to a call'),
    round: array(KECCAK_ROUNDS, 'whether this is round i'),
    time: cell('of the step'),
    a: state(array(LIMBS.length, 'limb of A, the state before')),
    c: array(5, bits('C[x] = xor over y of A[x, y]')),
    cPrime: array(5, bits("C'[x] = C[x] ^ C[x-1] ^ rotl(C[x+1], 1)")),
    aPrime: state(bits("A'[x, y] = A[x, y] ^ C[x] ^ C'[x]: after theta")),
    chi: array(CONSTANT_BITS.length, 'bit 2^i - 1 of lane (0, 0) after chi'),
    out: state(array(LIMBS.length, 'limb of the state after')),
  },
  constraints(builder) {
    const { local, constant, assertZero, assertEqual, assertBoolean, bus } = builder;
    const { real, round, time, a, c, cPrime, aPrime, chi, out } = local;
    assertBoolean('real is boolean', real);
    round.forEach((flag, r) => assertBoolean(`round[${r}] is boolean`, flag));
    assertEqual('one round', sum(round), real);

    // theta
    for (const x of FIVE) {
      for (const z of BITS) assertBoolean(`C is bits[${x}][${z}]`, c[x][z]);
      for (const z of BITS) {
        const parities = xor(
          xor(c[x][z], c[(x + 4) % 5][z]),
          c[(x + 1) % 5][(z + LANE_BITS - 1) % LANE_BITS],
        );
        assertEqual(`C'[${x}][${z}]`, cPrime[x][z], parities);
      }
      const change = BITS.map((z) => xor(c[x][z], cPrime[x][z]));
      for (const y of FIVE) {
        for (const z of BITS) assertBoolean(`A' is bits[${y}][${x}][${z}]`, aPrime[y][x][z]);
        const lane = toLimbs((z) => xor(aPrime[y][x][z], change[z]));
        for (const k of LIMBS) assertEqual(`A undoes theta[${y}][${x}][${k}]`, lane[k], a[y][x][k]);
      }
      // The parity of column x of A' is C'[x]: their difference is even, and at most 4 as a sum of 5 bits.
      for (const z of BITS) {
        const difference = sum(FIVE.map((y) => aPrime[y][x][z])).sub(cPrime[x][z]);
        const even = difference.mul(difference.sub(2)).mul(difference.sub(4));
        assertZero(`C' is the parity of A'[${x}][${z}]`, even);
      }
    }

    // rho and pi turn and move lanes; chi combines three of a row.
    const b = (x: number, y: number, z: number): Expression => {
      const [fromX, fromY] = [(x + 3 * y) % 5, x];
      return aPrime[fromY][fromX][(z + LANE_BITS - ROTATIONS[fromX][fromY]) % LANE_BITS];
    };
    const afterChi = (x: number, y: number, z: number): Expression =>
      xor(not(b((x + 1) % 5, y, z)).mul(b((x + 2) % 5, y, z)), b(x, y, z));

    // iota changes seven bits of one lane, which are columns: xor with a constant would be of degree 4.
    const withConstant = new Map<number, Expression>();
    CONSTANT_BITS.forEach((z, i) => {
      assertEqual(`chi[${i}]`, chi[i], afterChi(0, 0, z));
      const rounds = round.filter((_, r) => (ROUND_CONSTANTS[r] >> BigInt(z)) & 1n);
      withConstant.set(z, xor(chi[i], sum([constant(0), ...rounds])));
    });
    for (const y of FIVE) {
      for (const x of FIVE) {
        const isFirst = x === 0 && y === 0;
        const lane = toLimbs((z) => (isFirst ? withConstant.get(z) : undefined) ?? afterChi(x, y, z));
        for (const k of LIMBS) assertEqual(`out[${y}][${x}][${k}]`, lane[k], out[y][x][k]);
      }
    }

    const index = numberOf(round.map((flag, r) => [flag, r] as const));
    for (const y of FIVE) {
      bus.receive(keccakBus, [time, index, y, ...a[y].flat()], real);
      bus.send(keccakBus, [time, index.add(1), y, ...out[y].flat()], real);
    }
  },
});

/** The limbs of a lane by its bits. */
function toLimbs(bit: (z: number) => Expression): Expression[] {
  const all = BITS.map(bit);
  return LIMBS.map((k) => fromBits(all.slice(LIMB_BITS * k, LIMB_BITS * (k + 1))));
}
