import { cell, not } from '../../stark/air/index.js';
import { hashBus, treeBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { digestCells } from './digest.js';

/** A node above a touched leaf, docs/vm.md 9.2. */
export const treeChip = defineMachineChip({
  name: 'tree',
  description: 'Nodes of the state tree above touched leaves, before and after.',
  columns: {
    real: cell('whether the row is a node'),
    space: cell('of the leaves below it'),
    level: cell('leaves are 0'),
    index: cell('among the nodes of its level'),
    leftTouched: cell('whether a row says what the left child was and is'),
    rightTouched: cell('likewise the right child'),
    leftBefore: digestCells('left child before'),
    rightBefore: digestCells('right child before'),
    leftAfter: digestCells('left child after'),
    rightAfter: digestCells('right child after'),
    before: digestCells('digest before'),
    after: digestCells('digest after'),
  },
  constraints({ local, assertZero, assertBoolean, bus }) {
    const { real, space, level, index, before, after } = local;
    const children = [
      { side: 'left', touched: local.leftTouched, before: local.leftBefore, after: local.leftAfter },
      { side: 'right', touched: local.rightTouched, before: local.rightBefore, after: local.rightAfter },
    ];
    assertBoolean('real is boolean', real);
    for (const { side, touched, ...child } of children) {
      assertBoolean(`${side} touched is boolean`, touched);
      assertZero(`padding receives nothing[${side}]`, not(real).mul(touched));
      child.before.forEach((element, k) => {
        const change = element.sub(child.after[k]);
        assertZero(`an untouched sibling stays[${side}][${k}]`, not(touched).mul(change));
      });
    }
    bus.send(treeBus, [space, level, index, ...before, ...after], real);
    children.forEach(({ touched, ...child }, i) => {
      const childIndex = index.double().add(i);
      bus.receive(treeBus, [space, level.sub(1), childIndex, ...child.before, ...child.after], touched);
    });
    bus.send(hashBus, [...local.leftBefore, ...local.rightBefore, ...before], real);
    bus.send(hashBus, [...local.leftAfter, ...local.rightAfter, ...after], real);
  },
});
