import type { Ext, ExtensionField } from '../../../host/field/index.js';
import type { ConstraintPoint, VerifiableAir } from '../../../host/stark/air/verifiable-air.js';

/** Two columns (a, b) -> (b, a + b); public values: first row, last b. */
export const fibonacci: VerifiableAir = {
  name: 'fibonacci',
  width: 2,
  preprocessedWidth: 0,
  publicValueCount: 3,
  readsNextRow: true,
  readsNextPreprocessedRow: false,
  maxConstraintDegree: 2,
  constraintCount: 5,
  evaluateConstraints(k: ExtensionField, at: ConstraintPoint): Ext[] {
    const { local, next, isFirstRow, isLastRow, isTransition } = at;
    const [a, b, x] = at.publicValues.map((value) => k.embed(value));
    return [
      k.mul(isFirstRow, k.sub(local[0], a)),
      k.mul(isFirstRow, k.sub(local[1], b)),
      k.mul(isTransition, k.sub(local[1], next[0])),
      k.mul(isTransition, k.sub(k.add(local[0], local[1]), next[1])),
      k.mul(isLastRow, k.sub(local[1], x)),
    ];
  },
};

/** Three columns, the third a^2 b; degree 3, so two quotient chunks. */
export const cube: VerifiableAir = {
  name: 'cube',
  width: 3,
  preprocessedWidth: 0,
  publicValueCount: 2,
  readsNextRow: true,
  readsNextPreprocessedRow: false,
  maxConstraintDegree: 3,
  constraintCount: 5,
  evaluateConstraints(k: ExtensionField, at: ConstraintPoint): Ext[] {
    const { local, next, isFirstRow, isLastRow, isTransition } = at;
    const [first, last] = at.publicValues.map((value) => k.embed(value));
    return [
      k.sub(k.mul(k.square(local[0]), local[1]), local[2]),
      k.mul(isFirstRow, k.sub(local[0], first)),
      k.mul(isTransition, k.sub(next[0], k.add(local[2], local[1]))),
      k.mul(isTransition, k.sub(next[1], local[0])),
      k.mul(isLastRow, k.sub(local[2], last)),
    ];
  },
};
