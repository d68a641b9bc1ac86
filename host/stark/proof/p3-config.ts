import type { ExtensionField, HashSetName, PrimeField } from '../../field/index.js';
import { ParametersError } from './parameters-error.js';
import { proofSystem, type ProofSystem, type StarkParameters } from './parameters.js';
import { asRecord, attempt, showName } from './untrusted.js';

/** The `config` of a p3-json document: the parameters as Plonky3 calls them, and the names of its types. */
export type P3Config = Readonly<Record<string, string | number>>;

/** The numbers of `config`, and what they are here. */
const NUMBERS = {
  log_blowup: 'logBlowup',
  log_final_poly_len: 'logFinalPolyLength',
  max_log_arity: 'maxLogArity',
  num_queries: 'queryCount',
  commit_pow_bits: 'commitPowBits',
  query_pow_bits: 'queryPowBits',
  cap_height: 'capHeight',
} as const satisfies Record<string, keyof StarkParameters>;

/** Members that some documents have not; where they are present they must agree. */
const OPTIONAL = [
  'air_name',
  'field_name',
  'hash_name',
  'p',
  'generator',
  'ext_w',
  'two_adicity',
  'two_adic_generator',
];

const MERKLE_ARITY = 2;

/** The parameters as a `config` object, with the name of the table if one is given. */
export function toP3Config(system: ProofSystem, airName?: string): P3Config {
  const { parameters, field } = system;
  const config: Record<string, string | number> = {
    ...typeNames(system)[0],
    merkle_arity: MERKLE_ARITY,
    ...fieldConstants(system),
    field: `${field.name} p=${field.p}`,
    ...(airName === undefined ? {} : { air_name: airName }),
  };
  for (const [name, member] of Object.entries(NUMBERS)) config[name] = parameters[member];
  return config;
}

/**
 * The parameters of a `config` object and the name of the table. Numbers and type names must all be there and
 * fit together; unknown members are refused.
 *
 * @throws ParametersError CONFIG, or the code of a parameter that is out of range
 */
export function fromP3Config(value: unknown): { parameters: StarkParameters; airName: string | undefined } {
  const record = asRecord(value);
  const config = record && attempt(() => ({ ...record }));
  if (!config) throw new ParametersError('CONFIG', 'config must be an object');
  const system = proofSystem({
    field: fieldName(config.field),
    extensionDegree: extensionDegree(config.ext),
    hashSet: hashSetName(config.leaf_hash),
    ...numbers(config),
  });
  const spellings = typeNames(system);
  if (!spellings.some((names) => Object.entries(names).every(([name, text]) => config[name] === text))) {
    throw new ParametersError('CONFIG', 'config names types that do not belong together');
  }
  if (config.merkle_arity !== MERKLE_ARITY) {
    throw new ParametersError('CONFIG', `config.merkle_arity must be ${MERKLE_ARITY}`);
  }
  for (const [name, constant] of Object.entries(fieldConstants(system))) {
    if (Object.hasOwn(config, name) && config[name] !== constant) {
      throw new ParametersError('CONFIG', `config.${name} contradicts the field or hash`);
    }
  }
  const known = [...Object.keys(NUMBERS), ...Object.keys(spellings[0]), ...OPTIONAL, 'field', 'merkle_arity'];
  for (const name of Object.keys(config)) {
    if (!known.includes(name))
      throw new ParametersError('CONFIG', `config has an unknown member ${showName(name)}`);
  }
  const airName = config.air_name;
  if (airName !== undefined && typeof airName !== 'string') {
    throw new ParametersError('CONFIG', 'config.air_name must be a string');
  }
  return { parameters: system.parameters, airName };
}

function numbers(
  config: Readonly<Record<string, unknown>>,
): Record<(typeof NUMBERS)[keyof typeof NUMBERS], number> {
  const entries = Object.entries(NUMBERS).map(([name, member]) => {
    const value = config[name];
    if (typeof value !== 'number' || Object.is(value, -0)) {
      throw new ParametersError('CONFIG', `config.${name} must be a number`);
    }
    return [member, value] as const;
  });
  return Object.fromEntries(entries) as ReturnType<typeof numbers>;
}

function fieldName(text: unknown): StarkParameters['field'] {
  if (text === 'koalabear p=2130706433' || text === 'KoalaBear p=2^31-2^24+1') return 'koalabear';
  if (text === 'babybear p=2013265921' || text === 'BabyBear p=2^31-2^27+1') return 'babybear';
  throw new ParametersError('CONFIG', 'config.field is no known field');
}

function extensionDegree(text: unknown): 4 | 5 {
  if (typeof text === 'string' && text.startsWith('F[X]/(X^4')) return 4;
  if (typeof text === 'string' && text.startsWith('F[X]/(X^5')) return 5;
  throw new ParametersError('CONFIG', 'config.ext is no known extension');
}

function hashSetName(leafHash: unknown): HashSetName {
  const text = typeof leafHash === 'string' ? leafHash : '';
  if (text.startsWith('SerializingHasher<')) return 'keccak';
  if (text.includes('_poseidon2_24,')) return 'p2-24-16';
  if (text.includes('_poseidon2_16,')) return 'p2-16';
  throw new ParametersError('CONFIG', 'config.leaf_hash is no known hash');
}

/** The Rust types behind the parameters, in the spellings that documents use; the first is ours. */
function typeNames({ field, extension, hashes }: ProofSystem): Record<string, string>[] {
  const ext = extensionName(field, extension);
  if (hashes.name === 'keccak') {
    return [
      {
        ext,
        leaf_hash: 'SerializingHasher<PaddingFreeSponge<KeccakF, 25, 17, 4>>',
        compress: 'CompressionFunctionFromHasher<PaddingFreeSponge<KeccakF, 25, 17, 4>, 2, 4>',
        challenger: 'SerializingChallenger32<F, HashChallenger<u8, Keccak256Hash, 32>>, empty initial state',
      },
    ];
  }
  const permutation = `default_${field.name}_poseidon2`;
  const [width, rate] = hashes.name === 'p2-24-16' ? [24, 16] : [16, 8];
  return ['F', field.name === 'koalabear' ? 'KoalaBear' : 'BabyBear'].map((element) => ({
    ext,
    leaf_hash: `PaddingFreeSponge<${permutation}_${width}, WIDTH ${width}, RATE ${rate}, OUT 8>`,
    compress: `TruncatedPermutation<${permutation}_16, 2, 8, 16>`,
    challenger: `DuplexChallenger<${element}, ${permutation}_${width}, ${width}, ${rate}>`,
  }));
}

function extensionName(field: PrimeField, extension: ExtensionField): string {
  if (extension.degree === 5) return 'F[X]/(X^5+X^2-1)';
  return `F[X]/(X^4-${BINOMIAL[field.name]})`;
}

/** w of the modulus X^4 - w. */
const BINOMIAL = { koalabear: 3, babybear: 11 };

function fieldConstants({ field, extension, hashes }: ProofSystem): Record<string, string | number> {
  return {
    field_name: field.name,
    hash_name: hashes.name === 'keccak' ? 'keccak' : 'poseidon2',
    p: field.p,
    generator: field.generator,
    two_adicity: field.twoAdicity,
    two_adic_generator: field.twoAdicGenerator(field.twoAdicity),
    ...(extension.degree === 4 ? { ext_w: BINOMIAL[field.name] } : {}),
  };
}
