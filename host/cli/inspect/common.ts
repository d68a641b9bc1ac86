import type { Digest } from '../../field/index.js';
import { presetNameOf, type PartSize } from '../../stark/proof/index.js';
import { plonky3Inputs, plonky3Security, securityOf } from '../../stark/security/index.js';
import type { LoadedProof } from '../proof/load-proof.js';
import { statementOf } from '../proof/security.js';

/** What is shown of every proof. */
export type CommonInspection = ReturnType<typeof inspectCommon>;

export function inspectCommon(loaded: LoadedProof, parts: readonly PartSize[]) {
  const { format, fileBytes, parameters, postcard } = loaded;
  const statement = statementOf(loaded);
  return {
    format,
    fileBytes,
    parametersName: presetNameOf(parameters),
    parameters,
    security: {
      ...securityOf(statement),
      zeroKnowledge: false,
      plonky3: plonky3Security(plonky3Inputs(statement)),
    },
    proofBytes: postcard.length,
    parts,
  };
}

/** The words of a digest, least significant first, 8 digits each. */
export function hexOf(digest: Digest): string {
  return Array.from(digest, (word) => word.toString(16).padStart(8, '0')).join('');
}
