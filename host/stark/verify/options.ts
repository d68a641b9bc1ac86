import type { Challenger, MerkleHash } from '../../field/index.js';
import type { ProofSystem } from '../proof/index.js';
import { meteredMerkleHash, type HashMeter } from './hash-meter.js';
import type { PcsContext } from './pcs.js';
import { ObservedChallenger, type TranscriptObserver } from './transcript.js';

/** How to verify, whatever the proof. */
export interface VerificationOptions {
  /** A transcript that has observed something already; it is not changed. By default an empty one. */
  readonly challenger?: Challenger | undefined;
  /** Is told each transcript event. */
  readonly observer?: TranscriptObserver | undefined;
  /** Computes the same digests as the hash set of the parameters, faster. By default the plain one of the set. */
  readonly accelerator?: MerkleHash | undefined;
  /** Counts the work. */
  readonly meter?: HashMeter | undefined;
}

/** Hash and transcript at the start of a verification. */
export function startVerification(system: ProofSystem, options: VerificationOptions): PcsContext {
  const { hashes } = system;
  const merkle = options.accelerator ?? hashes.merkle;
  const challenger = options.challenger?.clone() ?? hashes.newChallenger();
  return {
    system,
    merkle: options.meter ? meteredMerkleHash(hashes.name, merkle, options.meter) : merkle,
    challenger: options.observer ? new ObservedChallenger(challenger, options.observer) : challenger,
  };
}
