/** How a number stands in registers of 16 bits. Bytes of a register come high first, as Modbus has them. */
export const QUANTITY_FORMATS = [
  'uint16',
  'uint32',
  'uint32-low-first',
  'int32-low-first',
  'float32',
] as const;
export type QuantityFormat = (typeof QUANTITY_FORMATS)[number];

/** Where a meter keeps a number. */
export interface Quantity {
  /** Of its first register, as it goes over the line: counted from 0, without the 30000 or 40000 of manuals. */
  readonly address: number;
  readonly format: QuantityFormat;
  /** What one step is, in watts, volts or watt-hours. */
  readonly scale: number;
}

export function registerCount({ format }: Quantity): number {
  return format === 'uint16' ? 1 : 2;
}

/** The number in registers, which may be any at all: a float can be NaN. */
export function decodeQuantity({ format, scale }: Quantity, registers: readonly number[]): number {
  const view = new DataView(new ArrayBuffer(4));
  const isLowFirst = format === 'uint32-low-first' || format === 'int32-low-first';
  const ordered = isLowFirst ? [...registers].reverse() : registers;
  ordered.forEach((word, i) => view.setUint16(2 * i, word));
  return scale * decodeWords(format, view);
}

function decodeWords(format: QuantityFormat, view: DataView): number {
  switch (format) {
    case 'uint16':
      return view.getUint16(0);
    case 'uint32':
    case 'uint32-low-first':
      return view.getUint32(0);
    case 'int32-low-first':
      return view.getInt32(0);
    case 'float32':
      return view.getFloat32(0);
  }
}
