import type { Ext, ExtensionField } from '../../../host/field/index.js';
import type { Chip } from '../../../host/stark/air/index.js';
import { extensionOf, pointOf, type StarkVector } from './stark-vectors.js';

/**
 * Whether folded constraints = vanishing polynomial * quotient at the proof's out-of-domain point. alpha and
 * zeta are the first two extension samples in the recorded transcript; conventions: Plonky3's uni-stark.
 */
export function quotientHolds(chip: Chip, vector: StarkVector): boolean {
  const extension = extensionOf(vector);
  const { base } = extension;
  const [alpha, zeta] = samples(extension, vector);
  const { degree_bits: bits } = vector.proof;
  const subgroup = base.twoAdicGenerator(bits);

  const vanishing = vanishingAt(extension, bits, 1, zeta);
  const last = base.inverse(subgroup);
  const isTransition = extension.addBase(zeta, base.neg(last));
  const isFirstRow = extension.mul(vanishing, extension.inverse(extension.addBase(zeta, base.p - 1)));
  const isLastRow = extension.mul(vanishing, extension.inverse(isTransition));

  const at = pointOf(vector, { isFirstRow, isLastRow, isTransition });
  let folded = extension.zero;
  for (const value of chip.evaluateConstraints(extension, at)) {
    folded = extension.add(extension.mul(folded, alpha), value);
  }
  const quotient = recombine(extension, bits, zeta, vector.proof.opened_values.quotient_chunks);
  return extension.isEqual(folded, extension.mul(vanishing, quotient));
}

function samples(extension: ExtensionField, vector: StarkVector): [Ext, Ext] {
  const elements = vector.verifier_transcript.flatMap((event) => ('sample' in event ? [event.sample] : []));
  const { degree } = extension;
  return [elements.slice(0, degree), elements.slice(degree, 2 * degree)];
}

/** (x / shift)^(2^bits) - 1 */
function vanishingAt(extension: ExtensionField, bits: number, shift: number, x: Ext): Ext {
  const scaled = extension.mulBase(x, extension.base.inverse(shift));
  return extension.sub(extension.pow(scaled, 2 ** bits), extension.one);
}

function recombine(extension: ExtensionField, bits: number, zeta: Ext, chunks: readonly Ext[][]): Ext {
  const { base } = extension;
  const step = base.twoAdicGenerator(bits + Math.log2(chunks.length));
  const shifts = chunks.map((_, i) => base.mul(base.generator, base.pow(step, i)));
  let quotient = extension.zero;
  chunks.forEach((coefficients, i) => {
    let weight = extension.one;
    for (const shift of shifts) {
      if (shift === shifts[i]) continue;
      const atShift = vanishingAt(extension, bits, shift, extension.embed(shifts[i]));
      weight = extension.mul(weight, vanishingAt(extension, bits, shift, zeta));
      weight = extension.mul(weight, extension.inverse(atShift));
    }
    coefficients.forEach((coefficient, k) => {
      const power = extension.zero.map((_, j) => (j === k ? 1 : 0));
      quotient = extension.add(quotient, extension.mul(weight, extension.mul(power, coefficient)));
    });
  });
  return quotient;
}
