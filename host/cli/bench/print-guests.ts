import { formatBytes, formatDigits, formatRate, formatSeconds, formatShare } from '../quantity.js';
import { formatTable } from '../table.js';
import { energyTable } from './energy-table.js';
import { describeChange, type BenchFile, type BenchResult, type GuestProofFigures } from './results.js';

/** Prints guests, a line for each measurement, and below what each proof is made of. */
export function printGuests({ machine, results }: BenchFile, before: BenchFile | undefined): void {
  console.log(`${machine.processor}\n`);
  const header = ['op', 'guest', 'threads', 'median', 'rate', ...(before ? ['before'] : [])];
  const rows = results.map((result) => [
    result.op,
    result.shape,
    String(result.threads),
    formatSeconds(result.medianSeconds),
    formatRate(result.rate, `${result.unit}/s`),
    ...(before ? [describeChange(result, before)] : []),
  ]);
  console.log(formatTable(header, rows, new Set(['threads', 'median', 'rate'])));
  const energy = energyTable(results, 'proof');
  if (energy !== undefined) console.log(`\n${energy}`);
  for (const result of results) {
    if (result.guestProof) printProof(result, result.guestProof);
    for (const { degree, cells } of result.state?.cellsPerWord ?? []) {
      console.log(`\n${result.shape}: ${formatDigits(cells, 3)} cells for each word, degree ${degree}`);
    }
  }
}

function printProof({ shape, threads }: BenchResult, proof: GuestProofFigures): void {
  const { cycles, shapes, processorSeconds, proofBytes, peakDeviceBytes, peakProcessBytes, runSeconds } =
    proof;
  console.log(`\n${shape}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`);
  const figures = [
    ['cycles', String(cycles)],
    ['shards', shapes.join(' ')],
    ['processor time', formatSeconds(processorSeconds)],
    ['proof', formatBytes(proofBytes)],
    ['peak on the device', formatBytes(peakDeviceBytes)],
    ['peak of the process', formatBytes(peakProcessBytes)],
    ...proof.cellsPerCycle.map(({ degree, rows, padding, fixedTables }) => [
      `cells a cycle, degree ${degree}`,
      `${formatDigits(rows, 3)}, padding ${formatDigits(padding, 3)}, fixed tables ${formatDigits(fixedTables, 3)}`,
    ]),
    ...(proof.idleShare === undefined
      ? []
      : [
          [
            'padding and fixed tables',
            `${formatShare(proof.idleShare)} of the cells, the last shard left out`,
          ],
        ]),
  ];
  for (const [name, value] of figures) console.log(`  ${name.padEnd(24)}  ${value}`);
  const chips = Object.entries(proof.cellsPerCycle[0].chips).filter(([, cells]) => cells >= 0.05);
  console.log(
    `\n${formatTable(
      ['chip', 'cells a cycle'],
      chips.map(([name, cells]) => [name, formatDigits(cells, 3)]),
      new Set(['cells a cycle']),
    )}`,
  );
  const stages = proof.stages.map(({ stage, seconds }) => [
    stage,
    formatSeconds(seconds),
    formatShare(seconds / runSeconds),
  ]);
  console.log(`\n${formatTable(['stage', 'time', 'share'], stages, new Set(['time', 'share']))}`);
}
