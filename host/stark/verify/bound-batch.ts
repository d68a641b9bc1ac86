import { sha256 } from '../../field/index.js';
import { assignBuses, chipIdentity, type Chip } from '../air/index.js';
import {
  StatementError,
  type BoundStatement,
  type PreprocessedBatchKey,
  type StarkParameters,
} from '../proof/index.js';

/** What a batch proof can be bound to. */
export interface BoundBatch {
  readonly parameters: StarkParameters;
  /** In the order of the proof. */
  readonly chips: readonly Chip[];
  /** log2 of the rows of each table, by shape id. */
  readonly shapes: readonly (readonly number[])[];
  readonly shapeId: number;
  /** Where tables have preprocessed columns. */
  readonly preprocessed?: PreprocessedBatchKey | undefined;
}

/**
 * The statement of a batch of which each shape has all tables, in order. Its digest is what prover and verifier
 * observe before anything else.
 *
 * @throws AirError as `assignBuses` does; StatementError SHAPES for a shape of more or fewer tables
 */
export function boundBatchStatement(batch: BoundBatch): BoundStatement {
  const { parameters, chips, shapes, shapeId, preprocessed } = batch;
  const { ids } = assignBuses(chips);
  if (shapes.some(({ length }) => length !== chips.length)) {
    throw new StatementError('SHAPES', `each shape must have ${chips.length} tables`);
  }
  return {
    parameters,
    chipIdentities: chips.map(chipIdentity),
    shapes: shapes.map((heights) => {
      return heights.map((degreeBits, chip) => ({ chip, degreeBits, buses: ids[chip] }));
    }),
    shapeId,
    verifyingKey: preprocessed ? preprocessedKeyDigest(preprocessed) : null,
  };
}

/** SHA-256 of a preprocessed commitment; docs/transcript.md lists the bytes. */
export function preprocessedKeyDigest({ cap, tables }: PreprocessedBatchKey): Uint8Array {
  const words = [
    tables.length,
    ...tables.flatMap(({ table, width, degreeBits }) => [table, width, degreeBits]),
    cap.length,
    ...cap.flatMap((digest) => [...digest]),
  ];
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => view.setUint32(4 * i, word, true));
  return sha256(bytes);
}
