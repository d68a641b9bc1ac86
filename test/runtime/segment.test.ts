import test from 'ava';
import { Device, Segment, SwitchyardError, type Matrix, type MerkleTree } from '../../host/runtime/index.js';

const field = 'koalabear';
const extension = 'koalabear^4' as const;
const element = [0, 0, 0, 0];

/** One use of a matrix or a tree as each argument that takes one. */
const USES: Record<string, (segment: Segment, foreign: Matrix, own: Matrix, tree: MerkleTree) => unknown> = {
  'download.input': (segment, foreign) => segment.download(foreign),
  'free.handles': (segment, foreign, own) => segment.free(own, foreign),
  'elementwise.left': (segment, foreign, own) => segment.elementwise('add', foreign, own),
  'elementwise.right': (segment, foreign, own) => segment.elementwise('add', own, foreign),
  'permute.input': (segment, foreign) => segment.permute(foreign, 'poseidon2-16'),
  'dft.input': (segment, foreign) => segment.dft(foreign),
  'lde.input': (segment, foreign) => segment.lde(foreign, { logBlowup: 1, shift: 1 }),
  'commit.matrices': (segment, foreign, own) =>
    segment.commit([own, foreign], { hashSet: 'p2-16', capHeight: 0 }),
  'open.tree': (segment, _foreign, _own, tree) => segment.open(tree, [0]),
  'evaluate.input': (segment, foreign) =>
    segment.evaluate(foreign, { extension, shift: 1, order: 'natural', points: [element] }),
  'combine.input': (segment, foreign) => segment.combine(foreign, extension, [element]),
  'reshape.input': (segment, foreign) => segment.reshape(foreign, { rows: 1, columns: 64 }),
  'deep.terms': (segment, matrix) =>
    segment.deep({
      field,
      extension,
      rows: 4,
      shift: 1,
      alpha: element,
      points: [],
      terms: [{ matrix, uses: [] }],
    }),
  'fold.input': (segment, foreign) => segment.fold(foreign, { extension, logArity: 1, beta: element }),
  'fold.addend': (segment, addend, own) =>
    segment.fold(own, { extension, logArity: 1, beta: element, addend }),
  'quotient.main': (segment, main) => segment.quotient({ ...quotient, main }),
  'quotient.preprocessed': (segment, preprocessed, main) =>
    segment.quotient({ ...quotient, main, preprocessed }),
  'quotient.permutation': (segment, permutation, main) =>
    segment.quotient({ ...quotient, main, permutation }),
  'permutation.main': (segment, main) => segment.permutation({ ...lookups, main }),
  'permutation.preprocessed': (segment, preprocessed, main) =>
    segment.permutation({ ...lookups, main, preprocessed }),
  'fill.input': (segment, foreign) => segment.fill(foreign, 'poseidon2', { rows: 4, columns: 4 }),
};
const lookups = { extension, scalars: [], program: new Uint32Array() } as const;
const quotient = { ...lookups, logRows: 1, logChunks: 0, alpha: element } as const;

test('what lives on another device is refused, by the name of the argument', async (t) => {
  await using here = Device.open('cpu0', { threads: 1, budgetBytes: 2 ** 24 });
  await using there = Device.open('cpu0', { threads: 1, budgetBytes: 2 ** 24 });
  const make = async (device: Device) => {
    const segment = device.segment();
    const matrix = segment.random({ field, rows: 4, columns: 16, seed: 1 });
    const { tree } = segment.commit([matrix], { hashSet: 'p2-16', capHeight: 0 });
    await segment.submit();
    return { matrix, tree };
  };
  const own = await make(here);
  const foreign = await make(there);
  t.is(own.matrix.handle, foreign.matrix.handle);
  for (const [argument, use] of Object.entries(USES)) {
    t.throws(
      () => use(here.segment(), foreign.matrix, own.matrix, foreign.tree),
      { instanceOf: SwitchyardError, code: 'SY_ERR_ARGUMENT', message: new RegExp(`^${argument} `) },
      argument,
    );
  }
  const segment = here.segment();
  t.throws(() => segment.free(own.matrix, foreign.tree), { message: /^free.handles / });
  t.is(here.state().liveHandles, 2);
  t.is(there.state().liveHandles, 2);
});
