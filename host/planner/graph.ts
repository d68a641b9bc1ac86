export interface StageNode {
  readonly key: string;
  readonly op: string;
  readonly parts: readonly { readonly class: string; readonly work: number; readonly calls: number }[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly after: readonly number[];
  readonly frees: readonly number[];
  readonly isHost?: boolean;
}
export interface Datum {
  readonly bytes: number;
  readonly atHost: boolean;
  readonly isMovable: boolean;
}
export interface ProofGraph {
  readonly stages: readonly StageNode[];
  readonly data: readonly Datum[];
}
