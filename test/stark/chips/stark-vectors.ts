import {
  babyBear4,
  koalaBear4,
  koalaBear5,
  type Ext,
  type ExtensionField,
} from '../../../host/field/index.js';
import type { ConstraintPoint } from '../../../host/stark/air/index.js';
import { loadVectors } from '../../support/vectors.js';

/** A proof by Plonky3 with all that went into it; see the `source` of each file. */
export interface StarkVector {
  readonly config: { readonly ext: string; readonly field_name?: string };
  readonly public_values: number[];
  readonly trace: number[][];
  readonly num_constraints: number;
  readonly num_quotient_chunks: number;
  readonly 'constraint_degrees_run_length[degree,count]': [degree: number, count: number][];
  readonly input_seed: number;
  readonly permutation_inputs: string[][];
  readonly ood: {
    readonly is_first_row: Ext;
    readonly is_last_row: Ext;
    readonly is_transition: Ext;
    readonly constraint_values: Ext[];
  };
  readonly proof: {
    readonly degree_bits: number;
    readonly opened_values: {
      readonly trace_local: Ext[];
      readonly trace_next: Ext[] | null;
      readonly quotient_chunks: Ext[][];
    };
  };
  readonly verifier_transcript: Record<string, number>[];
}

export function loadStarkVector(name: string): StarkVector {
  return loadVectors<StarkVector>(`stark_${name}`);
}

export function extensionOf({ config }: StarkVector): ExtensionField {
  if (config.field_name === 'babybear') return babyBear4;
  return config.ext.includes('X^5') ? koalaBear5 : koalaBear4;
}

export function traceOf({ trace }: StarkVector): Uint32Array {
  return Uint32Array.from(trace.flat());
}

/** The point with the vector's openings and the given selectors. */
export function pointOf(
  vector: StarkVector,
  selectors: Pick<ConstraintPoint, 'isFirstRow' | 'isLastRow' | 'isTransition'>,
): ConstraintPoint {
  const { trace_local, trace_next } = vector.proof.opened_values;
  const openings = {
    local: trace_local,
    next: trace_next ?? [],
    preprocessedLocal: [],
    preprocessedNext: [],
  };
  return { ...openings, publicValues: vector.public_values, ...selectors };
}

/** The point at which the vector records `constraint_values`. */
export function recordedPointOf(vector: StarkVector): ConstraintPoint {
  const { is_first_row, is_last_row, is_transition } = vector.ood;
  const selectors = { isFirstRow: is_first_row, isLastRow: is_last_row, isTransition: is_transition };
  return pointOf(vector, selectors);
}
