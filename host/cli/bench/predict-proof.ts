import { DryRun, loadProfile } from '../../dispatch/index.js';
import { currentProfiles, fitsOf, predictSeconds } from '../../planner/index.js';
import type { Device } from '../../runtime/index.js';
import type { Workload } from './workload.js';

/** Seconds that a proof should take on a device by its profile; null where some of it was never measured. */
export async function predictProof(device: Device, workload: Workload): Promise<number | null> {
  const { id, info } = device;
  const { [id]: profile } = currentProfiles(loadProfile().profiles, [
    { device: id, identity: info.identity },
  ]);
  if (!profile) return null;
  const rates = fitsOf(profile);
  const dryRun = new DryRun();
  const prepared = await workload.prepare(dryRun);
  dryRun.forget();
  await prepared.prove();
  const seconds = dryRun
    .graph()
    .stages.flatMap(({ parts }) => parts)
    .map((part) => predictSeconds(rates, part.class, part.work, part.calls));
  // One device does one op after the other.
  return seconds.reduce<number | null>(
    (sum, one) => (sum === null || one === undefined ? null : sum + one),
    0,
  );
}
