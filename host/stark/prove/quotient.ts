import type { Ext } from '../../field/index.js';
import type { Matrix } from '../../runtime/index.js';
import type { Chip } from '../air/index.js';
import { logQuotientChunks } from '../proof/index.js';
import { commitTraces, type Commitment, type Extendable } from './commitment.js';
import type { Session } from './session.js';

/** A table's low-degree extensions, and what its constraints depend on beside them. */
export interface QuotientTable {
  readonly chip: Chip;
  readonly logRows: number;
  readonly main: Matrix;
  readonly preprocessed: Matrix | undefined;
  readonly permutation: Matrix | undefined;
  readonly program: Uint32Array;
  /** The program's: public values and words of challenges, Montgomery. */
  readonly scalars: readonly number[];
}

/**
 * Commits to the quotients of tables: each in chunks of its table's height, and each chunk extended from its own
 * coset to the common one. Matrices are in order of tables and chunks.
 */
export async function commitQuotients(
  session: Session,
  tables: readonly QuotientTable[],
  alpha: Ext,
): Promise<Commitment> {
  const segment = session.dispatcher.segment();
  const chunks = tables.map(({ chip, ...table }) =>
    segment.quotient({
      ...table,
      extension: session.extension,
      logChunks: logQuotientChunks(chip.maxConstraintDegree),
      alpha: session.toWords(alpha),
    }),
  );
  await session.run('quotient', segment);
  session.keep(...chunks.flat());
  const extendable = chunks.flatMap((ofTable, i) => onCosets(session, ofTable, tables[i].logRows));
  return commitTraces(session, 'quotient', extendable);
}

/** Chunk k holds f on shift g^k H, that is f(shift g^k X) on H; on g^-k K that is f on shift K. */
function onCosets(session: Session, chunks: readonly Matrix[], logRows: number): Extendable[] {
  const { field } = session.system;
  const step = field.inverse(field.twoAdicGenerator(logRows + Math.log2(chunks.length)));
  return chunks.map((trace, k) => ({ trace, shift: field.toMontgomery(field.pow(step, k)), consume: true }));
}
