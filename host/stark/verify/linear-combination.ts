import type { Ext, ExtensionField } from '../../field/index.js';

// The bound of PrimeField.reduceWide: at most 64 roundings and terms that add up to less than 2^70. That is
// 32 products and 32 additions, and 33 values below 2^62.
const CHUNK = 32;

/**
 * Powers 1, alpha, alpha^2, ... laid out for sums of many products with base elements: the inner loop of the
 * verifier, queries times columns times degree.
 */
export class PowerTable {
  private readonly extension: ExtensionField;
  private readonly powers: readonly Ext[];
  /** columns[c][k] is coefficient c of alpha^k. */
  private readonly columns: readonly Float64Array[];

  constructor(extension: ExtensionField, alpha: Ext, length: number) {
    const powers: Ext[] = [extension.one];
    while (powers.length < length) powers.push(extension.mul(powers[powers.length - 1], alpha));
    this.extension = extension;
    this.powers = powers;
    this.columns = extension.zero.map((_, c) => Float64Array.from(powers, (power) => power[c]));
  }

  /** alpha^k, for k below the length. */
  power(k: number): Ext {
    return this.powers[k];
  }

  /** The sum of alpha^k row[k] over base elements. */
  combineBase(row: readonly number[]): Ext {
    return this.columns.map((column) => this.sumOfProducts(column, row));
  }

  /** The sum of alpha^k values[k] over extension elements. */
  combine(values: readonly Ext[]): Ext {
    const { extension } = this;
    return values.reduce<Ext>(
      (sum, value, k) => extension.add(sum, extension.mul(this.powers[k], value)),
      extension.zero,
    );
  }

  private sumOfProducts(column: Float64Array, row: readonly number[]): number {
    let sum = 0;
    for (let start = 0; start < row.length; start += CHUNK) {
      const end = Math.min(start + CHUNK, row.length);
      let low = sum;
      let approximate = sum;
      for (let k = start; k < end; k++) {
        const a = column[k];
        const b = row[k];
        low = (low + Math.imul(a, b)) | 0;
        approximate += a * b;
      }
      sum = this.extension.base.reduceWide(low, approximate);
    }
    return sum;
  }
}
