import { formatDigits, formatJoules } from '../quantity.js';
import { formatTable } from '../table.js';
import type { BenchResult, EnergyFigures } from './results.js';

/** Energy as a table, a line for each result and source; undefined where none was measured. */
export function energyTable(results: readonly BenchResult[], run: 'run' | 'proof'): string | undefined {
  if (!results.some(({ energy }) => energy)) return undefined;
  const header = [
    'op',
    'shape',
    'threads',
    'energy of',
    'by',
    'power',
    `per ${run}`,
    'per unit',
    'by counter',
  ];
  const rows = results.flatMap((result) =>
    (result.energy ?? []).map((figures) => [
      result.op,
      result.shape,
      String(result.threads),
      SCOPES[figures.scope],
      figures.source,
      ...describe(figures, result.unit),
    ]),
  );
  return formatTable(header, rows, new Set(['threads', 'power', `per ${run}`, 'by counter']));
}

const SCOPES = { wall: 'the machine', gpu: 'the GPU', fpga: 'the card' } as const;

/** Power, energy a run and a unit, and the run's by the source's own counter. */
function describe(figures: EnergyFigures, unit: string): string[] {
  const { watts, joulesPerRun, joulesPerUnit, counterJoulesPerRun, missing } = figures;
  if (watts === null || joulesPerRun === null || joulesPerUnit === null)
    return ['missing', '', missing ?? '', ''];
  return [
    `${formatDigits(watts, 4)} W`,
    formatJoules(joulesPerRun),
    `${formatJoules(joulesPerUnit)}/${unit}`,
    counterJoulesPerRun === undefined ? '' : formatJoules(counterJoulesPerRun),
  ];
}
