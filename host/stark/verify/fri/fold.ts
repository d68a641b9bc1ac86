import { reverseBits, type Ext, type ExtensionField } from '../../../field/index.js';

/**
 * Folds a row of a codeword into one value of the next: binary folds with beta, beta^2, beta^4, ..., each
 * (lo + hi)/2 + beta (lo - hi)/(2s), where s is the point of lo and -s that of hi.
 *
 * @param row - 2^logArity neighbouring values in bit-reversed order
 * @param index - of the row, hence of the result in the folded codeword
 * @param logHeight - log2 of the length of the codeword that is folded; its domain is the subgroup itself
 */
export function foldRow(
  extension: ExtensionField,
  row: readonly Ext[],
  index: number,
  logHeight: number,
  beta: Ext,
): Ext {
  const { base } = extension;
  let logArity = Math.log2(row.length);
  // The inverse of the row's first point; the others differ from it by roots of unity of order 2^logArity.
  const exponent = reverseBits(index, logHeight - logArity);
  let inverseFirst = base.inverse(base.pow(base.twoAdicGenerator(logHeight), exponent));
  let values = row;
  let challenge = beta;
  for (; logArity > 0; logArity--) {
    const inverseRoot = base.inverse(base.twoAdicGenerator(logArity));
    const folded: Ext[] = [];
    for (let pair = 0; pair < values.length / 2; pair++) {
      const root = base.pow(inverseRoot, reverseBits(pair, logArity - 1));
      const inversePoint = base.half(base.mul(inverseFirst, root));
      const low = values[2 * pair];
      const high = values[2 * pair + 1];
      const odd = extension.mulBase(extension.sub(low, high), inversePoint);
      folded.push(extension.add(extension.half(extension.add(low, high)), extension.mul(challenge, odd)));
    }
    values = folded;
    inverseFirst = base.square(inverseFirst);
    challenge = extension.square(challenge);
  }
  return values[0];
}
