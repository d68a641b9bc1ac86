import type { Ext } from '../../field/index.js';
import type { Matrix } from '../../runtime/index.js';
import { assignBuses, busPrefixes, challengeWords, type Chip } from '../air/index.js';
import { commitTraces, type Commitment } from './commitment.js';
import { permutationProgram } from './constraint-program.js';
import type { Session } from './session.js';

/** A table whose messages are to be summed up. */
export interface PermutationTable {
  readonly chip: Chip;
  readonly trace: Matrix;
  readonly publicValues: readonly number[];
  /** The trace of its preprocessed columns. */
  readonly preprocessed: Matrix | undefined;
}

/** Committed accumulators and fractions of the tables that have lookups. */
export interface Permutations {
  readonly commitment: Commitment;
  /** Indices of the tables in commit order. */
  readonly tables: readonly number[];
  /** By table of the batch. */
  readonly terminals: readonly (Ext | null)[];
  /** By table of the batch: canonical words of the challenges, as its quotient program has them. */
  readonly challengeWords: readonly (readonly number[])[];
}

/** Samples the lookup challenges, and commits to what they make of the tables; undefined where none has lookups. */
export async function commitPermutations(
  session: Session,
  tables: readonly PermutationTable[],
): Promise<Permutations | undefined> {
  const chips = tables.map(({ chip }) => chip);
  const buses = assignBuses(chips);
  if (buses.busCount === 0) return undefined;
  const { extension, field } = session.system;
  const alpha = session.sampleExt();
  const beta = session.sampleExt();
  const prefixes = busPrefixes(extension, buses, alpha, beta);

  const segment = session.dispatcher.segment();
  const made = tables.map(({ chip, trace, publicValues, preprocessed }, i) => {
    if (chip.lookups.length === 0) return null;
    const challenges = challengeWords(chip, extension, { prefixes: prefixes[i], beta });
    return segment.permutation({
      main: trace,
      preprocessed,
      extension: session.extension,
      scalars: [...publicValues, ...challenges].map((value) => field.toMontgomery(value)),
      program: permutationProgram(chip, extension),
    });
  });
  // From here on nothing reads the traces.
  session.drop(segment, ...tables.flatMap(({ chip, trace }) => (chip.lookups.length > 0 ? [trace] : [])));
  const outcome = await session.run('permutation', segment);
  const outputs = made.flatMap((one) => (one ? [one.output] : []));
  session.keep(...outputs);
  const terminals = made.map((one) => one && session.toExt(outcome.get(one.terminal)));

  const extendable = outputs.map((trace) => ({ trace, shift: session.shift, consume: true }));
  return {
    commitment: await commitTraces(session, 'permutation', extendable),
    tables: made.flatMap((one, i) => (one ? [i] : [])),
    terminals,
    challengeWords: chips.map((chip, i) => {
      const terminal = terminals[i];
      return terminal ? challengeWords(chip, extension, { prefixes: prefixes[i], beta, terminal }) : [];
    }),
  };
}
