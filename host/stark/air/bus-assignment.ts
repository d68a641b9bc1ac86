import type { Ext, ExtensionField, PrimeField } from '../../field/index.js';
import { AirError, type AirErrorCode } from './air-error.js';
import type { LookupShape, VerifiableAir } from './verifiable-air.js';

type AirWithLookups = Pick<VerifiableAir, 'name' | 'lookups'>;

/** Numbers of buses in a batch of tables. */
export interface BusAssignment {
  /** [table][lookup]: ids from 0 in order of first appearance; lookups on one bus share one, local ones have their own. */
  readonly ids: readonly (readonly number[])[];
  readonly busCount: number;
  /** Fields of the widest message of all tables, 0 where there are none. */
  readonly width: number;
}

/**
 * Numbers the buses of a batch as Plonky3's batch-stark does, table by table, lookup by lookup.
 *
 * @throws AirError that names bus, chip and place: BUS_WIDTH where messages on a bus differ in width, BUS where
 *   its kinds differ, BUS_KIND for a count without a bound on a permutation bus, BUS_UNBALANCED for a bus on
 *   which nothing is ever sent or nothing received
 */
export function assignBuses(airs: readonly AirWithLookups[]): BusAssignment {
  const uses = new Map<string, BusUse[]>();
  const idsByName = new Map<string, number>();
  let busCount = 0;
  let width = 0;
  const ids = airs.map(({ name: chip, lookups }) =>
    lookups.map((lookup) => {
      width = Math.max(width, lookup.width);
      if (lookup.bus === null) {
        checkUses([{ chip, lookup }]);
        return busCount++;
      }
      const id = idsByName.get(lookup.bus) ?? busCount++;
      idsByName.set(lookup.bus, id);
      uses.set(lookup.bus, [...(uses.get(lookup.bus) ?? []), { chip, lookup }]);
      return id;
    }),
  );
  for (const each of uses.values()) checkUses(each);
  return { ids, busCount, width };
}

/**
 * What each lookup's denominators start from: alpha + (bus id + 1) beta^W.
 *
 * @returns [table][lookup]
 */
export function busPrefixes(extension: ExtensionField, buses: BusAssignment, alpha: Ext, beta: Ext): Ext[][] {
  const step = extension.pow(beta, buses.width);
  return buses.ids.map((ids) => ids.map((id) => extension.add(alpha, extension.mulBase(step, id + 1))));
}

/**
 * Whether no count can wrap around: the sum of weight times height over all lookups stays below p.
 *
 * @param heights rows of each table, at most 2^32
 */
export function weightsFit(
  field: PrimeField,
  airs: readonly Pick<VerifiableAir, 'lookups'>[],
  heights: readonly number[],
): boolean {
  let sum = 0n;
  airs.forEach(({ lookups }, i) => {
    for (const { weight } of lookups) sum += BigInt(weight) * BigInt(heights[i]);
  });
  return sum < BigInt(field.p);
}

interface BusUse {
  readonly chip: string;
  readonly lookup: LookupShape;
}

/** Checks all uses of one bus, or of one local lookup. */
function checkUses(uses: readonly BusUse[]): void {
  const [first] = uses;
  for (const use of uses) {
    const { lookup } = use;
    if (lookup.width !== first.lookup.width) {
      const message = `messages of ${lookup.width} fields, but of ${first.lookup.width} in chip ${first.chip}`;
      refuse(use, 'BUS_WIDTH', `${message} at ${first.lookup.place}`);
    }
    if (lookup.kind !== first.lookup.kind) {
      refuse(use, 'BUS', `a ${lookup.kind} bus, but a ${first.lookup.kind} bus in chip ${first.chip}`);
    }
    if (lookup.kind !== 'lookup' && lookup.messages.some(({ weight }) => weight === 0)) {
      refuse(use, 'BUS_KIND', 'a count without a bound, which lookup buses alone allow');
    }
  }
  const sent = uses.flatMap(({ lookup }) => lookup.messages.map(({ direction }) => direction === 'send'));
  if (!sent.includes(true)) refuse(first, 'BUS_UNBALANCED', 'no table sends what is received here');
  if (!sent.includes(false)) refuse(first, 'BUS_UNBALANCED', 'no table receives what is sent here');
}

function refuse({ chip, lookup: { bus, place } }: BusUse, code: AirErrorCode, message: string): never {
  const subject = { chip, interaction: place, ...(bus === null ? {} : { bus }) };
  const where = bus === null || place.includes(` on ${bus}`) ? place : `${place} on ${bus}`;
  throw new AirError(code, `${where}: ${message}`, subject);
}
