import { cell } from '../../stark/air/index.js';
import { longTimeCells, SPACE, update, wordCells } from '../blocks.js';
import { hintBus, range16Bus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';

/** A word written by HINT_READ, docs/vm.md 8.2. */
export const hintWordChip = defineMachineChip({
  name: 'hint_word',
  description: 'Words of hints as they are read.',
  columns: {
    real: cell('whether the row is a word'),
    address: cell('number of the word'),
    left: cell('words that the call has still to write, with this one'),
    time: cell('of the step'),
    v: wordCells('what is written'),
    o: wordCells('what the word held'),
    m: longTimeCells('it'),
  },
  constraints(builder) {
    const { local, assertBoolean, bus } = builder;
    const { real, address, left, time, v, o, m } = local;
    assertBoolean('real is boolean', real);
    bus.receive(hintBus, [address, left, time], real);
    bus.send(hintBus, [address.add(1), left.sub(1), time], real);
    update(builder, { space: SPACE.data, address }, o, v, m, time, real);
    bus.send(range16Bus, [v.lo], real);
    bus.send(range16Bus, [v.hi], real);
  },
});
