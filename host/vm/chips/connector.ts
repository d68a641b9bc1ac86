import { cell } from '../../stark/air/index.js';
import { longTimeCells, SPACE, update } from '../blocks.js';
import { hashBus, stepBus, treeBus } from '../buses.js';
import { ROOT_LEVEL, SYSTEM_WORD } from '../layout.js';
import { defineMachineChip } from '../machine-chip.js';
import { digestCells } from './digest.js';

const FIRST_TIME = 1;

/** The ends of a shard: states before and after, first and last pc. docs/vm.md 9.4. */
export const connectorChip = defineMachineChip({
  name: 'connector',
  description: 'Where the shard begins and ends; one row.',
  columns: {
    real: cell('1 on the first row alone'),
    firstPc: cell('where the shard begins, a word number'),
    lastPc: cell('where it ends'),
    lastTime: cell('after its last step'),
    halted: cell('the halted word at the end'),
    m: longTimeCells('it'),
    dataBefore: digestCells('root of data before'),
    dataAfter: digestCells('root of data after'),
    code: digestCells('root of code'),
    systemBefore: digestCells('root of the system page before'),
    systemAfter: digestCells('root of the system page after'),
    pairBefore: digestCells('data and code before'),
    pairAfter: digestCells('data and code after'),
    rootBefore: digestCells('root before'),
    rootAfter: digestCells('root after'),
  },
  publicValues: {
    firstPc: cell('where the shard begins, a word number'),
    lastPc: cell('where it ends'),
    rootBefore: digestCells('root before'),
    rootAfter: digestCells('root after'),
    halted: cell('whether the machine has halted at the end'),
  },
  constraints(builder) {
    const { local, next, publicValues, when, assertBoolean, bus } = builder;
    const { real, firstPc, lastPc, lastTime, halted, m, code } = local;
    const { dataBefore, dataAfter, systemBefore, systemAfter } = local;
    const { pairBefore, pairAfter, rootBefore, rootAfter } = local;
    assertBoolean('real is boolean', real);
    when.firstRow.assertEqual('one real row[first]', real, 1);
    when.transition.assertZero('one real row[others]', next.real);
    when.firstRow.assertEqual('public values[firstPc]', firstPc, publicValues.firstPc);
    when.firstRow.assertEqual('public values[lastPc]', lastPc, publicValues.lastPc);
    rootBefore.forEach((element, k) => {
      when.firstRow.assertEqual(`public values[rootBefore][${k}]`, element, publicValues.rootBefore[k]);
    });
    rootAfter.forEach((element, k) => {
      when.firstRow.assertEqual(`public values[rootAfter][${k}]`, element, publicValues.rootAfter[k]);
    });
    when.firstRow.assertEqual('public values[halted]', halted, publicValues.halted);
    assertBoolean('halted is boolean', halted);

    bus.send(stepBus, [firstPc, FIRST_TIME], real);
    bus.receive(stepBus, [lastPc, lastTime], real);
    bus.receive(treeBus, [SPACE.data, ROOT_LEVEL.data, 0, ...dataBefore, ...dataAfter], real);
    bus.receive(treeBus, [SPACE.code, ROOT_LEVEL.code, 0, ...code, ...code], real);
    bus.receive(treeBus, [SPACE.system, ROOT_LEVEL.system, 0, ...systemBefore, ...systemAfter], real);
    bus.send(hashBus, [...dataBefore, ...code, ...pairBefore], real);
    bus.send(hashBus, [...pairBefore, ...systemBefore, ...rootBefore], real);
    bus.send(hashBus, [...dataAfter, ...code, ...pairAfter], real);
    bus.send(hashBus, [...pairAfter, ...systemAfter, ...rootAfter], real);
    const value = { lo: halted, hi: 0 };
    update(builder, { space: SPACE.system, address: SYSTEM_WORD.halted }, value, value, m, lastTime, real);
  },
});
