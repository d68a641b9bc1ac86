import { proofSystem, type BatchProof, type StarkParameters } from '../../../host/stark/proof/index.js';
import type { Check } from '../../../host/stark/verify/index.js';
import { SHAPES } from '../../../host/vm/index.js';
import type { ShardProof } from '../../../host/vm/shard-proof.js';
import { PRECOMPILES } from '../../vm/precompiles/index.js';
import type { Random } from '../mutation/mutations.js';
import { takeApart, withProof, withTables, type ProofTable, type TakenApart } from './proof-tables.js';

/** Ways to hand in a good proof of a shard as one of other tables than it has. */

export interface ShardLoot {
  readonly parameters: StarkParameters;
  /** Of a shape with tables of all precompiles. */
  readonly calling: ShardProof;
  /** Of another part of the run, in the same shape. */
  readonly callingToo: ShardProof;
  /** Of a shape without such tables, of the same heights else. */
  readonly plain: ShardProof;
}

export interface TableAttack {
  readonly name: string;
  readonly of: 'calling' | 'plain';
  /** The checks of a shard's proof that may refuse it. */
  readonly refusedBy: readonly Check[];
  readonly make: (loot: ShardLoot, random: Random) => ShardProof;
}

const shapeOf = (name: string): number => SHAPES.findIndex((shape) => shape.name === name);
const pick = <T>(items: readonly T[], random: Random): T => items[random(items.length)];

const PRECOMPILE_CHIPS = new Set(PRECOMPILES.flatMap(({ chips }) => chips.map(({ chip }) => chip.name)));
const isOfPrecompile = ({ chip }: ProofTable): boolean => PRECOMPILE_CHIPS.has(chip);

/**
 * What another transcript fails at: its work, or, where that happens to be right, the rows that it asks for or what is
 * said of the point that it draws.
 */
const OTHER_CHALLENGES: readonly Check[] = ['QUERY_POW', 'INPUT_OPENING', 'CONSTRAINTS'];

/** Claims another shape. */
function claiming(
  name: string,
  of: TableAttack['of'],
  refusedBy: readonly Check[],
  shapes: readonly string[],
): TableAttack {
  const make: TableAttack['make'] = (loot, random) => ({ ...loot[of], shape: shapeOf(pick(shapes, random)) });
  return { name, of, refusedBy, make };
}

/** Puts the proof of a calling shard together from other tables. */
function onTables(
  name: string,
  refusedBy: readonly Check[],
  change: (tables: readonly ProofTable[], random: Random, loot: ShardLoot) => readonly ProofTable[],
): TableAttack {
  return {
    ...{ name, of: 'calling', refusedBy },
    make: (loot, random) => {
      const apart = takeApart(loot.parameters, loot.calling);
      return withTables(loot.parameters, loot.calling, apart, change(apart.tables, random, loot));
    },
  };
}

/** Changes what a calling shard commits to. */
function onCommitments(
  name: string,
  refusedBy: readonly Check[],
  change: (commitments: BatchProof['commitments'], other: TakenApart) => unknown,
): TableAttack {
  return {
    ...{ name, of: 'calling', refusedBy },
    make: ({ parameters, calling, callingToo }) => {
      const { proof } = takeApart(parameters, calling);
      const commitments = change(proof.commitments, takeApart(parameters, callingToo));
      return withProof(parameters, calling, { ...proof, commitments } as BatchProof);
    },
  };
}

/** The place of a precompile's table. */
function placeOf(tables: readonly ProofTable[], random: Random): number {
  return pick(
    [...tables.keys()].filter((i) => isOfPrecompile(tables[i])),
    random,
  );
}

function twoPlaces(tables: readonly ProofTable[], random: Random): [number, number] {
  const first = placeOf(tables, random);
  let second = first;
  while (second === first) second = placeOf(tables, random);
  return [first, second];
}

const own = (tables: readonly ProofTable[]): ProofTable[] => tables.filter((table) => !isOfPrecompile(table));

export const TABLE_ATTACKS: readonly TableAttack[] = [
  claiming('a shape without its tables', 'calling', ['TABLES'], ['T12', 'G16', 'H16']),
  claiming('a shape with some of its tables', 'calling', ['TABLES'], ['XS18', 'XK17', 'XU18']),
  claiming('a larger shape with all of its tables', 'calling', ['HEIGHT'], ['XA15', 'XA18']),
  claiming(
    'a shape with tables that it does not have',
    'plain',
    ['TABLES'],
    ['XA12', 'XA15', 'XS18', 'XK17', 'XU18'],
  ),
  onTables('a table left out', ['TABLES'], (tables, random) => tables.toSpliced(placeOf(tables, random), 1)),
  onTables('the tables of precompiles left out', ['TABLES'], own),
  {
    name: 'the tables of precompiles left out, and the shape without them claimed',
    ...{ of: 'calling', refusedBy: ['LOOKUP_SUM'] },
    make: ({ parameters, calling }) => {
      const apart = takeApart(parameters, calling);
      return { ...withTables(parameters, calling, apart, own(apart.tables)), shape: shapeOf('T12') };
    },
  },
  {
    name: 'tables of precompiles added, and the shape with them claimed',
    ...{ of: 'plain', refusedBy: ['LOOKUP_SUM'] },
    make: ({ parameters, plain, calling }) => {
      const apart = takeApart(parameters, plain);
      const more = takeApart(parameters, calling).tables.filter(isOfPrecompile);
      return {
        ...withTables(parameters, plain, apart, [...apart.tables, ...more]),
        shape: shapeOf('XA12'),
      };
    },
  },
  onTables('a table twice', ['TABLES'], (tables, random) => {
    const place = placeOf(tables, random);
    return tables.toSpliced(place, 0, tables[place]);
  }),
  onTables('a table in the place of another', ['HEIGHT', 'LENGTH'], (tables, random) => {
    const [first, second] = twoPlaces(tables, random);
    return tables.with(first, tables[second]);
  }),
  onTables('two tables exchanged', ['HEIGHT', 'LENGTH'], (tables, random) => {
    const [first, second] = twoPlaces(tables, random);
    return tables.with(first, tables[second]).with(second, tables[first]);
  }),
  onTables('tables of precompiles before all others', ['HEIGHT'], (tables) => [
    ...tables.filter(isOfPrecompile),
    ...own(tables),
  ]),
  onTables(
    'the tables of precompiles of another shard',
    ['LOOKUP_SUM'],
    (tables, _, { parameters, callingToo }) => [
      ...own(tables),
      ...takeApart(parameters, callingToo).tables.filter(isOfPrecompile),
    ],
  ),
  onTables('a table of another shard', ['LOOKUP_SUM'], (tables, random, { parameters, callingToo }) => {
    const place = placeOf(tables, random);
    return tables.with(place, takeApart(parameters, callingToo).tables[place]);
  }),
  onTables('a table of another height', ['HEIGHT'], (tables, random) => {
    const place = placeOf(tables, random);
    const { degreeBits } = tables[place];
    return tables.with(place, { ...tables[place], degreeBits: degreeBits + (random(2) === 0 ? 1 : -1) });
  }),
  onTables('heights exchanged', ['HEIGHT'], (tables, random) => {
    const first = placeOf(tables, random);
    const others = [...tables.keys()].filter((i) => tables[i].degreeBits !== tables[first].degreeBits);
    const second = pick(others, random);
    const of = (place: number, from: number): ProofTable => ({
      ...tables[place],
      degreeBits: tables[from].degreeBits,
    });
    return tables.with(first, of(first, second)).with(second, of(second, first));
  }),
  onTables('a part of one sum taken to another', OTHER_CHALLENGES, (tables, random, { parameters }) => {
    const [first, second] = twoPlaces(tables, random);
    const { extension } = proofSystem(parameters);
    const part = extension.one;
    const moved = (place: number, by: 'add' | 'sub'): ProofTable => {
      const { lookupTerminal } = tables[place];
      if (lookupTerminal === null) throw new Error(`${tables[place].chip} has no lookups`);
      return { ...tables[place], lookupTerminal: extension[by](lookupTerminal, part) };
    };
    return tables.with(first, moved(first, 'add')).with(second, moved(second, 'sub'));
  }),
  onTables('a sum left out', ['LOOKUP_TERMINAL'], (tables, random) => {
    const place = placeOf(tables, random);
    return tables.with(place, { ...tables[place], lookupTerminal: null });
  }),
  onCommitments('no commitment to lookups', ['OPTION'], (commitments) => ({
    ...commitments,
    permutation: null,
  })),
  onCommitments('an empty cap', ['LENGTH'], (commitments) => ({ ...commitments, main: [] })),
  onCommitments('a cap twice as large', ['LENGTH'], ({ main, ...others }) => ({
    main: [...main, ...main],
    ...others,
  })),
  onCommitments('commitments exchanged', OTHER_CHALLENGES, ({ main, permutation, ...others }) => ({
    ...others,
    main: permutation,
    permutation: main,
  })),
  onCommitments('the main commitment of another shard', OTHER_CHALLENGES, (commitments, { proof }) => ({
    ...commitments,
    main: proof.commitments.main,
  })),
  onCommitments('all commitments of another shard', OTHER_CHALLENGES, (_, { proof }) => proof.commitments),
];
