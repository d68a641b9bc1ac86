import { babyBear, koalaBear, type PrimeField } from '../../host/field/index.js';

/** Every extension and what belongs to it. */
export const EXTENSIONS = [
  { extension: 'koalabear^4', prime: koalaBear, degree: 4 },
  { extension: 'babybear^4', prime: babyBear, degree: 4 },
  { extension: 'koalabear^5', prime: koalaBear, degree: 5 },
] as const;

/** Words below p, the same in each run; now and then an edge value. */
export class RandomWords {
  private state: number;

  constructor(
    private readonly field: PrimeField,
    seed: number,
  ) {
    this.state = seed;
  }

  word(): number {
    const { p } = this.field;
    const edges = [0, 1, p - 1, this.field.toMontgomery(1), this.field.toMontgomery(p - 1)];
    return this.below(8) === 0 ? edges[this.below(edges.length)] : this.below(p);
  }

  element(degree: number): number[] {
    return Array.from({ length: degree }, () => this.word());
  }

  elements(count: number, degree: number): number[][] {
    return Array.from({ length: count }, () => this.element(degree));
  }

  below(bound: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * bound);
  }
}

/** An element that lies on no coset: it is none of the base field. */
export function offDomain(random: RandomWords, degree: number): number[] {
  return [...random.element(degree - 1), 7];
}
