import { loadProfile, openFleet, saveProfile, type OpenFleet } from '../../dispatch/index.js';
import {
  currentProfiles,
  staleness,
  withSamples,
  type PlanOptions,
  type DeviceIdentity,
  type Prices,
  type Profiles,
  type ProfileSample,
} from '../../planner/index.js';
import { listDevices, SwitchyardError, type DeviceEvent } from '../../runtime/index.js';
import { hostWork, type PlannedDevice } from '../../vm/index.js';
import { parseCpuOptions, parseDevices, parsePlanOptions, type PlanningOptions } from './options.js';

/** Open devices with what is known of them, for one command. */
export interface PlanningSession extends AsyncDisposable {
  readonly fleet: OpenFleet;
  /** The devices that plans are made for, in the order in which they were named. */
  readonly ids: readonly string[];
  readonly planOptions: Omit<PlanOptions, 'host'>;
  readonly devices: readonly PlannedDevice[];
  readonly profiles: Profiles;
  /** What is measured as it is now: the devices, and the host's own work. */
  readonly identities: readonly DeviceIdentity[];
  /** What is not as it should be, in words. */
  readonly notes: readonly string[];
  /** Devices that were not measured yet, or not as they are now. */
  readonly unmeasured: readonly string[];
}

/**
 * Opens the devices of the options and loads their profiles. What is said of other devices, or of these as they were,
 * does not count.
 *
 * @throws UsageError; PlanError PRICES; SwitchyardError for a device that cannot be had
 */
export async function openSession(
  options: PlanningOptions,
  onEvent?: (event: DeviceEvent) => void,
): Promise<PlanningSession> {
  const { prices, ...planOptions } = parsePlanOptions(options);
  const named = parseDevices(options.devices);
  const pinned = [...new Set(planOptions.pins?.values() ?? [])];
  // To pin an op to a device is to ask for it by name, an emulated one too.
  const ids = named ?? [...new Set([...(await presentDevices()), ...pinned])];
  for (const [op, device] of planOptions.pins ?? []) {
    if (ids.includes(device)) continue;
    throw new SwitchyardError('SY_ERR_ARGUMENT', `--assign ${op}=${device} names a device that is not used`, {
      argument: 'assign',
      remedy: `Use one of ${ids.join(', ')}, or add ${device} to --devices.`,
    });
  }
  const fleet = await openFleet({
    ...{ ids, cpu: parseCpuOptions(options), onEvent, needsWitness: isChecked() },
    ...(options.deviceFile === undefined ? {} : { others: { isa: options.deviceFile } }),
  });
  const { profiles, problem } = loadProfile();
  const devices = fleet.fleet.members
    .filter(({ id }) => ids.includes(id))
    .map(({ id, device }) => planned(id, device!, prices));
  const now = Date.now() / 1000;
  const unmeasured: string[] = [];
  const notes = problem === undefined ? [] : [`${problem}; it is made anew`];
  for (const { id, isEmulated } of devices)
    if (isEmulated) notes.push(`${id} is emulated: what it takes says nothing of a card`);
  const identities = devices.map(({ id, identity }) => ({ device: id, identity }));
  for (const one of identities) {
    const why = staleness(profiles, one, now);
    if (why === undefined) continue;
    unmeasured.push(one.device);
    notes.push(`${one.device} is not planned with: ${why}`);
  }
  const all = [...identities, hostWork(fleet.cpu.info.threads)];
  const usable = currentProfiles(
    profiles,
    all.filter(({ device }) => !unmeasured.includes(device)),
  );
  return {
    ...{ fleet, ids, planOptions, devices, profiles: usable, identities: all, notes, unmeasured },
    [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
  };
}

/** Whether each op is to be carried out on two devices. */
export function isChecked(): boolean {
  return process.env.SWITCHYARD_CHECK === '1';
}

async function presentDevices(): Promise<string[]> {
  const { devices } = await listDevices();
  return devices.filter(({ isEmulated }) => !isEmulated).map(({ id }) => id);
}

function planned(
  id: string,
  device: NonNullable<OpenFleet['fleet']['members'][number]['device']>,
  prices: Prices | undefined,
): PlannedDevice & { readonly identity: string } {
  const { model, identity, isEmulated } = device.info;
  return {
    ...{ id, identity, isEmulated },
    budgetBytes: device.state().budgetBytes,
    pricePerHour: prices?.priceOf({ id, model }) ?? 0,
  };
}

/**
 * Adds what a run has measured to the profile. Another command may have written it meanwhile: what that has measured
 * is kept.
 */
export function refineProfile(samples: readonly ProfileSample[]): string | undefined {
  if (samples.length === 0) return undefined;
  try {
    const { profiles } = loadProfile();
    saveProfile(withSamples(profiles, samples, Date.now() / 1000));
    return undefined;
  } catch (error) {
    if (error instanceof SwitchyardError) return error.message;
    throw error;
  }
}
