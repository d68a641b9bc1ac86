import test from 'ava';
import { listIsas } from '../../../host/runtime/index.js';
import { loadStarkVector, SMALL_VECTORS, WIDE_VECTORS } from '../verify/stark-vectors.js';
import { proveStarkVector } from './prove-vector.js';

for (const name of [...SMALL_VECTORS, ...WIDE_VECTORS]) {
  test(`${name}: the proof is Plonky3's, byte for byte, and nothing is left on the device`, async (t) => {
    const { bytes, state } = await proveStarkVector(name, { threads: 2 });
    t.is(bytes, loadStarkVector(name).file.postcard_hex);
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
        t.is((await proveStarkVector(name, { isa, threads })).bytes, expected);
      }
    }
  });
}
