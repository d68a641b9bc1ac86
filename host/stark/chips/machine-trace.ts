import type { PrimeField } from '../../field/index.js';
import { AirError, type TableTrace } from '../air/index.js';
import { calculate, OPERATIONS, type MachineInput, type MachineInstruction } from './machine-program.js';
import { ACCESSES, GAP_LIMBS, machineChips, RANGE_ROWS } from './machine.js';

/** The tables of a run, as a batch wants them, and what it leaves in cell 0. */
export interface MachineRun {
  /** Program, arithmetic, memory, range; their chips are new. */
  readonly tables: readonly TableTrace[];
  readonly result: number;
}

type MachineChips = ReturnType<typeof machineChips>;
type ArithmeticColumns = MachineChips['arithmetic']['columns'];

/**
 * Runs the machine and fills its tables.
 *
 * @param input with powers of two of instructions and of cells
 * @param steps executed instructions; the arithmetic table has the next power of two of rows
 * @throws AirError TRACE_ROWS for no steps; TRACE_VALUE for cells that are no 16 bits, or a cell that is not
 *   accessed for 2^24 accesses; TRACE_HEIGHT for a program or memory of another length
 */
export function machineTables(field: PrimeField, input: MachineInput, steps: number): MachineRun {
  const chips = machineChips(field);
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new AirError('TRACE_ROWS', `a run of ${steps} steps`, { chip: chips.arithmetic.name });
  }
  const run = new Run(chips, input, steps);
  for (let step = 0; step < steps; step++) run.step(step);
  return { tables: run.tables(), result: run.values[0] };
}

class Run {
  readonly values: Uint16Array;
  private readonly chips: MachineChips;
  private readonly input: MachineInput;
  private readonly arithmetic: Uint32Array;
  private readonly columns: ArithmeticColumns;
  private readonly executed: Uint32Array;
  private readonly lookedUp = new Uint32Array(RANGE_ROWS);
  private readonly lastAccess: Uint32Array;
  private pc = 0;

  constructor(chips: MachineChips, input: MachineInput, steps: number) {
    const { program, cells } = input;
    checkCount(chips.program.name, program.length);
    checkCount(chips.memory.name, cells.length);
    const wide = cells.find((value) => value >>> 16 !== 0);
    if (wide !== undefined) {
      throw new AirError('TRACE_VALUE', `a cell holds ${wide}`, { chip: chips.memory.name });
    }
    this.chips = chips;
    this.input = input;
    this.values = Uint16Array.from(cells);
    this.executed = new Uint32Array(program.length);
    this.lastAccess = new Uint32Array(cells.length);
    const { width, columns } = chips.arithmetic;
    this.columns = withoutGuards(columns);
    const rows = 2 ** Math.ceil(Math.log2(steps));
    this.arithmetic = new Uint32Array(rows * width);
    for (let row = 0; row < rows; row++) this.arithmetic[row * width + columns.timestamp] = timeOf(row);
  }

  step(step: number): void {
    const { columns } = this;
    const { width } = this.chips.arithmetic;
    const row = this.arithmetic.subarray(step * width, (step + 1) * width);
    const instruction = this.input.program[this.pc];
    const { operation, a, b, c, next } = instruction;
    this.executed[this.pc]++;
    row[columns.isReal] = 1;
    row[columns.pc] = this.pc;
    row[columns.next] = next;
    const { isAdd, isSub, isMul } = columns.operation;
    row[{ add: isAdd, sub: isSub, mul: isMul }[operation]] = 1;

    const operands = [this.values[a], this.values[b]];
    const result = calculate(operation, operands[0], operands[1]);
    row[columns.overflow] = result.overflow;
    row[columns.replaced] = this.values[c];
    [a, b, c].forEach((address, i) => {
      row[columns.addresses[i]] = address;
      const value = [...operands, result.c][i];
      columns.words[i].forEach((column, k) => (row[column] = this.lookUp((value >> (8 * k)) & 0xff)));
      this.access(row, i, address, timeOf(step) + i);
    });
    this.values[c] = result.c;
    this.pc = next;
  }

  /** In the order of `machineChips`. */
  tables(): TableTrace[] {
    const { program, arithmetic, memory, range } = this.chips;
    // Filled before the range table, because it looks limbs up.
    const cells = this.memory();
    const publicValues: number[] = [];
    return [
      { chip: program, trace: this.executed, preprocessed: programRows(this.input.program), publicValues },
      { chip: arithmetic, trace: this.arithmetic, publicValues },
      {
        chip: memory,
        trace: cells,
        preprocessed: numbers(this.values.length),
        publicValues: [this.values[0]],
      },
      { chip: range, trace: this.lookedUp, preprocessed: numbers(RANGE_ROWS), publicValues },
    ];
  }

  private memory(): Uint32Array {
    const { width, columns } = this.chips.memory;
    const trace = new Uint32Array(this.values.length * width);
    this.input.cells.forEach((initial, address) => {
      const row = trace.subarray(address * width, (address + 1) * width);
      columns.initial.forEach((column, k) => (row[column] = this.lookUp((initial >> (8 * k)) & 0xff)));
      row[columns.final] = this.values[address];
      row[columns.timestamp] = this.lastAccess[address];
    });
    return trace;
  }

  private access(row: Uint32Array, index: number, address: number, now: number): void {
    const { previous, gap } = this.columns.accesses[index];
    row[previous] = this.lastAccess[address];
    const elapsed = now - this.lastAccess[address] - 1;
    if (elapsed >= 2 ** (8 * GAP_LIMBS)) {
      const message = `cell ${address} is not accessed for ${elapsed} accesses`;
      throw new AirError('TRACE_VALUE', message, { chip: this.chips.arithmetic.name });
    }
    gap.forEach((column, k) => (row[column] = this.lookUp((elapsed >>> (8 * k)) & 0xff)));
    this.lastAccess[address] = now;
  }

  private lookUp(limb: number): number {
    this.lookedUp[limb]++;
    return limb;
  }
}

/** Plain objects and arrays: columns of chips check every access, which is slow where each row makes many. */
function withoutGuards(columns: ArithmeticColumns): ArithmeticColumns {
  const { operation, addresses, words, accesses } = columns;
  return {
    ...columns,
    operation: { ...operation },
    addresses: [...addresses],
    words: words.map((bytes) => [...bytes]),
    accesses: accesses.map(({ previous, gap }) => ({ previous, gap: [...gap] })),
  };
}

/** Time of the first access of a row; 0 is before all. */
function timeOf(row: number): number {
  return 1 + ACCESSES * row;
}

function programRows(program: readonly MachineInstruction[]): Uint32Array {
  return Uint32Array.from(
    program.flatMap(({ operation, a, b, c, next }, pc) => [pc, OPERATIONS.indexOf(operation), a, b, c, next]),
  );
}

function numbers(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i);
}

function checkCount(chip: string, count: number): void {
  if (count > 0 && Number.isInteger(Math.log2(count))) return;
  throw new AirError('TRACE_HEIGHT', `${count} rows are no power of two`, { chip });
}
