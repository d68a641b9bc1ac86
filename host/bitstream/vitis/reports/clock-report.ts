/** What xclbinutil tells of a bitstream's clocks (the .info beside it). */
import { badReport } from './report-error.js';

/** A clock that kernels run by, in MHz. v++ lowers it where timing is missed. */
export interface KernelClock {
  readonly name: string;
  readonly requested: number;
  readonly achieved: number;
}

/** Clocks that could be asked for; those of the platform are left out. @throws BitstreamError REPORT */
export function readClockReport(report: string): KernelClock[] {
  const at = report.indexOf('System Clocks');
  if (at < 0) throw badReport('the information on the bitstream has no part on clocks');
  const end = report.indexOf('Memory Configuration', at);
  const blocks = report.slice(at, end < 0 ? undefined : end).split(/\n\s*\n/);
  const clocks = blocks.flatMap((block): KernelClock[] => {
    const name = /^\s*Name:\s+(\S+)\s*$/m.exec(block)?.[1];
    const requested = /^\s*Requested Freq:\s+(\d{1,4}(?:\.\d{1,6})?) MHz\s*$/m.exec(block)?.[1];
    const achieved = /^\s*Achieved Freq:\s+(\d{1,4}(?:\.\d{1,6})?) MHz\s*$/m.exec(block)?.[1];
    if (name === undefined || requested === undefined || achieved === undefined) return [];
    return [{ name, requested: Number(requested), achieved: Number(achieved) }];
  });
  if (clocks.length === 0) throw badReport('the information on the bitstream tells no achieved frequency');
  return clocks;
}
