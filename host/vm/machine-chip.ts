import { koalaBear } from '../field/index.js';
import { defineChip, type Chip, type ChipBuilder, type NoCells, type Struct } from '../stark/air/index.js';

/** What a chip of the machine is written as; see `ChipDefinition`. */
export interface MachineChipDefinition<
  Main extends Struct,
  Preprocessed extends Struct = NoCells,
  Public extends Struct = NoCells,
> {
  readonly name: string;
  readonly description: string;
  readonly columns: Main;
  readonly preprocessed?: Preprocessed;
  readonly publicValues?: Public;
  readonly constraints: (builder: ChipBuilder<Main, Preprocessed, Public>) => void;
}

/** A chip of the machine: over KoalaBear, of degree 3, with two messages to a column where their bus is one. */
export function defineMachineChip<
  const Main extends Struct,
  const Preprocessed extends Struct = NoCells,
  const Public extends Struct = NoCells,
>(definition: MachineChipDefinition<Main, Preprocessed, Public>): Chip<Main> {
  return defineChip(koalaBear, { ...definition, maxDegree: 3, packing: 'max-degree' });
}
