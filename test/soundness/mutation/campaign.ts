import type { Chip } from '../../../host/stark/air/index.js';
import { seededWords } from '../../field/random.js';
import { FREEDOMS, PADDING, type Freedom, type Read } from './harmless.js';
import { IncrementalChecker, isRefused, type Answers, type Refusals } from './incremental-checker.js';
import { machineAnswers } from './machine-answers.js';
import type { MachineShard } from './machine-shards.js';
import {
  CELL_MUTATIONS,
  mutatedRow,
  mutatedRows,
  ROW_MUTATIONS,
  type CellMutation,
  type Random,
  type Rows,
} from './mutations.js';
import type { RowEvaluator } from './row-evaluator.js';

/** What became of the mutations of some columns. */
export interface Tally {
  mutations: number;
  /** Refused by a constraint, perhaps by a bus too. */
  constraints: number;
  /** By buses alone, or by a count. */
  buses: number;
  /** Of these, by each bus. */
  readonly byBus: Map<string, number>;
  /** Not refused, and listed. */
  harmless: number;
}

/** A mutation that was not refused though it is not listed, or the other way round. */
export interface Surprise {
  readonly what: string;
  readonly refusals: Refusals;
}

export interface CampaignReport {
  /** By chip, and columns or `rows` there. */
  readonly tallies: ReadonlyMap<string, ReadonlyMap<string, Tally>>;
  readonly surprises: readonly Surprise[];
  /** What is listed and has been met. */
  readonly met: ReadonlySet<string>;
  /** Constraints that alone have refused a mutation, `CHIP: NAME`: without them it would have been accepted. */
  readonly needed: ReadonlySet<string>;
}

/** A name for every listed column, as {@link CampaignReport} counts them. */
export function listedColumns(): string[] {
  return [
    ...FREEDOMS.flatMap((freedom, i) => freedom.columns.map((column) => freedomName(freedom, i, column))),
    ...Object.entries(PADDING).flatMap(([chip, { free, within = {} }]) =>
      [...free, ...Object.keys(within)].map((column) => paddingName(chip, column)),
    ),
  ];
}

const freedomName = ({ chip }: Freedom, i: number, column: string): string => `${chip}: ${column} (${i})`;
const paddingName = (chip: string, column: string): string => `${chip}: ${column} of padding`;

/** Mutates tables of good shards, and compares what is refused with what is listed as harmless. */
export class Campaign {
  private readonly tallies = new Map<string, Map<string, Tally>>();
  private readonly surprises: Surprise[] = [];
  private readonly met = new Set<string>();
  private readonly needed = new Set<string>();
  private readonly random: Random;
  private readonly targets: readonly Target[];

  /** @param chips whose tables are mutated, all unless given */
  constructor(shards: readonly MachineShard[], seed: number, chips?: ReadonlySet<string>) {
    const next = seededWords(seed);
    this.random = (bound) => next() % bound;
    this.targets = shards.flatMap((shard) => {
      const checker = new IncrementalChecker(shard.tables);
      const answers = machineAnswers(shard.tables);
      return shard.tables.flatMap(({ chip }, table) => {
        const isWanted = chips?.has(chip.name) ?? true;
        return isWanted ? [new Target(shard.name, checker, answers, chip, table)] : [];
      });
    });
  }

  /**
   * Every column of every chip by some mutations, on a row of each kind that it has; returns how many.
   *
   * @param chips only these
   */
  round(chips?: ReadonlySet<string>): number {
    let mutations = 0;
    for (const target of this.targets) {
      if (chips && !chips.has(target.chip.name)) continue;
      for (const kind of target.rowKinds) mutations += this.mutateRow(target, kind[this.random(kind.length)]);
    }
    return mutations;
  }

  report(): CampaignReport {
    const { tallies, surprises, met, needed } = this;
    return { tallies, surprises, met, needed };
  }

  private mutateRow(target: Target, row: number): number {
    const { chip, evaluator } = target;
    let mutations = 0;
    for (let column = 0; column < chip.width; column++) {
      for (const kind of target.isListed(column) ? CELL_MUTATIONS : this.someMutations(chip)) {
        const cells = mutatedRow(kind, { chip, evaluator, row, column }, this.random);
        mutations += this.try(target, target.groups[column], kind, new Map([[row, cells]]));
      }
    }
    for (const kind of ROW_MUTATIONS) {
      const rows = mutatedRows(kind, evaluator, [row, this.random(evaluator.height)]);
      mutations += this.try(target, 'rows', kind, rows);
    }
    return mutations;
  }

  private someMutations({ width }: Chip): CellMutation[] {
    const length = width > WIDE ? MUTATIONS_OF_A_WIDE_ROWS_CELL : MUTATIONS_OF_A_CELL;
    return Array.from({ length }, () => CELL_MUTATIONS[this.random(CELL_MUTATIONS.length)]);
  }

  private try(target: Target, columns: string, kind: string, rows: Rows): number {
    if (target.isUnchanged(rows)) return 0;
    const refusals = target.judge(rows);
    const listed = target.harmlessBy(rows, kind);
    const tally = this.tallyOf(target.chip.name, columns);
    tally.mutations += 1;
    if (!isRefused(refusals)) tally.harmless += 1;
    else if (refusals.constraints.length > 0) tally.constraints += 1;
    else {
      tally.buses += 1;
      for (const bus of refusals.buses) tally.byBus.set(bus, (tally.byBus.get(bus) ?? 0) + 1);
    }
    const { constraints, buses, counts } = refusals;
    if (constraints.length === 1 && buses.length + counts.length === 0) {
      this.needed.add(`${target.chip.name}: ${constraints[0]}`);
    }
    if (isRefused(refusals) === (listed !== undefined)) {
      const what = `${target.describe(rows)}: ${kind}: ${listed ? 'refused, but listed' : 'not refused'}`;
      this.surprises.push({ what, refusals });
    } else {
      for (const name of listed ?? []) this.met.add(name);
    }
    return 1;
  }

  private tallyOf(chip: string, columns: string): Tally {
    const ofChip = this.tallies.get(chip) ?? new Map<string, Tally>();
    this.tallies.set(chip, ofChip);
    const tally = ofChip.get(columns) ?? {
      mutations: 0,
      constraints: 0,
      buses: 0,
      harmless: 0,
      byBus: new Map<string, number>(),
    };
    ofChip.set(columns, tally);
    return tally;
  }
}

const MUTATIONS_OF_A_CELL = 4;
/** Rows of so many columns are full of bits, which are all alike. */
const WIDE = 500;
const MUTATIONS_OF_A_WIDE_ROWS_CELL = 2;
/** Columns of one bit that say what a row is about. */
const FLAG = /^(is[A-Z]|real$|\w+Zero$)/;

/** A table of a shard. */
class Target {
  readonly evaluator: RowEvaluator;
  /** Rows that are about the same thing, by their flags and by which messages they have. */
  readonly rowKinds: readonly (readonly number[])[];
  /** Of each column, those that it is one of, such as `initial[16]`. */
  readonly groups: readonly string[];
  private readonly freedoms: readonly (readonly [Freedom, number])[];
  private readonly columns: ReadonlyMap<string, number>;

  constructor(
    private readonly shard: string,
    private readonly checker: IncrementalChecker,
    private readonly answers: Answers,
    readonly chip: Chip,
    private readonly table: number,
  ) {
    this.evaluator = checker.evaluators[table];
    this.columns = new Map(chip.main.names.map((name, i) => [name, i]));
    const paths = new Map(chip.main.groups.map(({ path }) => [path.replaceAll(/\[\d+\]/g, '[]'), path]));
    this.groups = chip.main.names.map((name) => paths.get(name.replaceAll(/\[\d+\]/g, '[]')) as string);
    this.freedoms = FREEDOMS.map((freedom, i) => [freedom, i] as const).filter(
      ([freedom]) => freedom.chip === chip.name,
    );
    const kinds = new Map<string, number[]>();
    const flags = chip.main.names.flatMap((name, column) => (FLAG.test(name) ? [column] : []));
    for (let row = 0; row < this.evaluator.height; row++) {
      const cells = this.evaluator.row(row);
      const kind = `${flags.map((column) => cells[column]).join()} ${this.placesOf(cells, row)}`;
      const rows = kinds.get(kind) ?? [];
      kinds.set(kind, rows);
      rows.push(row);
    }
    this.rowKinds = [...kinds.values()];
  }

  judge(rows: Rows): Refusals {
    return this.checker.judge({ table: this.table, rows }, this.answers);
  }

  /** Whether the column may at times hold something else. */
  isListed(column: number): boolean {
    const name = this.chip.main.names[column];
    const isFree = this.freedoms.some(([{ columns }]) => columns.includes(name));
    return isFree || PADDING[this.chip.name]?.within?.[name] !== undefined;
  }

  isUnchanged(rows: Rows): boolean {
    return [...rows].every(([row, cells]) => this.changed(row, cells).length === 0);
  }

  /** The names of what is listed and covers all that is changed, if so. */
  harmlessBy(rows: Rows, kind: string): readonly string[] | undefined {
    if (kind === 'exchanged') return this.mayExchange(rows) ? [] : undefined;
    const names = [...rows].map(([row, cells]) => this.coverOf(row, cells));
    return names.includes(undefined) ? undefined : names.flatMap((each) => each ?? []);
  }

  describe(rows: Rows): string {
    const changes = [...rows].map(([row, cells]) => {
      const columns = this.changed(row, cells).slice(0, 4);
      const old = this.evaluator.row(row);
      return `row ${row} ${columns.map((i) => `${this.chip.main.names[i]} ${old[i]} -> ${cells[i]}`).join(', ')}`;
    });
    return `${this.shard}: ${this.chip.name}: ${changes.join('; ')}`;
  }

  private coverOf(row: number, cells: Uint32Array): string[] | undefined {
    const changed = this.changed(row, cells);
    const old = this.evaluator.row(row);
    const names: (string | undefined)[] = [];
    if (this.placesOf(old, row) === '' && this.placesOf(cells, row) === '') {
      const { free = [], within = {} } = PADDING[this.chip.name] ?? {};
      for (const column of changed) {
        const name = this.chip.main.names[column];
        const isAllowed = free.includes(name) || within[name]?.includes(cells[column]);
        names.push(isAllowed ? paddingName(this.chip.name, name) : undefined);
      }
    } else {
      const read =
        (from: Uint32Array): Read =>
        (column) =>
          from[this.columns.get(column) as number];
      for (const column of changed) {
        const name = this.chip.main.names[column];
        const found = this.freedoms.find(
          ([{ columns, when }]) => columns.includes(name) && when(read(cells), read(old)),
        );
        names.push(found && freedomName(...found, name));
      }
    }
    return names.includes(undefined) ? undefined : (names as string[]);
  }

  /** Rows stand in no order, but where the next one is read or fixed columns stand beside them. */
  private mayExchange(rows: Rows): boolean {
    if (this.chip.readsNextRow) return false;
    if (this.chip.preprocessedWidth === 0) return true;
    // What is counted twice may be counted in either place.
    const ones = new Uint32Array(this.chip.width).fill(1);
    const [first, second] = [...rows.keys()].map(
      (row) => this.evaluator.evaluate(row, new Map([[row, ones]])).messages,
    );
    const [[row, cells]] = rows;
    return this.changed(row, cells).every(
      (column) => first[column].fields.join() === second[column].fields.join(),
    );
  }

  private changed(row: number, cells: Uint32Array): number[] {
    const old = this.evaluator.row(row);
    return [...cells.keys()].filter((column) => cells[column] !== old[column]);
  }

  /** Which messages a row has. */
  private placesOf(cells: Uint32Array, row: number): string {
    const { messages } = this.evaluator.evaluate(row, new Map([[row, cells]]));
    return messages.map(({ place }) => place).join();
  }
}
