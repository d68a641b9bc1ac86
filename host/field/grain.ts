/**
 * The Grain LFSR in self-shrinking mode, from which Poseidon-like hashes draw their round constants so that
 * nobody could have chosen them. Layout of the seed and the rejection rule: Poseidon paper
 * (eprint 2019/458), appendix E, as used by Plonky3 for its default Poseidon2 instances.
 */

const REGISTER_BITS = 80;
const TAPS = [0, 13, 23, 38, 51, 62];
const WARM_UP_CLOCKS = 160;
const PRIME_FIELD = 1;
// Plonky3 leaves the S-box kind at 0 for x^3 and x^7 alike.
const SBOX_POWER = 0;

/** What the seed encodes besides fixed bits. */
export interface GrainSeed {
  /** The modulus, of `Math.ceil(log2 p)` bits. */
  readonly p: number;
  readonly width: number;
  readonly fullRounds: number;
  readonly partialRounds: number;
}

/** The first `count` field elements of the stream for this seed, canonical. */
export function grainConstants(seed: GrainSeed, count: number): number[] {
  const elementBits = 32 - Math.clz32(seed.p);
  const register = [
    ...bits(PRIME_FIELD, 2),
    ...bits(SBOX_POWER, 4),
    ...bits(elementBits, 12),
    ...bits(seed.width, 12),
    ...bits(seed.fullRounds, 10),
    ...bits(seed.partialRounds, 10),
  ];
  while (register.length < REGISTER_BITS) register.push(1);

  // The register is circular: the oldest bit sits at `head` and is overwritten by the newest.
  let head = 0;
  const clock = (): number => {
    let feedback = 0;
    for (const tap of TAPS) feedback ^= register[(head + tap) % REGISTER_BITS];
    register[head] = feedback;
    head = (head + 1) % REGISTER_BITS;
    return feedback;
  };
  const nextBit = (): number => {
    while (clock() === 0) clock();
    return clock();
  };
  const nextElement = (): number => {
    for (;;) {
      let value = 0;
      for (let i = 0; i < elementBits; i++) value = value * 2 + nextBit();
      if (value < seed.p) return value;
    }
  };

  for (let i = 0; i < WARM_UP_CLOCKS; i++) clock();
  return Array.from({ length: count }, nextElement);
}

/** Most significant bit first. */
function bits(value: number, length: number): number[] {
  return Array.from({ length }, (_, i) => (value >>> (length - 1 - i)) & 1);
}
