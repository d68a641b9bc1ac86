import { AirError } from './air-error.js';

/**
 * Shapes describe named groups of field elements: the columns of a row, or the public values. A shape is a
 * cell, an array of shapes, or a plain object of named shapes; its cells are numbered in reading order,
 * objects by the order of their keys, arrays by index.
 */
export type Shape = Cell | ArrayShape<Shape> | Struct;

export interface Struct {
  readonly [name: string]: Shape;
}

/** One field element. */
export class Cell {
  readonly kind = 'cell';
  readonly meaning: string;

  constructor(meaning: string) {
    this.meaning = meaning;
  }
}

export class ArrayShape<Element extends Shape> {
  readonly kind = 'array';
  readonly count: number;
  readonly element: Element;
  readonly meaning: string;

  constructor(count: number, element: Element, meaning: string) {
    this.count = count;
    this.element = element;
    this.meaning = meaning;
  }
}

/** A structure of the given shape with a T in the place of each cell. */
export type Cells<S, T> = S extends Cell
  ? T
  : S extends ArrayShape<infer Element>
    ? readonly Cells<Element, T>[]
    : { readonly [Name in keyof S]: Cells<S[Name], T> };

/** One field element; the meaning goes into the chip's documentation. */
export function cell(meaning = ''): Cell {
  return new Cell(meaning);
}

/**
 * `count` shapes in a row; without a shape, cells. The meaning is used for cells that have none themselves.
 *
 * @throws AirError ARRAY_COUNT unless the count is a natural number.
 */
export function array(count: number, meaning?: string): ArrayShape<Cell>;
export function array<Element extends Shape>(
  count: number,
  element: Element,
  meaning?: string,
): ArrayShape<Element>;
export function array(count: number, element: Shape | string = '', meaning = ''): ArrayShape<Shape> {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new AirError('ARRAY_COUNT', `an array of ${count} elements`);
  }
  return typeof element === 'string'
    ? new ArrayShape(count, cell(), element)
    : new ArrayShape(count, element, meaning);
}

/** How many cells a shape has. */
export function cellCount(shape: Shape): number {
  if (shape instanceof Cell) return 1;
  if (shape instanceof ArrayShape) return shape.count * cellCount(shape.element);
  return Object.values(shape).reduce((sum, member) => sum + cellCount(member), 0);
}
