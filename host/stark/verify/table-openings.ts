import type { Ext } from '../../field/index.js';
import type { ProofSystem } from '../proof/index.js';
import type { OpenedMatrix, PointOpening } from './pcs.js';

/** Turns the opened values of the matrices of one table into openings at its points. */
export class TableOpenings {
  private readonly logDegree: number;
  private readonly zeta: Ext;
  private readonly zetaNext: Ext;

  constructor({ extension, field }: ProofSystem, logDegree: number, zeta: Ext) {
    this.logDegree = logDegree;
    this.zeta = zeta;
    this.zetaNext = extension.mulBase(zeta, field.twoAdicGenerator(logDegree));
  }

  /** A matrix opened at zeta, and at zeta times the row step where there are values. */
  matrix(width: number, local: readonly Ext[] | null, next: readonly Ext[] | null): OpenedMatrix {
    const openings: PointOpening[] = [];
    if (local) openings.push({ point: this.zeta, values: local });
    if (next) openings.push({ point: this.zetaNext, values: next });
    return { logDegree: this.logDegree, width, openings };
  }

  /** Each quotient chunk is a matrix that is opened at zeta. */
  chunks(chunks: readonly (readonly Ext[])[]): OpenedMatrix[] {
    return chunks.map((values) => this.matrix(values.length, values, null));
  }
}
