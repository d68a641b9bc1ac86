/**
 * Typed arrays from strangers. An object may claim to be one by its prototype, and a real one may carry members
 * of its own: `length`, `slice`, `every`, an iterator. Only entries by index, which nothing can replace, and the
 * getters below, which read the array itself, tell the truth.
 */
const prototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
const nameOf = getter(Symbol.toStringTag);
const lengthOf = getter('length');

/** Whether x is a Uint32Array, of any realm. */
export function isUint32Array(x: unknown): x is Uint32Array {
  return nameOf(x) === 'Uint32Array';
}

/** Whether x is a Uint8Array, of any realm. */
export function isUint8Array(x: unknown): x is Uint8Array {
  return nameOf(x) === 'Uint8Array';
}

/** The length of a typed array whatever its members say; 0 where its memory is detached. */
export function typedArrayLength(array: Uint32Array | Uint8Array): number {
  return lengthOf(array) as number;
}

/** A copy of a Uint32Array of this length, or undefined for anything else. */
export function copyWords(x: unknown, length: number): Uint32Array | undefined {
  if (!isUint32Array(x) || typedArrayLength(x) !== length) return undefined;
  const copy = new Uint32Array(length);
  for (let i = 0; i < length; i++) copy[i] = x[i];
  return copy;
}

/** A copy of a Uint8Array, or undefined for anything else. */
export function copyBytes(x: unknown): Uint8Array | undefined {
  if (!isUint8Array(x)) return undefined;
  const length = typedArrayLength(x);
  const copy = new Uint8Array(length);
  // It reads the array itself, and throws where that is detached.
  if (length > 0) copy.set(x);
  return copy;
}

function getter(name: PropertyKey): (x: unknown) => unknown {
  const property = Object.getOwnPropertyDescriptor(prototype, name);
  return (x) => property?.get?.call(x) as unknown;
}
