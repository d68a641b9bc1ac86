import type { Rate } from './device-model.js';
import { fitRate, type Fit, type Measurement } from './fit.js';

/** Measurements of one class on one device, by size: index i holds those of 2^i units of work and more. */
export type SizedMeasurements = Readonly<Record<string, readonly Measurement[]>>;

/** What was measured on a device in one way of working. */
export interface DeviceProfile {
  readonly device: string;
  /** As the device names itself, with all that changes how fast it is; a profile of another one does not hold. */
  readonly identity: string;
  /** When something was measured last, in seconds since 1970. */
  readonly measuredAt: number;
  readonly classes: Readonly<Record<string, SizedMeasurements>>;
}

/** Profiles of devices, and of the same ones as they were or may be again, by {@link keyOf}. */
export type ProfileStore = Readonly<Record<string, DeviceProfile>>;

/** Profiles of devices as they are now, by device. */
export type Profiles = Readonly<Record<string, DeviceProfile>>;

/** A device as it is. */
export interface DeviceIdentity {
  readonly device: string;
  readonly identity: string;
}

function keyOf({ device, identity }: DeviceIdentity): string {
  return `${device} ${identity}`;
}

/** The profiles of devices as they are now, as far as they were measured. */
export function currentProfiles(store: ProfileStore, devices: readonly DeviceIdentity[]): Profiles {
  const found = devices.flatMap((one) => store[keyOf(one)] ?? []);
  return Object.fromEntries(found.map((profile) => [profile.device, profile]));
}

export interface ProfileSample extends Measurement {
  readonly device: string;
  readonly identity: string;
  readonly costClass: string;
}

/** Measurements that are kept of a size; the oldest make room. */
const KEPT_PER_SIZE = 16;
/** A class that was measured longer ago is measured anew. */
const MOST_DAYS = 90;

/** The host's own work, such as replaying shards, is kept as a device of this name. */
export const HOST_PROFILE = 'host';

/** Profiles with what was measured since. */
export function withSamples(
  store: ProfileStore,
  samples: readonly ProfileSample[],
  now: number,
): ProfileStore {
  const result: Record<string, DeviceProfile> = { ...store };
  for (const { device, identity, costClass, work, seconds } of samples) {
    if (!(work > 0 && work < Infinity && seconds > 0 && seconds < Infinity)) continue;
    const key = keyOf({ device, identity });
    const classes = result[key]?.classes ?? {};
    const sizes = classes[costClass] ?? {};
    const size = String(Math.floor(Math.log2(work)));
    const kept = [...(sizes[size] ?? []), { work, seconds }].slice(-KEPT_PER_SIZE);
    result[key] = {
      ...{ device, identity, measuredAt: now },
      classes: { ...classes, [costClass]: { ...sizes, [size]: kept } },
    };
  }
  return result;
}

/** Why a device has to be measured before it is planned with; undefined where its profile holds. */
export function staleness(store: ProfileStore, device: DeviceIdentity, now: number): string | undefined {
  const profile = store[keyOf(device)];
  if (!profile) {
    const other = Object.values(store).find((one) => one.device === device.device);
    if (!other) return 'it was never measured';
    return `it was measured as ${other.identity}, and is ${device.identity} now`;
  }
  const days = (now - profile.measuredAt) / 86_400;
  if (days > MOST_DAYS) return `it was measured ${Math.round(days)} days ago`;
  return undefined;
}

/** What each class costs on a device, as far as it was measured. */
export function fitsOf({ classes }: DeviceProfile): ReadonlyMap<string, Fit> {
  const fits = Object.entries(classes).flatMap(([name, sizes]): [string, Fit][] => {
    const fit = fitRate(Object.values(sizes).flat());
    return fit ? [[name, fit]] : [];
  });
  return new Map(fits);
}

/** Seconds of so much work in so many calls; undefined where the class was not measured. */
export function predictSeconds(
  rates: ReadonlyMap<string, Rate>,
  costClass: string,
  work: number,
  calls = 1,
): number | undefined {
  const rate = rates.get(costClass);
  return rate && calls * rate.latencySeconds + work / rate.workPerSecond;
}
