/** A tree of JSON values. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** One place of a tree, which can be replaced. */
interface Place {
  readonly path: string;
  readonly value: Json;
  readonly set: (value: Json) => void;
}

/** Every place of a tree below its root. */
export function* places(tree: Json, path = 'proof'): Generator<Place> {
  if (typeof tree !== 'object' || tree === null) return;
  const holder = tree as { [name: string]: Json };
  for (const name of Object.keys(tree)) {
    const here = `${path}.${name}`;
    yield { path: here, value: holder[name], set: (value) => (holder[name] = value) };
    yield* places(holder[name], here);
  }
}

/**
 * Applies one change after another to a tree, in place: `check` sees the tree with one change, which is then
 * undone. Scalars change by one and take impossible values; arrays lose, gain and swap items; options
 * appear and disappear; members go and come.
 */
export function damageEverywhere(tree: Json, p: number, check: (change: string) => void): void {
  damage([...places(tree)], p, check);
}

/** {@link damageEverywhere} at some places of each kind, that is of those whose paths differ in indices alone. */
export function damageEachKind(
  tree: Json,
  p: number,
  perKind: number,
  random: () => number,
  check: (change: string) => void,
): void {
  const kinds = new Map<string, Place[]>();
  for (const place of places(tree)) {
    const kind = place.path.replace(/\.\d+/g, '.*');
    kinds.set(kind, [...(kinds.get(kind) ?? []), place]);
  }
  const chosen = [...kinds.values()].flatMap((all) =>
    all.length <= perKind ? all : Array.from({ length: perKind }, () => all[random() % all.length]),
  );
  damage(chosen, p, check);
}

function damage(all: readonly Place[], p: number, check: (change: string) => void): void {
  for (const { path, value, set } of all) {
    for (const [change, replacement] of replacements(value, p)) {
      set(replacement);
      check(`${path}: ${change}`);
      set(value);
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const name of Object.keys(value)) {
        set(Object.fromEntries(Object.entries(value).filter(([other]) => other !== name)));
        check(`${path}: without ${name}`);
      }
      set({ ...value, surprise: null });
      check(`${path}: another member`);
      set(value);
    }
  }
}

function* replacements(value: Json, p: number): Generator<[string, Json]> {
  if (typeof value === 'number') {
    yield ['plus one', (value + 1) % p];
    yield ['not canonical', value + p];
    yield ['a fraction', value + 0.5];
    yield ['text', String(value)];
  } else if (typeof value === 'string') {
    yield ['another digit', (value.startsWith('0') ? '1' : '0') + value.slice(1)];
    yield ['a number', 1];
    yield ['upper case', value.toUpperCase() === value ? `0x${value}` : value.toUpperCase()];
  } else if (value === null) {
    yield ['an empty list', []];
    yield ['nothing', undefined as unknown as Json];
  } else if (Array.isArray(value)) {
    yield ['null', null];
    yield ['no list', {}];
    if (value.length > 0) {
      yield ['shorter', value.slice(0, -1)];
      yield ['longer', [...value, value[value.length - 1]]];
      yield ['a hole', Array.from<Json>({ length: value.length })];
    }
    for (let i = 1; i < value.length; i++) {
      if (JSON.stringify(value[i - 1]) === JSON.stringify(value[i])) continue;
      yield ['swapped', [...value.slice(0, i - 1), value[i], value[i - 1], ...value.slice(i + 1)]];
      break;
    }
  }
}
