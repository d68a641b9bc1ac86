import type { PrimeField } from '../../field/index.js';
import { array, cell, defineBus, defineChip, sum } from '../air/index.js';

/** Executed instructions: what the program says at an instruction's number. */
const programBus = defineBus({
  name: 'program',
  kind: 'lookup',
  fields: ['pc', 'operation', 'a', 'b', 'c', 'next'],
});

/** The state of a cell: its value since a time. Each access receives the last state and sends a new one. */
const memoryBus = defineBus({
  name: 'memory',
  kind: 'permutation',
  fields: ['address', 'value', 'timestamp'],
});

/** Numbers below 2^8. */
const rangeBus = defineBus({ name: 'range', kind: 'lookup', fields: ['limb'] });

/** Rows of the range table. */
export const RANGE_ROWS = 2 ** 8;
/** Bytes of the time between two accesses to a cell. */
export const GAP_LIMBS = 3;
/** Accesses of one instruction: two reads, then a write. */
export const ACCESSES = 3;

/** The four tables of a small machine, in the order of `machineTables`; see docs/tutorial-machine.md. */
export function machineChips(field: PrimeField) {
  return {
    program: programChip(field),
    arithmetic: arithmeticChip(field),
    memory: memoryChip(field),
    range: rangeChip(field),
  };
}

/** One row an instruction of the program. */
function programChip(field: PrimeField) {
  return defineChip(field, {
    name: 'machine_program',
    description: 'The program of the machine, and how often each instruction is executed.',
    columns: { count: cell('how often the instruction is executed') },
    preprocessed: {
      pc: cell('number of the instruction'),
      operation: cell('0 add, 1 sub, 2 mul'),
      a: cell('address of the first operand'),
      b: cell('address of the second operand'),
      c: cell('address of the result'),
      next: cell('number of the next instruction'),
    },
    constraints({ local, preprocessed, bus }) {
      const { pc, operation, a, b, c, next } = preprocessed;
      bus.provide(programBus, [pc, operation, a, b, c, next], local.count);
    },
  });
}

/** One row an executed instruction, then padding. */
function arithmeticChip(field: PrimeField) {
  return defineChip(field, {
    name: 'machine_arithmetic',
    description: 'The instructions that the machine executes, one a row.',
    columns: {
      isReal: cell('1 for an instruction, 0 for padding'),
      pc: cell('number of the instruction'),
      timestamp: cell('time of the first access'),
      operation: { isAdd: cell(), isSub: cell(), isMul: cell() },
      addresses: array(ACCESSES, 'of the operands and of the result'),
      next: cell('number of the next instruction'),
      words: array(ACCESSES, array(2), 'bytes of the operands and of the result, low byte first'),
      overflow: cell('carry of an addition, borrow of a subtraction'),
      replaced: cell('what the result overwrites'),
      accesses: array(ACCESSES, {
        previous: cell('time of the access to the same cell before this one'),
        gap: array(GAP_LIMBS, 'bytes of the time since then, less 1'),
      }),
    },
    constraints({ local, next, when, assertEqual, assertBoolean, bus }) {
      const { isReal, operation, words, accesses } = local;
      const { isAdd, isSub, isMul } = operation;
      when.firstRow.assertEqual('starts with an instruction', isReal, 1);
      when.transition.when(next.isReal).assertEqual('padding comes last', isReal, 1);
      when.firstRow.assertZero('starts at instruction 0', local.pc);
      when.transition.when(next.isReal).assertEqual('goes where the instruction says', next.pc, local.next);
      when.firstRow.assertEqual('time starts at 1', local.timestamp, 1);
      when.transition.assertEqual('time goes on', next.timestamp, local.timestamp.add(ACCESSES));

      assertBoolean('isAdd is a bit', isAdd);
      assertBoolean('isSub is a bit', isSub);
      assertBoolean('isMul is a bit', isMul);
      assertEqual('an instruction has one operation', sum([isAdd, isSub, isMul]), isReal);
      bus.send(programBus, [local.pc, isSub.add(isMul.double()), ...local.addresses, local.next], isReal);

      const [a, b, c] = words.map(([low, high]) => low.add(high.mul(2 ** 8)));
      const excess = local.overflow.mul(2 ** 16);
      assertBoolean('overflow is a bit', local.overflow);
      when(isAdd).assertEqual('addition', a.add(b), c.add(excess));
      when(isSub).assertEqual('subtraction', a.sub(b), c.sub(excess));
      when(isMul).assertEqual('multiplication', words[0][0].mul(words[1][0]), c);
      for (const limb of words.flat()) bus.send(rangeBus, [limb], isReal);

      accesses.forEach(({ previous, gap }, i) => {
        const now = local.timestamp.add(i);
        const elapsed = gap.reduceRight((high, limb) => high.mul(2 ** 8).add(limb)).add(1);
        when(isReal).assertEqual(`access comes after the one before[${i}]`, now.sub(previous), elapsed);
        for (const limb of gap) bus.send(rangeBus, [limb], isReal);
        const before = [a, b, local.replaced][i];
        bus.receive(memoryBus, [local.addresses[i], before, previous], isReal);
        bus.send(memoryBus, [local.addresses[i], [a, b, c][i], now], isReal);
      });
    },
  });
}

/** One row a cell: its state before the first instruction is sent, that after the last is received. */
function memoryChip(field: PrimeField) {
  return defineChip(field, {
    name: 'machine_memory',
    description: 'What the cells of the machine hold before and after.',
    columns: {
      initial: array(2, 'bytes of the value before the first instruction, low byte first'),
      final: cell('value after the last instruction'),
      timestamp: cell('time of the last access, 0 if there is none'),
    },
    preprocessed: { address: cell('number of the cell') },
    publicValues: { result: cell('what cell 0 holds in the end') },
    constraints({ local, preprocessed, publicValues, when, bus }) {
      const { initial, final, timestamp } = local;
      when.firstRow.assertEqual('cell 0 holds the result', final, publicValues.result);
      for (const limb of initial) bus.send(rangeBus, [limb]);
      bus.send(memoryBus, [preprocessed.address, initial[0].add(initial[1].mul(2 ** 8)), 0]);
      bus.receive(memoryBus, [preprocessed.address, final, timestamp]);
    },
  });
}

/** One row a byte. */
function rangeChip(field: PrimeField) {
  return defineChip(field, {
    name: 'machine_range',
    description: 'All bytes, and how often each is looked up.',
    columns: { count: cell('how often the byte is looked up') },
    preprocessed: { limb: cell('the byte') },
    constraints({ local, preprocessed, bus }) {
      bus.provide(rangeBus, [preprocessed.limb], local.count);
    },
  });
}
