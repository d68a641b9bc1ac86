import { array, cell } from '../../stark/air/index.js';
import { hashBus, memoryBus, treeBus } from '../buses.js';
import { LEAF_WORDS } from '../layout.js';
import { defineMachineChip } from '../machine-chip.js';
import { digestCells } from './digest.js';

/** A leaf of the state tree, of which a word is accessed: docs/vm.md 9.1. */
export const leafChip = defineMachineChip({
  name: 'leaf',
  description: 'Touched leaves of the state, before and after.',
  columns: {
    real: cell('whether the row is a leaf'),
    space: cell('of the leaf'),
    index: cell('among the leaves of the space'),
    initial: array(2 * LEAF_WORDS, 'limbs before'),
    final: array(2 * LEAF_WORDS, 'limbs after'),
    time: array(LEAF_WORDS, 'since when the word holds what it holds at the end'),
    before: digestCells('digest before'),
    after: digestCells('digest after'),
  },
  constraints({ local, assertBoolean, bus }) {
    const { real, space, index, initial, final, time, before, after } = local;
    assertBoolean('real is boolean', real);
    for (let j = 0; j < LEAF_WORDS; j++) {
      const address = index.mul(LEAF_WORDS).add(j);
      bus.send(memoryBus, [space, address, initial[2 * j], initial[2 * j + 1], 0], real);
      bus.receive(memoryBus, [space, address, final[2 * j], final[2 * j + 1], time[j]], real);
    }
    bus.send(hashBus, [...initial, ...before], real);
    bus.send(hashBus, [...final, ...after], real);
    bus.send(treeBus, [space, 0, index, ...before, ...after], real);
  },
});
