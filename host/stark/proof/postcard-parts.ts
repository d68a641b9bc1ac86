import type { Ext } from '../../field/index.js';
import type { PostcardWriter } from './postcard-writer.js';
import type { FriProof, OpenedValues } from './stark-proof.js';

/** A part of a proof, and the bytes that it takes. */
export interface PartSize {
  readonly part: string;
  readonly bytes: number;
}

/** A part of a proof, and how it is written. */
export type Part = readonly [part: string, write: (writer: PostcardWriter) => void];

/** The bytes of parts one after another. */
export function encodeParts(writer: PostcardWriter, parts: readonly Part[]): Uint8Array {
  for (const [, write] of parts) write(writer);
  return writer.bytes.toBytes();
}

/** The bytes of each part. */
export function measureParts(writer: PostcardWriter, parts: readonly Part[]): PartSize[] {
  return parts.map(([part, write]) => {
    const before = writer.bytes.size;
    write(writer);
    return { part, bytes: writer.bytes.size - before };
  });
}

/** Writes the opened values of a table. */
export function writeOpenedValues(writer: PostcardWriter, values: OpenedValues): void {
  const write = (opened: readonly Ext[]): void => writer.exts(opened);
  write(values.traceLocal);
  writer.option(values.traceNext, write);
  writer.option(values.preprocessedLocal, write);
  writer.option(values.preprocessedNext, write);
  writer.list(values.quotientChunks, write);
  writer.option(values.random, write);
}

/** An opening proof in its parts. */
export function friParts(proof: FriProof): Part[] {
  return [
    ['commitPhaseCommits', (writer) => writer.list(proof.commitPhaseCommits, (cap) => writer.digests(cap))],
    ['commitPowWitnesses', (writer) => writer.elements(proof.commitPowWitnesses)],
    ['inputOpenings', (writer) => writeInputOpenings(writer, proof.inputOpenings)],
    ['commitPhaseOpenings', (writer) => writeCommitPhaseOpenings(writer, proof.commitPhaseOpenings)],
    ['finalPolynomial', (writer) => writer.exts(proof.finalPolynomial)],
    ['queryPowWitness', (writer) => writer.element(proof.queryPowWitness)],
  ];
}

function writeInputOpenings(writer: PostcardWriter, openings: FriProof['inputOpenings']): void {
  writer.list(openings, ({ rows, siblings }) => {
    writer.list(rows, (query) => writer.list(query, (row) => writer.elements(row)));
    writer.digests(siblings);
  });
}

function writeCommitPhaseOpenings(writer: PostcardWriter, openings: FriProof['commitPhaseOpenings']): void {
  writer.list(openings, ({ logArity, siblingValues, siblings }) => {
    writer.bytes.byte(logArity);
    writer.list(siblingValues, (values) => writer.exts(values));
    writer.digests(siblings);
  });
}
