/** Vitis' table of what kernels and platform take of a card (kernel_util_routed). */
import { badReport } from './report-error.js';

export interface CardResources {
  readonly lut: number;
  readonly ff: number;
  readonly dsp: number;
  /** Blocks of 36 Kib; halves are rounded up. */
  readonly bram: number;
  readonly uram: number;
}

const COLUMNS: Readonly<Record<keyof CardResources, string>> = {
  lut: 'LUT',
  ff: 'REG',
  dsp: 'DSP',
  bram: 'BRAM',
  uram: 'URAM',
};
/** All kernels together, without the platform. */
const ROW = 'Used Resources';

/** @throws BitstreamError REPORT */
export function readUtilisationReport(report: string): CardResources {
  const rows = report
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const header = rows.find(([name]) => name === 'Name');
  const used = rows.find(([name]) => name === ROW);
  if (!header || !used) throw badReport(`the utilisation report has no table with a row ${ROW}`);
  const read = (column: string): number => {
    const cell = used[header.indexOf(column)] ?? '';
    const count = /^(\d{1,9}(?:\.5)?)(?:\s|$)/.exec(cell)?.[1];
    if (count === undefined) throw badReport(`the utilisation report tells no ${column} for ${ROW}`);
    return Math.ceil(Number(count));
  };
  const { lut, ff, dsp, bram, uram } = COLUMNS;
  return { lut: read(lut), ff: read(ff), dsp: read(dsp), bram: read(bram), uram: read(uram) };
}
