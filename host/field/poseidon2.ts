import { poseidon2Parameters, type Poseidon2Name, type Poseidon2Parameters } from './poseidon2-parameters.js';

/**
 * The Poseidon2 permutation (eprint 2023/323) on a scratch state of doubles, without allocation.
 *
 * Between reductions the state holds integers that are right modulo p but not canonical; doubles add them
 * exactly. Bounds, with every S-box output and every product by the diagonal at most p + 2^23 in absolute
 * value (the lemma at `PrimeField`):
 *  - external layer: rows of M4 sum to 7, and width/4 blocks are added to each: at most 7 (1 + 6) = 49
 *    times that, below 2^37; with a round constant, still below 2^37;
 *  - S-box: products of an argument below 2^37 with itself or a reduced value: below 2^74;
 *  - internal layer: the sum of 24 elements below 2^37 is reduced modulo p once, so afterwards each element
 *    is below 2 p + 2^24, and its product with a diagonal entry far below 2^74.
 * So each quotient estimate has at most three roundings, a relative error below 2^-51, as the lemma wants.
 */
export class Poseidon2 {
  readonly parameters: Poseidon2Parameters;
  readonly width: number;
  private readonly state: Float64Array;
  private readonly initialConstants: Float64Array;
  private readonly partialConstants: Float64Array;
  private readonly finalConstants: Float64Array;
  private readonly diagonal: Int32Array;
  private readonly diagonalOverP: Float64Array;

  constructor(parameters: Poseidon2Parameters) {
    this.parameters = parameters;
    this.width = parameters.width;
    this.state = new Float64Array(parameters.width);
    this.initialConstants = Float64Array.from(parameters.initialConstants.flat());
    this.partialConstants = Float64Array.from(parameters.partialConstants);
    this.finalConstants = Float64Array.from(parameters.finalConstants.flat());
    this.diagonal = Int32Array.from(parameters.diagonal);
    this.diagonalOverP = Float64Array.from(parameters.diagonal, (entry) => entry / parameters.field.p);
  }

  /** Permutes `width` canonical elements in place. */
  permute(elements: Uint32Array): void {
    const { state, width } = this;
    const { p, reciprocal } = this.parameters.field;
    for (let i = 0; i < width; i++) state[i] = elements[i];
    externalLayer(state, width);
    this.fullRounds(this.initialConstants);
    this.partialRounds();
    this.fullRounds(this.finalConstants);
    for (let i = 0; i < width; i++) {
      const remainder = reduce(state[i], p, reciprocal);
      elements[i] = remainder === p ? 0 : remainder;
    }
  }

  private fullRounds(constants: Float64Array): void {
    const { state, width } = this;
    const { p, reciprocal } = this.parameters.field;
    const cubic = this.parameters.sboxDegree === 3;
    for (let round = 0; round < constants.length; round += width) {
      if (cubic) {
        for (let i = 0; i < width; i++) state[i] = cube(state[i] + constants[round + i], p, reciprocal);
      } else {
        for (let i = 0; i < width; i++)
          state[i] = seventhPower(state[i] + constants[round + i], p, reciprocal);
      }
      externalLayer(state, width);
    }
  }

  private partialRounds(): void {
    const { state, width, partialConstants, diagonal, diagonalOverP } = this;
    const { p, reciprocal } = this.parameters.field;
    const cubic = this.parameters.sboxDegree === 3;
    for (let round = 0; round < partialConstants.length; round++) {
      const x = state[0] + partialConstants[round];
      state[0] = cubic ? cube(x, p, reciprocal) : seventhPower(x, p, reciprocal);
      // Four sums instead of one: additions that need not wait for each other.
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let i = 0; i < width; i += 4) {
        sum0 += state[i];
        sum1 += state[i + 1];
        sum2 += state[i + 2];
        sum3 += state[i + 3];
      }
      const sum = reduce(sum0 + sum1 + (sum2 + sum3), p, reciprocal);
      for (let i = 0; i < width; i++) {
        const element = state[i];
        const quotient = element * diagonalOverP[i];
        state[i] = sum + ((Math.imul(element, diagonal[i]) - Math.imul(quotient, p)) | 0);
      }
    }
  }
}

/** M4 = circ(2, 3, 1, 1) on each group of four, then to each element the sum of its residue class mod 4. */
function externalLayer(state: Float64Array, width: number): void {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let i = 0; i < width; i += 4) {
    const a = state[i];
    const b = state[i + 1];
    const c = state[i + 2];
    const d = state[i + 3];
    const all = a + b + (c + d);
    const y0 = all + a + 2 * b;
    const y1 = all + b + 2 * c;
    const y2 = all + c + 2 * d;
    const y3 = all + d + 2 * a;
    state[i] = y0;
    state[i + 1] = y1;
    state[i + 2] = y2;
    state[i + 3] = y3;
    sum0 += y0;
    sum1 += y1;
    sum2 += y2;
    sum3 += y3;
  }
  for (let i = 0; i < width; i += 4) {
    state[i] += sum0;
    state[i + 1] += sum1;
    state[i + 2] += sum2;
    state[i + 3] += sum3;
  }
}

/** x^3 modulo p, in (-p - 2^23, p + 2^23), for an integer |x| < 2^37. */
function cube(x: number, p: number, reciprocal: number): number {
  const xOverP = x * reciprocal;
  const x2 = (Math.imul(x, x) - Math.imul(x * xOverP, p)) | 0;
  return (Math.imul(x, x2) - Math.imul(x2 * xOverP, p)) | 0;
}

/** x^7 modulo p, in (-p - 2^23, p + 2^23), for an integer |x| < 2^37. */
function seventhPower(x: number, p: number, reciprocal: number): number {
  const xOverP = x * reciprocal;
  const x2 = (Math.imul(x, x) - Math.imul(x * xOverP, p)) | 0;
  const x3 = (Math.imul(x, x2) - Math.imul(x2 * xOverP, p)) | 0;
  const x4 = (Math.imul(x2, x2) - Math.imul(x2 * x2 * reciprocal, p)) | 0;
  return (Math.imul(x3, x4) - Math.imul(x3 * x4 * reciprocal, p)) | 0;
}

/**
 * x modulo p in [0, p], for an integer |x| < 2^42. The quotient's estimate errs by less than 2^-40, and x/p
 * is a multiple of 1/p > 2^-31: so its floor is wrong only where x/p is an integer, and then by one.
 */
function reduce(x: number, p: number, reciprocal: number): number {
  return x - Math.floor(x * reciprocal) * p;
}

const instances = new Map<Poseidon2Name, Poseidon2>();

/** The named permutation; one instance for all users, made on first use. */
export function poseidon2(name: Poseidon2Name): Poseidon2 {
  let instance = instances.get(name);
  if (!instance) {
    instance = new Poseidon2(poseidon2Parameters(name));
    instances.set(name, instance);
  }
  return instance;
}
