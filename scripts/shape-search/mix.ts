import type { GuestRun } from '../../host/cli/bench/guest-runs.js';
import { scoutRun } from '../../host/vm/index.js';
import type { RunWindow } from '../../host/vm/prove/plan-cut.js';
import { TABLES } from './tables.js';

/** What a program does for a while. */
export interface Mix {
  /** Rows a cycle of each table, 0 of those whose rows are the same in all shapes. */
  readonly rows: readonly number[];
  /** Cells a cycle of these rows alone. */
  readonly cells: number;
}

function mixOf(rows: readonly number[]): Mix {
  const cells = rows.reduce((sum, count, i) => sum + count * TABLES[i].cellsPerRow, 0);
  return { rows, cells };
}

export function blend(parts: readonly { readonly weight: number; readonly mix: Mix }[]): Mix {
  return mixOf(TABLES.map((_, i) => parts.reduce((sum, { weight, mix }) => sum + weight * mix.rows[i], 0)));
}

function mixOfWindows(windows: readonly RunWindow[]): Mix {
  const cycles = windows.reduce((sum, window) => sum + window.cycles, 0);
  const rowsOf = (name: string) => windows.reduce((sum, { rows }) => sum + rows[name], 0);
  return mixOf(TABLES.map(({ name, fixed }) => (fixed === undefined ? rowsOf(name) / cycles : 0)));
}

/** What a run does. */
export interface RunMixes {
  readonly whole: Mix;
  /** The mixes of the whole run, its beginning, its middle and its end. */
  readonly all: readonly Mix[];
  /** How much it counts. */
  readonly weight: number;
}

export async function recordMixes(run: GuestRun, weight: number): Promise<RunMixes> {
  const { windows } = await scoutRun({
    ...{ elf: run.elf(), inputs: run.inputs(), maxCycles: 2 ** 26, maxMemoryBytes: 2 ** 30 },
  });
  const counted = windows.filter(({ cycles }) => cycles > 0);
  const third = Math.max(1, Math.floor(counted.length / 3));
  const parts = [counted.slice(0, third), counted.slice(third, 2 * third), counted.slice(-third)];
  const whole = mixOfWindows(counted);
  return { whole, all: [whole, ...parts.filter(({ length }) => length > 0).map(mixOfWindows)], weight };
}
