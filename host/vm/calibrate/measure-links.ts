import type { Device } from '../../runtime/index.js';
import type { OpSample } from '../../dispatch/index.js';

/** Words that are moved at a time. */
const SIZES = [2 ** 10, 2 ** 14, 2 ** 18, 2 ** 22];
const TURNS = 3;

/** Times moves of several sizes to a device and back. */
export async function measureLinks(device: Device, onSample: (sample: OpSample) => void): Promise<void> {
  if (!device.ops.has('upload')) return;
  for (const size of SIZES) {
    const words = new Uint32Array(size).fill(1);
    for (let turn = 0; turn < TURNS; turn++) {
      const up = device.segment();
      const matrix = up.upload(words, { field: 'koalabear', rows: size / 4, columns: 4 });
      const uploaded = await timed(() => up.submit());
      const down = device.segment();
      if (device.ops.has('download')) down.download(matrix);
      const downloaded = await timed(() => down.submit());
      const free = device.segment();
      free.free(matrix);
      await free.submit();
      const common = { device: device.id, identity: device.info.identity, work: 4 * size };
      onSample({ ...common, costClass: 'upload', seconds: uploaded });
      if (device.ops.has('download')) onSample({ ...common, costClass: 'download', seconds: downloaded });
    }
  }
}

/** What the link and the process in between take, too. */
async function timed(action: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await action();
  return (performance.now() - started) / 1e3;
}
