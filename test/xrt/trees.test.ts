import { readFileSync } from 'node:fs';
import { Device, SupervisedDevice, type Matrix, type Segment } from '../../host/runtime/index.js';
import { type HashSetName } from '../../host/field/index.js';
import { summariseModel } from '../../host/bitstream/index.js';
import { faultFile, openFaulty } from '../runtime/process/faulty.js';
import { designOf, designOfOne } from '../bitstream/design.js';
import {
  addBitstream,
  leftovers,
  modelEvents,
  nothingIsLeft,
  SKIPPED,
  useEmulation,
  xrtTest,
} from './emulation.js';

const HASH_SETS: readonly HashSetName[] = ['p2-24-16', 'p2-16', 'keccak'];

/** Rows and columns of matrices: mixed heights, and row lengths around the rates and beats. */
const TREES: readonly (readonly (readonly [number, number])[])[] = [
  [[1, 1]],
  [[2, 16]],
  [[64, 33]],
  [[1024, 3]],
  [
    [4, 3],
    [64, 2],
    [4, 8],
    [1, 5],
    [64, 9],
    [32, 20],
  ],
];
/** So high that compute units share it. */
const LARGE = [
  [8192, 20],
  [4096, 5],
  [2, 3],
] as const;

function wordsOf(seed: number, count: number): Uint32Array {
  let state = seed * 2654435761;
  return Uint32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % 0x7f000001;
  });
}

function put(segment: Segment, shapes: readonly (readonly [number, number])[]): Matrix[] {
  return shapes.map(([rows, columns], i) =>
    segment.upload(wordsOf(i + 1, rows * columns), { field: 'koalabear', rows, columns }),
  );
}

/** Caps and openings of trees on a device. */
async function answers(
  device: Device,
  shapes: readonly (readonly [number, number])[],
  hashSet: HashSetName,
): Promise<unknown[]> {
  const segment = device.segment();
  const matrices = put(segment, shapes);
  const leaves = Math.max(...shapes.map(([rows]) => rows));
  const results = [0, 2, 32].flatMap((capHeight) => {
    const { tree, cap } = segment.commit(matrices, { hashSet, capHeight });
    const some = [leaves - 1, 0, leaves - 1, leaves >> 1, Math.floor(leaves / 3)];
    const opened = [some, Array.from({ length: Math.min(leaves, 100) }, (_, i) => i), []];
    return [cap, ...opened.map((indices) => segment.open(tree, indices))];
  });
  const words = matrices.map((matrix) => segment.download(matrix));
  const outcome = await segment.submit();
  return [...results, ...words].map((result) => outcome.get(result as never));
}

xrtTest(`trees and openings of a card are the CPU's${SKIPPED}`, async (t) => {
  useEmulation();
  const before = leftovers();
  const card = await Device.openAnywhere('xrt0');
  const cpu = Device.open('cpu0', { threads: 1 });
  t.true(card.info.isEmulated);
  for (const hashSet of HASH_SETS)
    for (const [i, shapes] of TREES.entries())
      t.deepEqual(
        await answers(card, shapes, hashSet),
        await answers(cpu, shapes, hashSet),
        `${hashSet} ${i}`,
      );
  await Promise.all([card.close(), cpu.close()]);
  await nothingIsLeft(before);
});

xrtTest(`a kernel with nothing to do goes there and back, and moves nothing${SKIPPED}`, async (t) => {
  const folder = useEmulation();
  const card = await Device.openAnywhere('xrt0');
  const before = modelEvents(folder).length;
  const segment = card.segment();
  segment.probe('launch', 'koalabear', 3);
  t.true((await segment.submit()).seconds('probe') > 0);
  await card.close();
  t.deepEqual(
    modelEvents(folder)
      .slice(before)
      .map(({ event }) => event),
    ['run', 'run', 'run'],
  );
});

xrtTest(`memory that is free again is used again, and no more than the budget${SKIPPED}`, async (t) => {
  useEmulation();
  const rows = 2 ** 12;
  const bytes = rows * 16 * 4;
  const card = await Device.openAnywhere('xrt0', { budgetBytes: 4 * bytes });
  const upload = async (columns: number, fill: number) => {
    const segment = card.segment();
    const words = new Uint32Array(rows * columns).fill(fill);
    const matrix = segment.upload(words, { field: 'koalabear', rows, columns });
    const back = segment.download(matrix);
    t.deepEqual((await segment.submit()).get(back), words);
    return matrix;
  };
  const free = async (...matrices: Matrix[]) => {
    const segment = card.segment();
    segment.free(...matrices);
    await segment.submit();
  };
  // Sizes in turn, so that what is kept of one has to make room for the next.
  for (const [i, columns] of [16, 16, 32, 48, 16, 60, 8, 48].entries()) {
    const matrix = await upload(columns, i + 1);
    t.is(card.state().usedBytes, rows * columns * 4);
    await free(matrix);
    t.is(card.state().usedBytes, 0);
  }
  const held = await Promise.all([upload(16, 1), upload(16, 2), upload(16, 3)]);
  await t.throwsAsync(upload(32, 4), { code: 'SY_ERR_MEMORY' } as never);
  await free(...held);
  await card.close();
});

xrtTest(`what the kernels do not do is refused, and nothing else is lost${SKIPPED}`, async (t) => {
  useEmulation();
  const card = await Device.openAnywhere('xrt0');
  const refused = async (body: (segment: Segment) => void, pattern: RegExp) => {
    const segment = card.segment();
    body(segment);
    await t.throwsAsync(segment.submit(), { message: pattern, code: 'SY_ERR_UNSUPPORTED' } as never);
    t.is(card.state().liveHandles, 0);
  };
  const options = { hashSet: 'p2-16', capHeight: 0 } as const;
  await refused((segment) => {
    const matrix = segment.upload(new Uint32Array(4), { field: 'babybear', rows: 2, columns: 2 });
    segment.commit([matrix], options);
  }, /KoalaBear alone/);
  await refused((segment) => {
    const matrix = segment.upload(new Uint32Array(2 * 17000), {
      field: 'koalabear',
      rows: 2,
      columns: 17000,
    });
    segment.commit([matrix], options);
  }, /rows of 16384 words at most/);
  await refused((segment) => {
    segment.random({ field: 'koalabear', rows: 2, columns: 2, seed: 1 });
  }, /no op of kind 4/);
  await refused((segment) => segment.probe('copy', 'koalabear', 1), /no arithmetic/);
  await card.close();
});

xrtTest(`four compute units share trees, on two cards at once${SKIPPED}`, async (t) => {
  const folder = useEmulation({ units: 4, cards: 2 });
  const before = leftovers();
  const cards = await Promise.all(['xrt0', 'xrt1'].map((id) => Device.openAnywhere(id)));
  const cpu = Device.open('cpu0', { threads: 1 });
  const expected = await answers(cpu, LARGE, 'p2-24-16');
  for (const found of await Promise.all(cards.map((card) => answers(card, LARGE, 'p2-24-16'))))
    t.deepEqual(found, expected);
  t.is(new Set(cards.map(({ pid }) => pid)).size, 2);
  await Promise.all([...cards, cpu].map((device) => device.close()));
  const runs = modelEvents(folder).filter((event) => event.event === 'run');
  for (const unit of [1, 2, 3, 4])
    t.true(
      runs.some((run) => run.mode === 1 && run.unit === `poseidon2_merkle_${unit}`),
      `unit ${unit} has made a slice`,
    );
  t.is(new Set(runs.map(({ card }) => card.split('_')[0])).size, 2);
  await nothingIsLeft(before);
});

xrtTest(`a matrix crosses the link once, then caps and openings alone${SKIPPED}`, async (t) => {
  const folder = useEmulation();
  const card = await Device.openAnywhere('xrt0');
  const skipped = modelEvents(folder).length;
  const segment = card.segment();
  const [rows, columns] = [2048, 40];
  const [matrix] = put(segment, [[rows, columns]]);
  const { tree } = segment.commit([matrix], { hashSet: 'p2-24-16', capHeight: 3 });
  segment.open(tree, [5, 1000]);
  await segment.submit();
  await card.close();
  const summary = summariseModel(modelEvents(folder).slice(skipped));
  const beat = 64;
  // The matrix; twice a table (a descriptor, then with a beat of indices) and an empty header.
  t.is(summary.toCardBytes, rows * columns * 4 + (beat + beat) + (2 * beat + beat));
  // A header and the cap; a header, rows of 40 words in 3 beats or 4, and siblings below level 8.
  const siblings = 2 * 8;
  const opened = summary.fromCardBytes - (beat + 8 * 32) - beat - siblings * 32;
  t.true(opened >= 2 * 3 * beat && opened <= 2 * 4 * beat, String(opened));
});

xrtTest(`a card is loaded with one bitstream after another${SKIPPED}`, async (t) => {
  const folder = useEmulation();
  const wide = addBitstream(folder, 'wide.xclbin', designOf(4));
  const keccak = addBitstream(folder, 'keccak.xclbin', designOfOne('keccak_merkle'));
  const cpu = Device.open('cpu0', { threads: 1 });
  const before = leftovers();
  for (const [isa, units] of [
    [undefined, 2],
    [wide, 5],
    [undefined, 2],
    [keccak, 1],
  ] as const) {
    // As proofs start it: with the self-test, which keeps to the hash sets that there are.
    await using supervised = await SupervisedDevice.start('xrt0', {
      open: isa === undefined ? {} : { isa },
    });
    const card = supervised.device!;
    t.is(card.info.threads, units);
    t.deepEqual(await answers(card, TREES[4], 'keccak'), await answers(cpu, TREES[4], 'keccak'));
    if (isa === keccak) {
      await t.throwsAsync(answers(card, TREES[4], 'p2-16'), {
        message: /no kernel for hash set 1/,
        code: 'SY_ERR_UNSUPPORTED',
      } as never);
    }
  }
  await cpu.close();
  await nothingIsLeft(before);
});

/** Signals that a device's process has handlers for, as a mask. */
function caughtBy(device: Device): string {
  return /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${device.pid}/status`, 'utf8'))![1];
}

xrtTest(`handlers of signals that XRT installs are taken back${SKIPPED}`, async (t) => {
  useEmulation();
  const card = await Device.openAnywhere('xrt0');
  const other = await openFaulty(faultFile());
  t.is(caughtBy(card), caughtBy(other));
  await Promise.all([card.close(), other.close()]);
});

xrtTest(`a card is opened and closed twenty times in a row, and leaves nothing${SKIPPED}`, async (t) => {
  t.timeout(120_000);
  useEmulation();
  const before = leftovers();
  const cpu = Device.open('cpu0', { threads: 1 });
  const expected = await answers(cpu, TREES[4], 'keccak');
  for (let i = 0; i < 20; i++) {
    const card = await Device.openAnywhere('xrt0');
    t.deepEqual(await answers(card, TREES[4], 'keccak'), expected);
    await card.close();
  }
  await cpu.close();
  await nothingIsLeft(before);
});
