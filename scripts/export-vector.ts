/**
 * Writes a proof, read from any format that `verify` knows, in the full form of the vector files in test/vectors:
 * parameters, proof and public values, and beside them what checkers recompute, namely the transcript, the values
 * out of domain and the postcard bytes. A Fibonacci proof gets its trace, too, as it follows from the public values;
 * other proofs do not say theirs.
 *
 * Usage: node dist/scripts/export-vector.js PROOF OUTPUT [AIR]
 */
import { writeFileSync } from 'node:fs';
import { loadProof, type LoadedTable } from '../host/cli/proof/load-proof.js';
import type { Ext } from '../host/field/index.js';
import { fibonacciTrace } from '../host/stark/chips/index.js';
import { digestToP3Json, proofSystem, toP3Document, type ProofSystem } from '../host/stark/proof/index.js';
import { selectorsAt, traceDomain } from '../host/stark/verify/domain.js';
import { recomposeQuotient } from '../host/stark/verify/quotient.js';
import { verifyStark, type TranscriptEvent } from '../host/stark/verify/index.js';

/** Names of tables at the head of vector files. */
const AIR_TITLES: Readonly<Record<string, string>> = { fibonacci: 'FibAir', cube: 'CubeAir' };

function logEntry(system: ProofSystem, event: TranscriptEvent): Readonly<Record<string, unknown>> {
  switch (event.kind) {
    case 'observe':
      return { observe: event.element };
    case 'observeDigest':
      return { observe_cap: [digestToP3Json(system, event.digest)] };
    case 'observeCap':
      return { observe_cap: event.cap.map((digest) => digestToP3Json(system, digest)) };
    case 'sample':
      return { sample: event.element };
    case 'sampleBits':
      return { sample_bits: [event.bits, event.value] };
    case 'checkWitness':
      return { check_witness: { bits: event.bits, witness: event.witness, ok: event.ok } };
  }
}

/** The values that the verifier computes at zeta. */
function outOfDomain(
  { chip, proof, publicValues }: LoadedTable,
  system: ProofSystem,
  samples: readonly number[],
) {
  const { extension, field } = system;
  const { degree } = extension;
  // The transcript's first three challenges.
  const [alpha, zeta, batching] = [0, 1, 2].map((i) => samples.slice(degree * i, degree * (i + 1)));
  const selectors = selectorsAt(extension, traceDomain(proof.degreeBits), zeta)!;
  const { traceLocal, traceNext, quotientChunks } = proof.openedValues;
  const values = chip.evaluateConstraints(extension, {
    local: traceLocal,
    next: traceNext ?? [],
    preprocessedLocal: [],
    preprocessedNext: [],
    publicValues,
    ...selectors,
  });
  const fold = (sum: Ext, value: Ext): Ext => extension.add(extension.mul(sum, alpha), value);
  return {
    alpha,
    zeta,
    zeta_next: extension.mulBase(zeta, field.twoAdicGenerator(proof.degreeBits)),
    vanishing_at_zeta: selectors.vanishing,
    is_first_row: selectors.isFirstRow,
    is_transition: selectors.isTransition,
    is_last_row: selectors.isLastRow,
    constraint_values: values,
    folded_constraints: values.reduce(fold, extension.zero),
    quotient_at_zeta: recomposeQuotient(extension, traceDomain(proof.degreeBits), quotientChunks, zeta),
    fri_batching_alpha: batching,
  };
}

function traceOf({ air, chip, proof, publicValues }: LoadedTable): { trace?: number[][] } {
  if (air !== 'fibonacci') return {};
  const [first, second] = publicValues;
  const { trace } = fibonacciTrace(chip.field, 2 ** proof.degreeBits, first, second);
  return {
    trace: Array.from({ length: trace.length / 2 }, (_, row) => [trace[2 * row], trace[2 * row + 1]]),
  };
}

function vectorOf(loaded: LoadedTable): unknown {
  const { air, chip, parameters, proof, publicValues, postcard } = loaded;
  const system = proofSystem(parameters);
  const events: TranscriptEvent[] = [];
  const observer = (event: TranscriptEvent): void => void events.push(event);
  const result = verifyStark({ air: chip, parameters, proof, publicValues, observer });
  if (!result.ok) throw new Error(`the proof does not verify: ${result.check}: ${result.message}`);
  const transcript = events.map((event) => logEntry(system, event));
  const samples = events.flatMap((event) => (event.kind === 'sample' ? [event.element] : []));
  return {
    air: `${AIR_TITLES[air] ?? air}: ${chip.description}`,
    ...toP3Document(parameters, proof, publicValues, air),
    width: chip.width,
    height: 2 ** proof.degreeBits,
    ...traceOf(loaded),
    num_constraints: chip.constraintCount,
    num_quotient_chunks: proof.openedValues.quotientChunks.length,
    ood: outOfDomain(loaded, system, samples),
    prover_transcript: transcript,
    verifier_transcript: transcript,
    postcard_len: postcard.length,
    postcard_hex: Buffer.from(postcard).toString('hex'),
  };
}

const [input, output, air] = process.argv.slice(2);
try {
  const loaded = loadProof(input, air === undefined ? {} : { air });
  if (loaded.kind !== 'table') throw new Error('there are vectors of proofs of one table alone');
  writeFileSync(output, `${JSON.stringify(vectorOf(loaded))}\n`);
} catch (error) {
  console.error(`export-vector: ${(error as Error).message}`);
  process.exitCode = 1;
}
