import type { BatchOpenedValues, BatchProof } from './batch-proof.js';
import type { BatchShape, BatchTableShape } from './batch-shape.js';
import type { ProofSource } from './proof-source.js';
import { readAbsent, readFriProof, readOpenedValues } from './read-proof.js';

/**
 * Reads a batch proof of this shape, members in the order of the wire format. What comes out has every length
 * that the shape fixes and canonical values throughout; only numbers of Merkle siblings remain to be checked.
 *
 * @throws ProofError
 */
export function readBatchProof(source: ProofSource, shape: BatchShape): BatchProof {
  const { tables } = shape;
  const members = ['commitments', 'openedValues', 'openingProof', 'lookupTerminals', 'degreeBits'];
  return source.record(members, (member) => ({
    commitments: readCommitments(member('commitments'), shape),
    openedValues: member('openedValues').list(tables.length, (values, i) =>
      readTableValues(values, shape, tables[i]),
    ),
    openingProof: readFriProof(member('openingProof'), shape.fri),
    lookupTerminals: member('lookupTerminals').list(tables.length, (terminal, i) =>
      terminal.option(tables[i].permutationWidth > 0, (value) => value.ext(), 'LOOKUP_TERMINAL'),
    ),
    degreeBits: member('degreeBits').list(tables.length, (bits, i) => bits.count(tables[i].degreeBits)),
  }));
}

function readCommitments(source: ProofSource, { fri, hasLookups }: BatchShape): BatchProof['commitments'] {
  // No matrix of the shape is lower than the cap.
  const size = 2 ** fri.capHeight;
  return source.record(['main', 'permutation', 'quotientChunks', 'random'], (member) => ({
    main: member('main').digests(size, size),
    permutation: member('permutation').option(hasLookups, (cap) => cap.digests(size, size)),
    quotientChunks: member('quotientChunks').digests(size, size),
    random: readAbsent(member('random')),
  }));
}

function readTableValues(
  source: ProofSource,
  { fri }: BatchShape,
  table: BatchTableShape,
): BatchOpenedValues {
  const chunks = { count: table.quotientChunkCount, width: fri.commitments[1][0].width };
  return source.record(['base', 'permutationLocal', 'permutationNext'], (member) => ({
    base: readOpenedValues(member('base'), table.layout, chunks),
    permutationLocal: member('permutationLocal').exts(table.permutationWidth),
    permutationNext: member('permutationNext').exts(table.permutationWidth),
  }));
}
