import {
  babyBear,
  babyBear4,
  hashSet,
  isHashSetName,
  koalaBear,
  koalaBear4,
  koalaBear5,
  type ExtensionField,
  type HashSet,
  type HashSetName,
  type PrimeField,
  type PrimeFieldName,
} from '../../field/index.js';
import { ParametersError, type ParametersErrorCode } from './parameters-error.js';
import { asRecord, showName, showValue } from './untrusted.js';

/** Everything that prover and verifier must agree on apart from the statement. */
export interface StarkParameters {
  readonly field: PrimeFieldName;
  /** Degree of the challenge field over the base field. */
  readonly extensionDegree: 4 | 5;
  readonly hashSet: HashSetName;
  /** log2 of LDE rows per trace row. */
  readonly logBlowup: number;
  /** log2 of the number of coefficients at which FRI stops folding. */
  readonly logFinalPolyLength: number;
  /** log2 of the largest folding arity. */
  readonly maxLogArity: number;
  readonly queryCount: number;
  /** Proof of work before each folding challenge, in bits. */
  readonly commitPowBits: number;
  /** Proof of work before the query indices, in bits. */
  readonly queryPowBits: number;
  /** A commitment is the 2^capHeight digests this far below the root. */
  readonly capHeight: number;
}

/** Parameters with the objects that they name. */
export interface ProofSystem {
  readonly parameters: StarkParameters;
  readonly field: PrimeField;
  readonly extension: ExtensionField;
  readonly hashes: HashSet;
}

// What checking a proof may cost is a function of these numbers, so they are bounded, well above any use: the
// default has 203 queries and arity 2^3. 30 is the most bits that a challenger samples.
const RANGES: readonly (readonly [keyof StarkParameters, ParametersErrorCode, number, number])[] = [
  ['logBlowup', 'LOG_BLOWUP', 1, 8],
  ['logFinalPolyLength', 'LOG_FINAL_POLY_LENGTH', 0, 12],
  ['maxLogArity', 'MAX_LOG_ARITY', 1, 6],
  ['queryCount', 'QUERY_COUNT', 1, 1024],
  ['commitPowBits', 'COMMIT_POW_BITS', 0, 30],
  ['queryPowBits', 'QUERY_POW_BITS', 0, 30],
  ['capHeight', 'CAP_HEIGHT', 0, 12],
];

/** Resolves and validates parameters. @throws ParametersError naming the first member that is out of range. */
export function proofSystem(parameters: StarkParameters): ProofSystem {
  if (!asRecord(parameters)) throw new ParametersError('FIELD', 'the parameters must be an object');
  const field = fieldOf(parameters);
  const extension = extensionOf(parameters);
  if (!isHashSetName(parameters.hashSet)) {
    throw new ParametersError('HASH_SET', `${show(parameters.hashSet)} is no hash set`);
  }
  for (const [member, code, least, most] of RANGES) {
    const value = parameters[member];
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
      throw new ParametersError(code, `${member} must be an integer in ${least} .. ${most}`);
    }
  }
  return { parameters, field, extension, hashes: hashSet(parameters.hashSet, field) };
}

function fieldOf({ field }: StarkParameters): PrimeField {
  if (field === 'koalabear') return koalaBear;
  if (field === 'babybear') return babyBear;
  throw new ParametersError('FIELD', `${show(field)} is no field of this prover`);
}

function extensionOf({ field, extensionDegree }: StarkParameters): ExtensionField {
  if (extensionDegree === 4) return field === 'koalabear' ? koalaBear4 : babyBear4;
  if (extensionDegree === 5 && field === 'koalabear') return koalaBear5;
  throw new ParametersError(
    'EXTENSION_DEGREE',
    `${field} has no extension of degree ${show(extensionDegree)}`,
  );
}

function show(value: unknown): string {
  return typeof value === 'string' ? showName(value) : showValue(value);
}
