import type { PrimeField } from '../../../host/field/index.js';
import type { VerifiableAir } from '../../../host/stark/air/verifiable-air.js';
import { cubeChip, fibonacciChip, keccakFChip, poseidon2Chip } from '../../../host/stark/chips/index.js';
import {
  proofFromP3Json,
  proofSystem,
  readP3Document,
  type ProofSystem,
  type StarkParameters,
  type StarkProof,
} from '../../../host/stark/proof/index.js';
import { loadVectors } from '../../support/vectors.js';

/** Vectors of two or three columns. */
export const SMALL_VECTORS = [
  'stark_fib8_b2_a1',
  'stark_fib8_b1_a1_final2',
  'stark_fib64_b1_a3_cap2',
  'stark_cube32_b2_a2',
  'stark_quintic_fib64_b1_a3',
  'stark_quintic_cube32_b2_a2_final2_cap1',
  'stark_p2w16_quintic_fib64_b1_a3',
  'stark_keccakcfg_fib64_b1_a3_cap2',
  'stark_keccakcfg_fib32_b2_a1_final4_cap0',
  'stark_babybear_fib64_b1_a2_cap1',
];

/** Vectors of 1312 and 2633 columns. */
export const WIDE_VECTORS = ['stark_poseidon2air_8rows_b1', 'stark_keccakair_32rows_b1'];

/** A vector file, as far as tests read it. */
export interface VectorFile {
  readonly air: string;
  readonly config: unknown;
  readonly proof: unknown;
  readonly public_values: number[];
  readonly postcard_hex: string;
  readonly trace: number[][];
  readonly verifier_transcript: LogEntry[];
  /** There where runs of more than 32 observed elements are shortened in the log. */
  readonly transcript_note?: string;
}

export type LogEntry = Readonly<Record<string, unknown>>;

/** A vector ready to be verified. */
export interface StarkVector {
  readonly name: string;
  readonly file: VectorFile;
  readonly air: VerifiableAir;
  readonly parameters: StarkParameters;
  readonly system: ProofSystem;
  readonly proof: StarkProof;
  readonly bytes: Uint8Array;
  readonly publicValues: readonly number[];
}

export function loadStarkVector(name: string): StarkVector {
  const file = loadVectors<VectorFile>(name);
  const { config, proof, public_values } = file;
  const { parameters } = readP3Document({ config, proof, public_values });
  const system = proofSystem(parameters);
  const air = chipOf(name, system.field);
  return {
    name,
    file,
    air,
    parameters,
    system,
    proof: proofFromP3Json(system, air, proof),
    bytes: Uint8Array.from(Buffer.from(file.postcard_hex, 'hex')),
    publicValues: public_values,
  };
}

function chipOf(name: string, field: PrimeField): VerifiableAir {
  if (name.includes('cube')) return cubeChip(field);
  if (name.includes('poseidon2air')) return poseidon2Chip(`${field.name}_w16`);
  if (name.includes('keccakair')) return keccakFChip(field);
  return fibonacciChip(field);
}
