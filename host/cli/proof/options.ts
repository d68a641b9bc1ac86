import { HASH_SET_NAMES, isHashSetName, type HashSetName } from '../../field/index.js';
import { PRESETS, type PresetName, type StarkParameters } from '../../stark/proof/index.js';
import { UsageError } from '../usage-error.js';

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

/** What `--hash` takes: `poseidon2` for the default set, or a hash set by its name. */
export const HASH_CHOICES = ['poseidon2', ...HASH_SET_NAMES];

/** The parameters that `--params` and `--hash` name. @throws UsageError */
export function chooseParameters(preset: string, hash: string): StarkParameters {
  if (!Object.hasOwn(PRESETS, preset)) {
    throw new UsageError(`--params: '${preset}' is none of ${PRESET_NAMES.join(', ')}`);
  }
  return { ...PRESETS[preset as PresetName], hashSet: hashSetOf(hash) };
}

function hashSetOf(hash: string): HashSetName {
  if (hash === 'poseidon2') return 'p2-24-16';
  if (isHashSetName(hash)) return hash;
  throw new UsageError(`--hash: '${hash}' is none of ${HASH_CHOICES.join(', ')}`);
}

/** A list of canonical numbers, such as `0,1,21`. @throws UsageError */
export function parsePublicValues(text: string | undefined): number[] {
  if (text === undefined || text === '') return [];
  return text.split(',').map((value) => {
    if (!/^\d{1,10}$/.test(value)) throw new UsageError(`--public-values: '${value}' is no field element`);
    return Number(value);
  });
}
