import type { Ext } from '../../../host/field/index.js';
import type { VerifiableAir } from '../../../host/stark/air/verifiable-air.js';
import {
  proofFromP3Json,
  proofSystem,
  readP3Document,
  type ProofSystem,
  type StarkParameters,
  type StarkProof,
} from '../../../host/stark/proof/index.js';
import { loadVectors } from '../../support/vectors.js';
import { cube, fibonacci } from './small-airs.js';

/** Vectors of the hand-written AIRs. */
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

/** A vector file, as far as tests read it. */
export interface VectorFile {
  readonly air: string;
  readonly config: unknown;
  readonly proof: unknown;
  readonly public_values: number[];
  readonly postcard_hex: string;
  readonly verifier_transcript: LogEntry[];
  readonly ood?: { readonly constraint_values: Ext[] | null };
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

export function loadStarkVector(name: string, air?: VerifiableAir): StarkVector {
  const file = loadVectors<VectorFile>(name);
  const table = air ?? (name.includes('cube') ? cube : fibonacci);
  const { config, proof, public_values } = file;
  const { parameters } = readP3Document({ config, proof, public_values });
  const system = proofSystem(parameters);
  return {
    name,
    file,
    air: table,
    parameters,
    system,
    proof: proofFromP3Json(system, table, proof),
    bytes: Uint8Array.from(Buffer.from(file.postcard_hex, 'hex')),
    publicValues: public_values,
  };
}
