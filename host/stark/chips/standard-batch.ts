import type { PrimeField } from '../../field/index.js';
import type { Chip } from '../air/index.js';
import { seededMachine, type MachineInput } from './machine-program.js';
import { machineTables } from './machine-trace.js';

/** Tables that are proven together, with all that a verifier fixes about them. */
export interface StandardBatch {
  readonly name: string;
  /** In the order of the proof. */
  readonly chips: readonly Chip[];
  /** By table: canonical preprocessed cells, row by row; undefined for a table without such columns. */
  readonly preprocessed: readonly (Uint32Array | undefined)[];
  /** log2 of the rows of each table, by shape id. */
  readonly shapes: readonly (readonly number[])[];
}

/** log2 of the most rows of the machine's arithmetic table: KoalaBear has no larger extensions. */
const MACHINE_MAX_LOG_ROWS = 23;

/** What the standard machine runs; the program is preprocessed, what the cells hold before is the prover's. */
export const STANDARD_MACHINE: MachineInput = seededMachine(1);

const STANDARD: Readonly<Record<string, (field: PrimeField) => StandardBatch>> = { machine: standardMachine };

/** Names of the batches that come with this package. */
export const STANDARD_BATCH_NAMES: readonly string[] = Object.keys(STANDARD);

/** A standard batch by its name. */
export function standardBatch(name: string, field: PrimeField): StandardBatch | undefined {
  return Object.hasOwn(STANDARD, name) ? STANDARD[name](field) : undefined;
}

/** The machine with its standard program. The shape id is log2 of the rows of the arithmetic table. */
function standardMachine(field: PrimeField): StandardBatch {
  const { tables } = machineTables(field, STANDARD_MACHINE, 1);
  const [program, , memory, range] = tables.map(({ chip, trace }) => Math.log2(trace.length / chip.width));
  return {
    name: 'machine',
    chips: tables.map(({ chip }) => chip),
    preprocessed: tables.map(({ preprocessed }) => preprocessed),
    shapes: Array.from({ length: MACHINE_MAX_LOG_ROWS + 1 }, (_, arithmetic) => {
      return [program, arithmetic, memory, range];
    }),
  };
}
