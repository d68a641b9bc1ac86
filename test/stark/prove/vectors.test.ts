import test from 'ava';
import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device, listIsas } from '../../../host/runtime/index.js';
import type { Chip } from '../../../host/stark/air/index.js';
import { encodeStarkProof } from '../../../host/stark/proof/index.js';
import { proveStark } from '../../../host/stark/prove/index.js';
import { loadStarkVector, SMALL_VECTORS, WIDE_VECTORS } from '../verify/stark-vectors.js';

/** The proof of a vector's trace, and what it left on the device. */
async function prove(name: string, options: { isa?: string; threads: number }) {
  const { air, parameters, system, file, publicValues } = loadStarkVector(name);
  await using device = Device.open('cpu0', { ...options, budgetBytes: 2 ** 30 });
  const upload = device.segment();
  const trace = upload.upload(Uint32Array.from(file.trace.flat()), {
    field: parameters.field,
    rows: file.trace.length,
    columns: air.width,
    form: 'canonical',
  });
  await upload.submit();
  const dispatcher = new Dispatcher(device);
  const proof = await proveStark({ chip: air as Chip, parameters, dispatcher, trace, publicValues });
  return { bytes: encodeStarkProof(system, proof), state: device.state() };
}

for (const name of [...SMALL_VECTORS, ...WIDE_VECTORS]) {
  test(`${name}: the proof is Plonky3's, byte for byte, and nothing is left on the device`, async (t) => {
    const { bytes, state } = await prove(name, { threads: 2 });
    t.is(Buffer.from(bytes).toString('hex'), loadStarkVector(name).file.postcard_hex);
    t.is(state.liveHandles, 0);
    t.is(state.usedBytes, 0);
  });
}

for (const { name: isa } of listIsas().filter(({ isSupported }) => isSupported)) {
  test(`${isa} makes the same bytes on one thread and on three`, async (t) => {
    for (const name of [
      'stark_quintic_cube32_b2_a2_final2_cap1',
      'stark_keccakcfg_fib32_b2_a1_final4_cap0',
    ]) {
      const expected = loadStarkVector(name).file.postcard_hex;
      for (const threads of [1, 3]) {
        t.is(Buffer.from((await prove(name, { isa, threads })).bytes).toString('hex'), expected);
      }
    }
  });
}
