import test from 'ava';
import { execute } from '../../host/vm/index.js';
import { CODE_ADDRESS, DATA_ADDRESS, program, wordsToBytes } from './elf-builder.js';
import { randomProgram, RANDOM_DATA_BYTES } from './random-program.js';
import { ReferenceInterpreter } from './reference-interpreter.js';

const PROGRAMS = 5000;
const MAX_CYCLES = 1500;

test('random programs run as in a second, independent interpreter', async (t) => {
  const ends: Record<string, number> = { halted: 0, fault: 0, limit: 0 };
  for (let seed = 0; seed < PROGRAMS; seed++) {
    const { words, data } = randomProgram(seed);
    const run = await execute(program(words, data), {
      maxCycles: MAX_CYCLES,
      dumps: [{ from: DATA_ADDRESS, to: DATA_ADDRESS + RANDOM_DATA_BYTES }],
    });
    const reference = new ReferenceInterpreter(
      [
        { address: CODE_ADDRESS, bytes: wordsToBytes(words), isCode: true },
        { address: DATA_ADDRESS, bytes: data, isCode: false },
      ],
      CODE_ADDRESS,
    );
    const end = reference.run(MAX_CYCLES);
    const expected = Uint8Array.from({ length: RANDOM_DATA_BYTES }, (_, i) =>
      reference.read(DATA_ADDRESS + i, 1),
    );
    const ours = [run.kind, run.cycles, run.pc, ...run.registers, ...run.dumps[0]];
    const theirs = [end, reference.cycles, reference.pc, ...reference.registers, ...expected];
    // One assertion for all: five thousand deep ones would take most of the time.
    if (ours.some((value, i) => value !== theirs[i])) t.deepEqual(ours, theirs, `seed ${seed}`);
    ends[end] += 1;
  }
  t.log(ends);
  for (const count of Object.values(ends)) t.true(count > 100, 'the generator reaches every kind of end');
});
