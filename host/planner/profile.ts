import type { Rate } from './device-model.js';
import { fitRate, type Fit, type Measurement } from './fit.js';

/** Measurements of one class on one device, by size: index i holds those of 2^i units of work and more. */
export type SizedMeasurements = Readonly<Record<string, readonly Measurement[]>>;

/** What was measured on a device in one way of working: see {@link profileKey}. */
export interface DeviceProfile {
  /** As the device names itself; a profile of another one does not hold. */
  readonly identity: string;
  /** When something was measured last, in seconds since 1970. */
  readonly measuredAt: number;
  readonly classes: Readonly<Record<string, SizedMeasurements>>;
}

/** Profiles by device. */
export type Profiles = Readonly<Record<string, DeviceProfile>>;

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

/** Profiles with what was measured since. A device whose identity has changed begins anew. */
export function withSamples(profiles: Profiles, samples: readonly ProfileSample[], now: number): Profiles {
  const result: Record<string, DeviceProfile> = { ...profiles };
  for (const { device, identity, costClass, work, seconds } of samples) {
    if (!(work > 0 && work < Infinity && seconds > 0 && seconds < Infinity)) continue;
    const known = result[device];
    const classes = known?.identity === identity ? known.classes : {};
    const sizes = classes[costClass] ?? {};
    const size = String(Math.floor(Math.log2(work)));
    const kept = [...(sizes[size] ?? []), { work, seconds }].slice(-KEPT_PER_SIZE);
    result[device] = {
      ...{ identity, measuredAt: now },
      classes: { ...classes, [costClass]: { ...sizes, [size]: kept } },
    };
  }
  return result;
}

/** Why a device has to be measured before it is planned with; undefined where its profile holds. */
export function staleness(
  profiles: Profiles,
  device: string,
  identity: string,
  now: number,
): string | undefined {
  const profile = profiles[device];
  if (!profile) return 'it was never measured';
  if (profile.identity !== identity) return `it was measured as ${profile.identity}, and is ${identity} now`;
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
