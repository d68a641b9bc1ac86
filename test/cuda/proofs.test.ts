import test from 'ava';
import { Dispatcher } from '../../host/dispatch/index.js';
import { Device, replayChips } from '../../host/runtime/index.js';
import {
  encodeBatchProof,
  PRESETS,
  proofSystem,
  type StarkParameters,
} from '../../host/stark/proof/index.js';
import { MACHINE_CHIPS } from '../../host/vm/machine.js';
import { shapeHeights } from '../../host/vm/prove/choose-shape.js';
import { encodeRunProof, proveRun, SHAPES, SoloPool } from '../../host/vm/index.js';
import { machineRun, PARAMETERS, proveTables } from '../stark/prove/machine-proofs.js';
import { proveBatchVector, proveStarkVector } from '../stark/prove/prove-vector.js';
import { BATCH_VECTORS, loadBatchVector } from '../stark/verify/batch-vectors.js';
import { loadStarkVector, SMALL_VECTORS, WIDE_VECTORS } from '../stark/verify/stark-vectors.js';
import { publishingProgram } from '../vm/proven-runs.js';
import { CARD } from './both.js';

// With no other device beside it: whatever a proof needs is on the card.
const card = { id: CARD };

for (const name of [...SMALL_VECTORS, ...WIDE_VECTORS]) {
  test(`${name}: the card's proof is Plonky3's, byte for byte, and nothing is left on it`, async (t) => {
    const { bytes, state } = await proveStarkVector(name, card);
    t.is(bytes, loadStarkVector(name).file.postcard_hex);
    t.is(state.liveHandles, 0);
    // Of matrices and trees nothing; roots of unity and programs stay until the device is closed.
    t.true(state.usedBytes < 2 ** 18, String(state.usedBytes));
  });
}

for (const name of BATCH_VECTORS) {
  test(`${name}: the card's proof is Plonky3's, byte for byte`, async (t) => {
    t.is((await proveBatchVector(name, card)).bytes, loadBatchVector(name).file.postcard_hex);
  });
}

for (const setting of [
  { hashSet: 'p2-16', extensionDegree: 5 },
  { hashSet: 'keccak', capHeight: 2 },
  { hashSet: 'p2-24-16', field: 'babybear', logBlowup: 2 },
] satisfies Partial<StarkParameters>[]) {
  test(`${JSON.stringify(setting)}: the card's proof of a machine is the CPU's`, async (t) => {
    const parameters: StarkParameters = { ...PARAMETERS, ...setting };
    const prove = async (id: string) => {
      const { proof } = await proveTables(machineRun(parameters), parameters, { id });
      return Buffer.from(encodeBatchProof(proofSystem(parameters), proof)).toString('hex');
    };
    t.is(await prove(CARD), await prove('cpu0'));
  });
}

test("a run's proof is the CPU's, and tables cross the link once", async (t) => {
  const shape = SHAPES.findIndex(({ name }) => name === 'T12');
  const prove = async (id: string) => {
    await using device = Device.open(id, { budgetBytes: 2 ** 30 });
    const dispatcher = new Dispatcher(device);
    const { run } = await proveRun({
      ...{ elf: publishingProgram(Uint8Array.of(5, 6), 0, 40), inputs: [], parameters: PRESETS.dev },
      ...{ maxCycles: 2 ** 20, maxMemoryBytes: 2 ** 24, shape, shardCycles: 2 ** 20 },
      pool: new SoloPool(dispatcher),
    });
    return { proof: encodeRunProof(run), link: dispatcher.linkBytes.get(id) };
  };
  const { proof, link } = await prove(CARD);
  const { proof: expected, link: none } = await prove('cpu0');
  t.deepEqual(proof, expected);
  t.is(none, undefined);
  const heights = shapeHeights(shape);
  const widths = replayChips().map(({ uploadWidth }) => uploadWidth);
  const cells = MACHINE_CHIPS.map((chip, i) => heights[chip.name] * (widths[i] + chip.preprocessedWidth));
  const tableBytes = 4 * cells.reduce((sum, count) => sum + count);
  // Beside them constraint programs, challenges and weights go there; caps, values and openings come back.
  t.true(link!.toDevice > tableBytes && link!.toDevice < tableBytes + 2 ** 20, String(link!.toDevice));
  t.true(link!.toHost < 1.5 * proof.length, String(link!.toHost));
});
