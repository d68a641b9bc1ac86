import type { Chip } from '../chip.js';
import type { Message } from '../interaction.js';
import { RowAlgebra } from './row-algebra.js';
import { rowCases } from './row-cases.js';

/** A field of a bus that a chip may fill as a prover likes. */
export interface FreeField {
  readonly chip: string;
  readonly bus: string;
  readonly field: string;
}

export function fieldKey({ chip, bus, field }: FreeField): string {
  return `${chip}: ${bus}.${field}`;
}

/**
 * The fields that are free: what a row sends on a permutation bus, or provides on a lookup bus, in columns that
 * nothing holds. Held are columns
 *
 * - of which a constraint speaks alone, such as a bit;
 * - that a constraint, which is linear in them, gives by columns that are held;
 * - that the row receives on a permutation bus, or looks up, if what is sent or provided there is held.
 *
 * What buses carry is taken to be held until a sender says otherwise, which is the induction over time that a memory
 * argument makes: a row that passes on what it has received is not to blame. The search goes case by case of a chip's
 * flags, so that what is held under a condition counts where it holds.
 *
 * @param assumed fields that are held for reasons beyond a row
 * @returns free fields, those that are assumed and are not held by themselves among them
 */
export function freeFields(chips: readonly Chip[], assumed: ReadonlySet<string>): FreeField[] {
  const cases = chips.flatMap((chip) => {
    const found = rowCases(chip)?.cases ?? [];
    return (found.length > 0 ? found : [new Map<number, number>()]).map((fixed) => new RowCase(chip, fixed));
  });
  const free = new Map<string, FreeField>();
  const freeOnBus = new Set<string>();
  for (let isStable = false; !isStable;) {
    isStable = true;
    for (const each of cases) {
      for (const field of each.freeFields((bus, name) => !freeOnBus.has(`${bus}.${name}`))) {
        const key = fieldKey(field);
        if (free.has(key)) continue;
        free.set(key, field);
        isStable = false;
        if (!assumed.has(key)) freeOnBus.add(`${field.bus}.${field.field}`);
      }
    }
  }
  return [...free.values()];
}

type IsHeld = (bus: string, field: string) => boolean;

interface CaseMessage extends Message {
  readonly bus: string;
  readonly isLookup: boolean;
  readonly names: readonly string[];
}

/** Rows of a chip with certain flags. */
class RowCase {
  private readonly algebra: RowAlgebra;
  private readonly messages: readonly CaseMessage[];
  private readonly constraints: readonly number[];

  constructor(
    private readonly chip: Chip,
    fixed: ReadonlyMap<number, number>,
  ) {
    this.algebra = new RowAlgebra(chip, fixed);
    this.constraints = chip.constraints
      .map(({ node }) => node)
      .filter((node) => this.algebra.isOfThisRow(node) && !this.algebra.isZero(node));
    this.messages = chip.interactions
      .flatMap(({ bus, messages }) =>
        bus === null
          ? []
          : messages.map((message) => ({
              ...{ ...message, bus: bus.name, isLookup: bus.kind === 'lookup', names: bus.fields },
            })),
      )
      .filter(({ count }) => !this.isNothing(count));
  }

  /** Whether a count is 0, be it for a constraint that says so. */
  private isNothing(count: number): boolean {
    const { algebra, constraints } = this;
    if (algebra.isZero(count)) return true;
    const [column, ...others] = algebra.dependencesOf(count);
    if (column === undefined || others.length > 0 || !algebra.isMultipleOf(count, column[0])) return false;
    const isLinear = (node: number) => algebra.dependencesOf(node).get(column[0]) === 'linear';
    return constraints.some((node) => isLinear(node) && algebra.isMultipleOf(node, column[0]));
  }

  freeFields(isHeld: IsHeld): FreeField[] {
    const saying = this.messages.filter(
      ({ direction, isLookup }) => direction === (isLookup ? 'provide' : 'send'),
    );
    if (saying.length === 0) return [];
    const held = this.heldColumns(isHeld);
    return saying.flatMap(({ bus, names, fields }) =>
      fields.flatMap((node, i) => {
        const columns = [...this.algebra.dependencesOf(node).keys()];
        const isFree = columns.some((column) => !held.has(column));
        return isFree ? [{ chip: this.chip.name, bus, field: names[i] }] : [];
      }),
    );
  }

  private heldColumns(isHeld: IsHeld): ReadonlySet<number> {
    const held = new Set<number>();
    const given = [
      ...this.constraints,
      ...this.messages
        .filter(({ direction, isLookup }) => direction === (isLookup ? 'send' : 'receive'))
        .flatMap(({ bus, names, fields }) => fields.filter((_, i) => isHeld(bus, names[i]))),
    ];
    for (let before = -1; before < held.size;) {
      before = held.size;
      for (const node of given) {
        const open = [...this.algebra.dependencesOf(node)].filter(([column]) => !held.has(column));
        if (open.length !== 1) continue;
        const [[column, dependence]] = open;
        const isAlone = this.algebra.dependencesOf(node).size === 1;
        if (isAlone || dependence === 'linear') held.add(column);
      }
    }
    return held;
  }
}
