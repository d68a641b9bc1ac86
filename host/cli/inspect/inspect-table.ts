import { measureStarkProof, proofSystem, starkShape } from '../../stark/proof/index.js';
import type { LoadedTable } from '../proof/load-proof.js';
import { hexOf, inspectCommon } from './common.js';

/** What is shown of a proof of one table. */
export type TableInspection = ReturnType<typeof inspectTable>;

export function inspectTable(loaded: LoadedTable) {
  const { chip, parameters, publicValues, proof } = loaded;
  const system = proofSystem(parameters);
  const { fri, quotientChunkCount } = starkShape(system, chip, proof.degreeBits);
  return {
    chip: chip.name,
    publicValues,
    ...inspectCommon(loaded, measureStarkProof(system, proof)),
    shape: {
      degreeBits: proof.degreeBits,
      columns: chip.width,
      preprocessedColumns: chip.preprocessedWidth,
      constraints: chip.constraintCount,
      maxConstraintDegree: chip.maxConstraintDegree,
      quotientChunks: quotientChunkCount,
      logArities: fri.logArities,
    },
    commitments: {
      trace: proof.commitments.trace.map(hexOf),
      quotientChunks: proof.commitments.quotientChunks.map(hexOf),
      folding: proof.openingProof.commitPhaseCommits.map((cap) => cap.map(hexOf)),
    },
  };
}
