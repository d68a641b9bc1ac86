import { UsageError } from '../usage-error.js';

/** Rows and columns of a benched matrix. */
export interface Shape {
  readonly rows: number;
  readonly columns: number;
}

/** `2^18x64`, or plain numbers. */
export function parseShape(text: string): Shape {
  const match = /^(?:2\^(\d{1,2})|(\d{1,10}))x(\d{1,5})$/.exec(text);
  if (!match) throw new UsageError(`'${text}' is no shape; write rows x columns such as 2^18x64`);
  const rows = match[1] === undefined ? Number(match[2]) : 2 ** Number(match[1]);
  return { rows, columns: Number(match[3]) };
}

/** The inverse of {@link parseShape}. */
export function formatShape({ rows, columns }: Shape): string {
  const log = Math.log2(rows);
  return `${Number.isInteger(log) ? `2^${log}` : rows}x${columns}`;
}
