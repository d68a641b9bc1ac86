import type { Digest } from '../../../host/field/index.js';
import type { TranscriptEvent } from '../../../host/stark/verify/index.js';
import type { LogEntry } from './stark-vectors.js';

/** A transcript event in the words of the vector files. */
export function toLogEntry(event: TranscriptEvent, keccak: boolean): LogEntry {
  switch (event.kind) {
    case 'observe':
      return { observe: event.element };
    case 'observeCap':
      return { observe_cap: event.cap.map((digest) => (keccak ? lanes(digest) : [...digest])) };
    case 'sample':
      return { sample: event.element };
    case 'sampleBits':
      return { sample_bits: [event.bits, event.value] };
    case 'checkWitness':
      return { check_witness: { bits: event.bits, witness: event.witness, ok: event.ok } };
    case 'observeDigest':
      throw new Error('single digests are not observed');
  }
}

function lanes(digest: Digest): string[] {
  const hex = Array.from(digest, (word) => word.toString(16).padStart(8, '0'));
  return [0, 2, 4, 6].map((low) => hex[low + 1] + hex[low]);
}
