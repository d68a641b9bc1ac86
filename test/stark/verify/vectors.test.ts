import test from 'ava';
import { verifyStark, type TranscriptEvent } from '../../../host/stark/verify/index.js';
import {
  loadStarkVector,
  SMALL_VECTORS,
  WIDE_VECTORS,
  type LogEntry,
  type StarkVector,
} from './stark-vectors.js';
import { toLogEntry } from './transcript-log.js';

for (const name of [...SMALL_VECTORS, ...WIDE_VECTORS]) {
  test(`${name} verifies, from bytes and from memory`, (t) => {
    const { air, parameters, bytes, proof, publicValues } = loadStarkVector(name);
    const expected = { ok: true, degreeBits: proof.degreeBits } as const;
    t.deepEqual(verifyStark({ air, parameters, proof: bytes, publicValues }), expected);
    t.deepEqual(verifyStark({ air, parameters, proof, publicValues }), expected);
  });

  test(`${name}: the transcript is reproduced event by event`, (t) => {
    const vector = loadStarkVector(name);
    t.deepEqual(transcriptOf(vector), vector.file.verifier_transcript);
  });
}

/** The verifier's transcript in the words of the vector files. */
function transcriptOf(vector: StarkVector): LogEntry[] {
  const log: LogEntry[] = [];
  const { air, parameters, bytes, publicValues } = vector;
  const observer = (event: TranscriptEvent): void => {
    log.push(toLogEntry(event, parameters.hashSet === 'keccak'));
  };
  verifyStark({ air, parameters, proof: bytes, publicValues, observer });
  return vector.file.transcript_note === undefined ? log : shortened(log);
}

/** Runs of more than 32 observed elements as their count and ends. */
function shortened(log: readonly LogEntry[]): LogEntry[] {
  const short: LogEntry[] = [];
  let run: LogEntry[] = [];
  for (const entry of [...log, {}]) {
    if ('observe' in entry) {
      run.push(entry);
      continue;
    }
    const elements = run.map(({ observe }) => observe);
    const ends = { count: run.length, first: elements.slice(0, 4), last: elements.slice(-4) };
    short.push(...(run.length > 32 ? [{ observe_run: ends }] : run), entry);
    run = [];
  }
  return short.slice(0, -1);
}
