export type { Datum, ProofGraph, StageNode } from './graph.js';
