import { poseidon2Trace } from '../../host/stark/chips/index.js';
import type { Chip, TableTrace } from '../../host/stark/air/index.js';
import { TableMessages } from '../../host/stark/air/table-messages.js';
import {
  compressionChip,
  connectorChip,
  opcodeChip,
  opcodePreprocessed,
  tableChip,
  tablePreprocessed,
} from '../../host/vm/chips/index.js';
import { MACHINE_CHIPS } from '../../host/vm/machine.js';
import { busOf } from './inspect-rows.js';
import { traceOf } from './judge.js';
import type { Cells } from './rows.js';

/** Rows of chips by name; those of `compression`, `table` and `opcode` follow from the others' queries. */
export interface ShardRows {
  readonly rows: Readonly<Record<string, readonly Cells[]>>;
  readonly publicValues: readonly number[];
}

/** All tables of a shard, in the machine's order. */
export function shardTables({ rows, publicValues }: ShardRows): TableTrace[] {
  const queries = new Map<string, number[][]>();
  const stated = MACHINE_CHIPS.filter((chip) => !PROVIDERS.has(chip)).map((chip): TableTrace => {
    const table = {
      chip,
      trace: traceOf(chip, rows[chip.name] ?? []),
      publicValues: chip === connectorChip ? publicValues : [],
    };
    const messages = new TableMessages(table);
    for (let row = 0; row < messages.height; row++) {
      messages.visit(row, (message) => {
        const bus = busOf(message);
        const list = queries.get(bus) ?? [];
        queries.set(bus, list);
        if (message.direction === 'send') list.push([...message.fields]);
      });
    }
    return table;
  });
  const of = (bus: string): number[][] => queries.get(bus) ?? [];
  return [...stated, compressions(of('hash')), limbTable(of), opcodeTable(of('opcode'))].sort(
    (a, b) => MACHINE_CHIPS.indexOf(a.chip) - MACHINE_CHIPS.indexOf(b.chip),
  );
}

const PROVIDERS: ReadonlySet<Chip> = new Set<Chip>([compressionChip, tableChip, opcodeChip]);

function compressions(queries: readonly number[][]): TableTrace {
  const counts = new Map<string, number>();
  for (const query of queries) {
    const input = query.slice(0, 16).join();
    counts.set(input, (counts.get(input) ?? 0) + 1);
  }
  const inputs = [...counts.keys()].map((input) => input.split(',').map(Number));
  const height = 2 ** Math.ceil(Math.log2(Math.max(1, inputs.length)));
  const zeros = new Array<number>(16).fill(0);
  const blocks = poseidon2Trace('koalabear_w16', [
    ...inputs,
    ...Array.from({ length: height - inputs.length }, () => zeros),
  ]);
  const { width } = compressionChip;
  const trace = new Uint32Array(height * width);
  const values = [...counts.values()];
  for (let row = 0; row < height; row++) {
    trace.set(blocks.subarray((width - 1) * row, (width - 1) * (row + 1)), width * row);
    trace[width * row + width - 1] = values[row] ?? 0;
  }
  return { chip: compressionChip, trace, publicValues: [] };
}

/** Counts queries that no row answers in row 0. */
function limbTable(of: (bus: string) => readonly number[][]): TableTrace {
  const { width, columns } = tableChip;
  const trace = new Uint32Array(2 ** 16 * width);
  const count = (bus: string, column: number, rowOf: (fields: readonly number[]) => number): void => {
    for (const fields of of(bus)) {
      const row = rowOf(fields);
      trace[width * (row < 2 ** 16 ? row : 0) + column] += 1;
    }
  };
  const pair = ([a, b]: readonly number[]): number => 256 * a + b;
  count('range16', columns.range16, ([v]) => v);
  count('range11', columns.range11, ([v]) => v);
  count('align', columns.align, ([v]) => v);
  count('bytes', columns.bytes, pair);
  count('xor', columns.exclusiveOr, pair);
  for (const [right, v] of of('shift')) trace[width * v + columns.shiftLeft + right] += 1;
  return { chip: tableChip, trace, publicValues: [], preprocessed: tablePreprocessed() };
}

function opcodeTable(queries: readonly number[][]): TableTrace {
  const preprocessed = opcodePreprocessed();
  const { preprocessedWidth } = opcodeChip;
  const trace = new Uint32Array(preprocessed.length / preprocessedWidth);
  for (const query of queries) {
    const row = [...trace.keys()].find((i) =>
      query.every((field, j) => preprocessed[preprocessedWidth * i + j] === field),
    );
    trace[row ?? 0] += 1;
  }
  return { chip: opcodeChip, trace, publicValues: [], preprocessed };
}
