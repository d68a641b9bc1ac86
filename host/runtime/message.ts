import { OpKind, type OpName } from './abi.js';
import type { Matrix, MerkleTree } from './matrix.js';

/** A handle in an op's words. */
export interface Slot {
  /** Counted from the op's first word. */
  readonly at: number;
  readonly held: Matrix | MerkleTree;
}

/** One op of a message. */
export interface Op {
  readonly name: OpName;
  /** Where its words begin in the message, and how many they are, the header with them. */
  readonly start: number;
  readonly length: number;
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  /** Of uploads and downloads: where the number of its region stands, counted from its first word. */
  readonly regionAt?: number | undefined;
}

/** A segment as a place gets it. */
export interface SegmentMessage {
  readonly words: Uint32Array;
  readonly ops: readonly Op[];
  /** Host memory that uploads read and downloads write. */
  readonly regions: readonly Uint32Array[];
}

/** The op that frees handles of a device. */
export function freeWords(handles: readonly number[]): Uint32Array {
  return Uint32Array.of(OpKind.FREE, 3 + handles.length, handles.length, ...handles);
}
