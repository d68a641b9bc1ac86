/** Vivado's timing summary after routing. */
import { badReport } from './report-error.js';

/** In nanoseconds; below zero a signal comes too late, changes too early, or a pulse is too short. */
export interface Slack {
  readonly setup: number;
  readonly hold: number;
  readonly pulse: number;
}

const TITLE = '| Design Timing Summary';
/** Columns of the summary: WNS, WHS and WPWS each lead four. */
const COLUMNS = 12;

/** @throws BitstreamError REPORT */
export function readTimingReport(report: string): Slack {
  const at = report.indexOf(TITLE);
  if (at < 0) throw badReport('the timing report has no summary of the design');
  const lines = report.slice(at, at + 4096).split('\n');
  const header = lines.findIndex((line) => /^\s*WNS\(ns\)\s+TNS\(ns\)/.test(line));
  const values = (lines[header + 2] ?? '').trim().split(/\s+/);
  if (header < 0 || values.length !== COLUMNS)
    throw badReport('the summary of the timing report is not understood');
  const [setup, , , , hold, , , , pulse] = values.map(Number);
  // NA where nothing is constrained: such a design has no timing to be met.
  if (![setup, hold, pulse].every(Number.isFinite))
    throw badReport(`the timing report gives slacks of ${values[0]}, ${values[4]} and ${values[8]}`);
  return { setup, hold, pulse };
}
