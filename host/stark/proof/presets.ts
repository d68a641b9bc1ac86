import type { StarkParameters } from './parameters.js';

/** Plonky3's benchmark setting, `new_benchmark_high_arity` with the cap height of its example program. */
const bench: StarkParameters = {
  field: 'koalabear',
  extensionDegree: 4,
  hashSet: 'p2-24-16',
  logBlowup: 1,
  logFinalPolyLength: 0,
  maxLogArity: 3,
  queryCount: 100,
  commitPowBits: 0,
  queryPowBits: 16,
  capHeight: 3,
};

/**
 * The named parameter sets:
 *  - `default`: at least 100 bits proven, up to millions of rows and thousands of columns;
 *  - `bench`: for comparison with Plonky3's published figures, 57 to 66 bits proven;
 *  - `dev`: for tests, 8 bits proven or less: no security at all.
 *
 * docs/security.md has the figures, `securityOf` computes them.
 */
export const PRESETS = {
  default: { ...bench, extensionDegree: 5, queryCount: 203 },
  bench,
  dev: { ...bench, queryCount: 8, queryPowBits: 4, capHeight: 0 },
} as const satisfies Record<string, StarkParameters>;

export type PresetName = keyof typeof PRESETS;

/** The preset that parameters are, whatever field and hash set they take, or `custom`. */
export function presetNameOf(parameters: StarkParameters): PresetName | 'custom' {
  const { field, hashSet } = parameters;
  const names = Object.keys(PRESETS) as PresetName[];
  const found = names.find((name) => {
    const preset: StarkParameters = { ...PRESETS[name], field, hashSet };
    return (Object.keys(preset) as (keyof StarkParameters)[]).every((key) => preset[key] === parameters[key]);
  });
  return found ?? 'custom';
}
