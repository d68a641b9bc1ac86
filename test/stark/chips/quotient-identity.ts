import type { Ext, ExtensionField } from '../../../host/field/index.js';
import type { Chip, ConstraintPoint } from '../../../host/stark/air/index.js';
import { extensionOf, pointOf, type StarkVector } from './stark-vectors.js';

type SelectorValues = Pick<ConstraintPoint, 'isFirstRow' | 'isLastRow' | 'isTransition'>;

/** What a proof opens of one table's quotient, and where. */
interface QuotientOpening {
  readonly bits: number;
  readonly alpha: Ext;
  readonly zeta: Ext;
  /** [chunk][coefficient] */
  readonly chunks: readonly Ext[][];
}

/**
 * Whether folded constraints = vanishing polynomial * quotient at the proof's out-of-domain point. alpha and
 * zeta are the first two extension samples in the recorded transcript; conventions: Plonky3's uni-stark.
 */
export function quotientHolds(chip: Chip, vector: StarkVector): boolean {
  const extension = extensionOf(vector);
  const [alpha, zeta] = samples(extension, vector.verifier_transcript);
  const { degree_bits: bits, opened_values } = vector.proof;
  const opening = { bits, alpha, zeta, chunks: opened_values.quotient_chunks };
  return identityHolds(extension, opening, (selectors) =>
    chip.evaluateConstraints(extension, pointOf(vector, selectors)),
  );
}

/** The same for constraints that are functions of the selectors' values. */
export function identityHolds(
  extension: ExtensionField,
  { bits, alpha, zeta, chunks }: QuotientOpening,
  constraintsAt: (selectors: SelectorValues) => Ext[],
): boolean {
  const { base } = extension;
  const subgroup = base.twoAdicGenerator(bits);
  const vanishing = vanishingAt(extension, bits, 1, zeta);
  const last = base.inverse(subgroup);
  const isTransition = extension.addBase(zeta, base.neg(last));
  const isFirstRow = extension.mul(vanishing, extension.inverse(extension.addBase(zeta, base.p - 1)));
  const isLastRow = extension.mul(vanishing, extension.inverse(isTransition));

  let folded = extension.zero;
  for (const value of constraintsAt({ isFirstRow, isLastRow, isTransition })) {
    folded = extension.add(extension.mul(folded, alpha), value);
  }
  const quotient = recombine(extension, bits, zeta, chunks);
  return extension.isEqual(folded, extension.mul(vanishing, quotient));
}

/** The extension elements sampled by a transcript, as far as they are sampled one by one. */
export function samples(extension: ExtensionField, transcript: readonly Record<string, unknown>[]): Ext[] {
  const words = transcript.flatMap((event) => ('sample' in event ? [event.sample as number] : []));
  const { degree } = extension;
  return Array.from({ length: Math.floor(words.length / degree) }, (_, i) =>
    words.slice(degree * i, degree * (i + 1)),
  );
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
