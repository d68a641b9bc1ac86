import { Transcript } from '../../runtime/index.js';
import { boundDigestWords, proofSystem, type StarkParameters } from '../proof/index.js';

/**
 * A transcript that binds what is proven under it to a statement.
 *
 * @param digest `statementDigest` of the statement, 32 bytes
 * @throws ParametersError; StatementError DIGEST
 */
export function boundTranscript(parameters: StarkParameters, digest: Uint8Array): Transcript {
  const words = boundDigestWords(proofSystem(parameters), digest);
  const transcript = Transcript.create(parameters.field, parameters.hashSet);
  transcript.observeDigests(words);
  return transcript;
}
