import { HASH_SET_NAMES, isHashSetName, type HashSetName } from '../../field/index.js';
import { PRESETS, type PresetName, type StarkParameters } from '../../stark/proof/index.js';
import { UsageError } from '../usage-error.js';
import { readParametersFile } from './parameters-file.js';

const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

/** What `--params` takes, for its help. */
export const PARAMS_HELP = `${PRESET_NAMES.join(', ')}, or a .json file with custom ones`;

/** What `--hash` takes: `poseidon2` for the default set, or a hash set by its name. */
export const HASH_CHOICES = ['poseidon2', ...HASH_SET_NAMES];

/**
 * The parameters that `--params` and `--hash` name. A file of parameters says its hash set itself.
 *
 * @throws UsageError
 * @throws SwitchyardError SY_ERR_FILE
 */
export function chooseParameters(params: string, hash: string | undefined): StarkParameters {
  if (params.endsWith('.json')) {
    if (hash !== undefined) throw new UsageError(`--hash: ${params} names the hash set itself`);
    return readParametersFile(params);
  }
  if (!Object.hasOwn(PRESETS, params)) {
    throw new UsageError(`--params: '${params}' is none of ${PARAMS_HELP}`);
  }
  return { ...PRESETS[params as PresetName], hashSet: hashSetOf(hash ?? 'poseidon2') };
}

/** A hash set as `--hash` spells it. */
export function hashChoiceOf(hashSet: HashSetName): string {
  return hashSet === 'p2-24-16' ? 'poseidon2' : hashSet;
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

/** Proven bits to demand, such as `100` or `57.5`. @throws UsageError */
export function parseMinBits(text: string): number {
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text)) throw new UsageError(`--min-bits: '${text}' is no number of bits`);
  return Number(text);
}
