import { babyBear, koalaBear, type PrimeField, type PrimeFieldName } from '../../field/index.js';
import type { Chip } from '../../stark/air/index.js';
import {
  shortChipName,
  standardBatch,
  standardChip,
  STANDARD_BATCH_NAMES,
  STANDARD_CHIP_NAMES,
  type StandardBatch,
} from '../../stark/chips/index.js';
import {
  decodeBatchProof,
  decodeProofFile,
  decodeStarkProof,
  encodeBatchProof,
  encodeStarkProof,
  isProofFile,
  parseP3Json,
  ProofError,
  proofFromP3Json,
  proofSystem,
  type BatchProof,
  type BatchProofFile,
  type StarkParameters,
  type StarkProof,
  type TableProofFile,
} from '../../stark/proof/index.js';
import { readInputFile } from '../files.js';
import { UsageError } from '../usage-error.js';
import { chooseParameters, parsePublicValues } from './options.js';

export const PROOF_FORMATS = ['switchyard', 'postcard', 'p3-json'] as const;
export type ProofFormat = (typeof PROOF_FORMATS)[number];

/** How a file is to be read, and what the file itself does not say. */
export interface LoadOptions {
  readonly format?: ProofFormat;
  readonly air?: string;
  readonly params?: string;
  readonly hash?: string;
  readonly publicValues?: string;
}

/** A proof of the right form with its statement; whether it is valid is still to be seen. */
export type LoadedProof = LoadedTable | LoadedBatch;

interface Loaded {
  readonly format: ProofFormat;
  readonly parameters: StarkParameters;
  readonly postcard: Uint8Array;
  /** Size of the file. */
  readonly fileBytes: number;
}

/** A proof of one table. */
export interface LoadedTable extends Loaded {
  readonly kind: 'table';
  /** Short name of the chip. */
  readonly air: string;
  readonly chip: Chip;
  readonly publicValues: readonly number[];
  readonly proof: StarkProof;
}

/** A proof of several tables. */
export interface LoadedBatch extends Loaded {
  readonly kind: 'batch';
  readonly batch: StandardBatch;
  readonly shapeId: number;
  /** By table. */
  readonly publicValues: readonly (readonly number[])[];
  readonly proof: BatchProof;
}

/** What a file says besides its format and size. */
type Content = Omit<LoadedTable, 'format' | 'fileBytes'> | Omit<LoadedBatch, 'format' | 'fileBytes'>;

/**
 * Reads a proof in any of the formats. A file that starts with `{` is taken for p3-json, any other for a proof file
 * of ours, unless the options say otherwise.
 *
 * @throws UsageError where options are missing or contradict the file
 * @throws ProofError, ParametersError for a file that is no well-formed proof
 * @throws SwitchyardError SY_ERR_FILE
 */
export function loadProof(file: string, options: LoadOptions): LoadedProof {
  const bytes = readInputFile(file);
  const format = options.format ?? recognise(bytes);
  refuseUnusedOptions(format, options);
  return { ...READERS[format](bytes, options), format, fileBytes: bytes.length };
}

function recognise(bytes: Uint8Array): ProofFormat {
  if (bytes[0] === '{'.charCodeAt(0)) return 'p3-json';
  if (isProofFile(bytes)) return 'switchyard';
  throw new ProofError('MAGIC', 'the file is no proof file and no JSON; bare bytes take --format postcard');
}

const READERS: Record<ProofFormat, (bytes: Uint8Array, options: LoadOptions) => Content> = {
  switchyard(bytes) {
    const file = decodeProofFile(bytes);
    return file.kind === 'table' ? tableOf(file) : batchOf(file);
  },

  postcard(bytes, options) {
    const parameters = chooseParameters(options.params ?? 'default', options.hash);
    const publicValues = parsePublicValues(options.publicValues);
    return loadTable({ air: airOf(options.air), parameters, publicValues }, (chip) =>
      decodeStarkProof(proofSystem(parameters), chip, bytes),
    );
  },

  'p3-json'(bytes, options) {
    const { parameters, airName, publicValues, proof } = parseP3Json(Buffer.from(bytes).toString(), 'ignore');
    if (airName !== undefined && options.air !== undefined && airName !== options.air) {
      throw new UsageError(`--air: the document is about ${JSON.stringify(airName)}`);
    }
    const statement = { air: airName ?? airOf(options.air), parameters, publicValues: numbers(publicValues) };
    return loadTable(statement, (chip) => proofFromP3Json(proofSystem(parameters), chip, proof));
  },
};

type TableStatement = Pick<LoadedTable, 'air' | 'parameters' | 'publicValues'>;

function loadTable(statement: TableStatement, read: (chip: Chip) => StarkProof): Content {
  const { air, parameters } = statement;
  const system = proofSystem(parameters);
  const chip = standardChip(air, system.field);
  if (!chip) {
    throw new ProofError('CHIP_NAME', `${JSON.stringify(air)} is none of ${STANDARD_CHIP_NAMES.join(', ')}`);
  }
  const proof = read(chip);
  return { kind: 'table', ...statement, chip, proof, postcard: encodeStarkProof(system, proof) };
}

function tableOf({ parameters, chipName, publicValues, proof }: TableProofFile): Content {
  const air = shortChipName(chipName, fieldOf(parameters.field));
  if (air === undefined) throw new ProofError('CHIP_NAME', `${chipName} is no standard chip`);
  return loadTable({ air, parameters, publicValues }, (chip) =>
    decodeStarkProof(proofSystem(parameters), chip, proof),
  );
}

function batchOf(file: BatchProofFile): Content {
  const { parameters, batchName, shapeId, publicValues } = file;
  const system = proofSystem(parameters);
  const batch = standardBatch(batchName, system.field);
  if (!batch) {
    throw new ProofError('CHIP_NAME', `${batchName} is none of ${STANDARD_BATCH_NAMES.join(', ')}`);
  }
  if (shapeId >= batch.shapes.length) {
    throw new ProofError(
      'SHAPE_ID',
      `${batchName} has shapes 0 to ${batch.shapes.length - 1}, not ${shapeId}`,
    );
  }
  if (publicValues.length !== batch.chips.length) {
    const message = `${batchName} has ${batch.chips.length} tables, not ${publicValues.length}`;
    throw new ProofError('TABLES', message);
  }
  const proof = decodeBatchProof(system, batch.chips, file.proof, batch.shapes[shapeId]);
  const postcard = encodeBatchProof(system, proof);
  return { kind: 'batch', parameters, batch, shapeId, publicValues, proof, postcard };
}

/** What a format says itself cannot be said again. */
function refuseUnusedOptions(format: ProofFormat, options: LoadOptions): void {
  const unused: Record<ProofFormat, readonly (readonly [keyof LoadOptions, string])[]> = {
    switchyard: [
      ['air', '--air'],
      ['params', '--params'],
      ['hash', '--hash'],
      ['publicValues', '--public-values'],
    ],
    postcard: [],
    'p3-json': [
      ['params', '--params'],
      ['hash', '--hash'],
      ['publicValues', '--public-values'],
    ],
  };
  for (const [member, option] of unused[format]) {
    if (options[member] === undefined) continue;
    throw new UsageError(
      `${option}: a ${format} file says that itself; for bare bytes add --format postcard`,
    );
  }
}

function airOf(name: string | undefined): string {
  if (name !== undefined && STANDARD_CHIP_NAMES.includes(name)) return name;
  throw new UsageError(`the file does not name its table: say --air ${STANDARD_CHIP_NAMES.join('|')}`);
}

function numbers(values: readonly unknown[]): number[] {
  return values.map((value, i) => {
    if (typeof value !== 'number') throw new ProofError('FIELD_ELEMENT', `public value ${i} is no number`);
    return value;
  });
}

function fieldOf(name: PrimeFieldName): PrimeField {
  return name === 'koalabear' ? koalaBear : babyBear;
}
