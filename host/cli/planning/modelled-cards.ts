import { Dispatcher, Journal, type OpSample } from '../../dispatch/index.js';
import type { HashSetName } from '../../field/index.js';
import { withSamples, type DeviceProfile, type ProfileSample } from '../../planner/index.js';
import { SwitchyardError, type Device } from '../../runtime/index.js';
import type { ModelLog } from '../bench/model-log.js';

const HASH_SETS: readonly HashSetName[] = ['p2-24-16', 'p2-16', 'keccak'];
/** Trees of a fraction of a second in emulation, from where filling pipelines counts to where it hardly does. */
const LOG_ROWS = [6, 9, 12, 14];
const COLUMNS = 64;
const FIELD = 'koalabear';
const OPENED = 64;

/**
 * What a card would take that an emulated one stands for, by its device model's word: runs trees of several sizes in
 * emulation, and keeps the modelled times in place of those that the emulation took.
 *
 * @param log has heard the device since it was opened
 * @returns undefined for a device without such a model
 */
export async function modelledProfile(device: Device, log: ModelLog): Promise<DeviceProfile | undefined> {
  const samples: ProfileSample[] = [];
  let last: OpSample | undefined;
  const dispatcher = new Dispatcher(device, {
    journal: new Journal({ onSample: (sample) => (last = sample) }),
  });
  const { id, info } = device;
  /** Carries a segment out; what it took is the model's word. */
  const run = async (segment: ReturnType<Dispatcher['segment']>): Promise<number> => {
    log.restart();
    await dispatcher.run('model', segment);
    const summary = log.summary();
    return summary ? summary.kernelSeconds + summary.linkSeconds : 0;
  };
  const keep = (costClass: string, work: number, seconds: number) =>
    samples.push({ device: id, identity: info.identity, costClass, work, seconds });

  for (const logRows of LOG_ROWS) {
    const rows = 2 ** logRows;
    const bytes = rows * COLUMNS * 4;
    const upload = dispatcher.segment();
    const matrix = upload.upload(new Uint32Array(rows * COLUMNS), { field: FIELD, rows, columns: COLUMNS });
    keep('upload', bytes, await run(upload));
    const download = dispatcher.segment();
    download.download(matrix);
    keep('download', bytes, await run(download));
    for (const hashSet of HASH_SETS) {
      const commit = dispatcher.segment();
      const { tree } = commit.commit([matrix], { hashSet, capHeight: 0 });
      try {
        const seconds = await run(commit);
        if (last) keep(last.costClass, last.work, seconds);
      } catch (error) {
        // Its bitstream has no kernel for it.
        if (error instanceof SwitchyardError && error.code === 'SY_ERR_UNSUPPORTED') continue;
        throw error;
      }
      const open = dispatcher.segment();
      open.open(
        tree,
        Array.from({ length: OPENED }, (_, i) => (i * 37) % rows),
      );
      keep('open', OPENED, await run(open));
      const free = dispatcher.segment();
      free.free(tree);
      await dispatcher.run('model', free);
    }
    const free = dispatcher.segment();
    free.free(matrix);
    await dispatcher.run('model', free);
  }
  // Without a model nothing was said.
  const [profile] = Object.values(withSamples({}, samples, Date.now() / 1000));
  return profile;
}
