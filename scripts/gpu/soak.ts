/**
 * Proves the same table over and over on one opened device, and looks whether anything grows: proofs must stay the same
 * to the byte, the device's memory exactly as it was, the process's within bounds.
 */
import { parseArgs } from 'node:util';
import { Dispatcher } from '../../host/dispatch/index.js';
import { koalaBear } from '../../host/field/index.js';
import { Device } from '../../host/runtime/index.js';
import { standardChip } from '../../host/stark/chips/index.js';
import { encodeStarkProof, PRESETS, proofSystem } from '../../host/stark/proof/index.js';
import { proveStark } from '../../host/stark/prove/index.js';

/** Proofs before memory is looked at: compilers, caches and pools have what they need by then. */
const WARM_UP = 10;
/** By how much the process may grow from then on: the collector's slack, and no more for a thousand proofs. */
const SLACK_BYTES = 64 * 2 ** 20;

const { values } = parseArgs({
  options: {
    device: { type: 'string', default: 'cuda0' },
    proofs: { type: 'string', default: '1000' },
    'log-rows': { type: 'string', default: '12' },
  },
});
const proofs = Number(values.proofs);
if (!Number.isInteger(proofs) || proofs < WARM_UP + 2) {
  throw new Error(`--proofs: '${values.proofs}' is no number of ${WARM_UP + 2} or more`);
}
if (!/^\d{1,2}$/.test(values['log-rows']))
  throw new Error(`--log-rows: '${values['log-rows']}' is no number`);
const rows = 2 ** Number(values['log-rows']);
const parameters = PRESETS.dev;
const chip = standardChip('poseidon2', koalaBear)!;

await using device = await Device.openAnywhere(values.device);
const dispatcher = new Dispatcher(device);

async function prove(): Promise<Buffer> {
  const segment = dispatcher.segment();
  const states = segment.random({ field: 'koalabear', rows: 8 * rows, columns: 16, seed: 1 });
  const trace = segment.fill(states, 'poseidon2', { rows, columns: chip.width });
  segment.free(states);
  await dispatcher.run('trace', segment);
  const proof = await proveStark({ chip, parameters, dispatcher, trace, publicValues: [] });
  return Buffer.from(encodeStarkProof(proofSystem(parameters), proof));
}

function held() {
  const { usedBytes, liveHandles } = device.state();
  return { usedBytes, liveHandles, processBytes: process.memoryUsage().rss };
}

const first = await prove();
let warm = held();
let processBytes = 0;
for (let i = 1; i < proofs; i++) {
  if (!(await prove()).equals(first)) throw new Error(`proof ${i} is another one than the first`);
  if (i === WARM_UP) warm = held();
  const now = held();
  if (i <= WARM_UP) continue;
  if (now.usedBytes !== warm.usedBytes || now.liveHandles !== warm.liveHandles) {
    throw new Error(
      `after proof ${i} the device holds ${now.usedBytes} bytes in ${now.liveHandles} handles, not ${warm.usedBytes} in ${warm.liveHandles}`,
    );
  }
  processBytes = Math.max(processBytes, now.processBytes - warm.processBytes);
  if (processBytes > SLACK_BYTES) {
    throw new Error(`after proof ${i} the process has grown by ${processBytes} bytes`);
  }
}
console.log(
  `${proofs} proofs of 2^${values['log-rows']} rows on ${values.device}: all the same, ${warm.usedBytes} bytes on the device throughout, the process grew by ${processBytes}`,
);
