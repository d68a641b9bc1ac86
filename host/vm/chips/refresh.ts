import { cell } from '../../stark/air/index.js';
import { wordCells } from '../blocks.js';
import { memoryBus, range16Bus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';

/** A word that rests long is moved forward in time, docs/vm.md 9.5. */
export const refreshChip = defineMachineChip({
  name: 'refresh',
  description: 'Words as they were, at a later time.',
  columns: {
    real: cell('whether the row is an access'),
    space: cell('of the word'),
    address: cell('number of the word'),
    v: wordCells('what it holds'),
    time: cell('since when'),
    low: cell('lower part of the time since then'),
    slot: cell('the time afterwards, in units of 2^10'),
  },
  constraints({ local, assertBoolean, bus, constant }) {
    const { real, space, address, v, time, low, slot } = local;
    assertBoolean('real is boolean', real);
    // Absolute, below 2^26: a chain of relative bounds could wrap around p.
    const at = slot.mul(2 ** 10);
    const high = at
      .sub(time)
      .sub(1)
      .sub(low)
      .mul(constant(1, 2 ** 12));
    bus.receive(memoryBus, [space, address, v.lo, v.hi, time], real);
    bus.send(memoryBus, [space, address, v.lo, v.hi, at], real);
    bus.send(range16Bus, [slot], real);
    bus.send(range16Bus, [low], real);
    bus.send(range16Bus, [high], real);
  },
});
