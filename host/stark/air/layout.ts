import { AirError } from './air-error.js';
import { checkMemberName } from './names.js';
import { ArrayShape, Cell, cellCount, type Cells, type Shape, type Struct } from './shape.js';

/** Bound on the cells of one layout; real chips have a few thousand. */
const MAX_CELLS = 2 ** 20;

/** Cells that differ in array indices alone, such as all of `rounds[4].post[16]`. */
export interface CellGroup {
  /** Path with array counts in the place of indices. */
  readonly path: string;
  /** Number of the first cell. Others need not follow it without a gap. */
  readonly offset: number;
  readonly count: number;
  readonly meaning: string;
}

/** A struct laid out as consecutive cells: their numbers and names. */
export class Layout<S extends Struct = Struct> {
  readonly shape: S;
  readonly width: number;
  /** Path of every cell, by number, such as `rounds[2].post[5]`. */
  readonly names: readonly string[];
  readonly groups: readonly CellGroup[];
  private readonly chip: string;

  /** @throws AirError NAME, TOO_LARGE. */
  constructor(chip: string, shape: S) {
    this.chip = chip;
    this.shape = shape;
    checkNames(chip, shape, '');
    this.width = cellCount(shape);
    if (this.width > MAX_CELLS) throw new AirError('TOO_LARGE', `${this.width} columns`, { chip });
    const names: string[] = [];
    this.mapCells((_, name) => names.push(name));
    this.names = names;
    this.groups = groupsOf(shape, '', 0, 1, '');
  }

  /**
   * The structure of this shape holding `value(number, name)` for each cell. Reading a member or an index
   * that the shape does not have throws UNDEFINED_COLUMN instead of giving undefined.
   */
  mapCells<T>(value: (index: number, name: string) => T): Cells<S, T> {
    return this.fill(this.shape, '', { index: 0 }, value) as Cells<S, T>;
  }

  private fill<T>(
    shape: Shape,
    path: string,
    position: { index: number },
    value: (index: number, name: string) => T,
  ): unknown {
    if (shape instanceof Cell) return value(position.index++, path);
    const members =
      shape instanceof ArrayShape
        ? Array.from({ length: shape.count }, (_, i) =>
            this.fill(shape.element, `${path}[${i}]`, position, value),
          )
        : Object.fromEntries(
            Object.entries(shape).map(([name, member]) => [
              name,
              this.fill(member, memberPath(path, name), position, value),
            ]),
          );
    return guarded(this.chip, path, members);
  }
}

function memberPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function checkNames(chip: string, shape: Shape, path: string): void {
  if (shape instanceof Cell) return;
  if (shape instanceof ArrayShape) return checkNames(chip, shape.element, path);
  for (const [name, member] of Object.entries(shape)) {
    checkMemberName(chip, name, memberPath(path, name));
    checkNames(chip, member, memberPath(path, name));
  }
}

function groupsOf(shape: Shape, path: string, offset: number, copies: number, meaning: string): CellGroup[] {
  if (shape instanceof Cell) return [{ path, offset, count: copies, meaning: shape.meaning || meaning }];
  if (shape instanceof ArrayShape) {
    if (shape.count === 0) return [];
    const inherited = shape.meaning || meaning;
    return groupsOf(shape.element, `${path}[${shape.count}]`, offset, copies * shape.count, inherited);
  }
  const groups: CellGroup[] = [];
  let position = offset;
  for (const [name, member] of Object.entries(shape)) {
    groups.push(...groupsOf(member, memberPath(path, name), position, copies, meaning));
    position += cellCount(member);
  }
  return groups;
}

/** Array methods and symbols pass; any other property has to be a member. */
function guarded(chip: string, path: string, members: object): object {
  return new Proxy(members, {
    get(target, property, receiver): unknown {
      if (typeof property === 'string' && !Reflect.has(target, property)) {
        const column = Array.isArray(target) ? `${path}[${property}]` : memberPath(path, property);
        throw new AirError('UNDEFINED_COLUMN', `there is no ${column}`, { chip, column });
      }
      return Reflect.get(target, property, receiver);
    },
  });
}
