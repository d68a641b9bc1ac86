import { FleetWorkshop, WorkshopListeners, type DaemonConfig, type DaemonLog } from '../../daemon/index.js';
import {
  describeDeviceEvent,
  describeDispatchEvent,
  Journal,
  type DispatchEvent,
  type OpSample,
  type WorkLabel,
} from '../../dispatch/index.js';
import { FleetPool, lanePerMember, SHAPES, SharedPool } from '../../vm/index.js';
import { deadlines } from '../planning/pool.js';
import { isChecked, openSession, refineProfile } from '../planning/session.js';
import { UsageError } from '../usage-error.js';

/** Samples that are added to the profile at a time. */
const SAMPLES = 2000;

export interface OpenWorkshop extends AsyncDisposable {
  readonly workshop: FleetWorkshop;
}

/** Opens the devices of a configuration for many jobs. @throws UsageError; SwitchyardError for devices that are not there */
export async function openWorkshop({ proving }: DaemonConfig, log: DaemonLog): Promise<OpenWorkshop> {
  const listeners = new WorkshopListeners((error) =>
    log.error({ err: error }, 'a listener of the workshop failed'),
  );
  listeners.add({
    onDevice: (event) => log.warn({ event, device: event.device }, describeDeviceEvent(event)),
    onEvent: (event, work) =>
      log.warn({ event, ...fieldsOf(event), ...labelFields(work) }, describeDispatchEvent(event)),
  });
  const session = await openSession(
    {
      ...(proving.devices && { devices: proving.devices.join(',') }),
      ...(proving.threads !== undefined && { threads: String(proving.threads) }),
    },
    listeners.onDevice,
  );
  for (const note of session.notes) log.warn(note);
  let samples: OpSample[] = [];
  const keepSamples = () => {
    const unkept = refineProfile(samples);
    samples = [];
    if (unkept !== undefined) log.warn(`what was measured is not kept: ${unkept}`);
  };
  listeners.add({
    onSample: (sample) => {
      if (samples.push(sample) >= SAMPLES) keepSamples();
    },
  });
  const journal = new Journal(listeners, false);
  const { fleet, cpu } = session.fleet;
  const pool = new FleetPool(fleet, [], {
    ...{ journal, threads: cpu.info.threads, deadline: deadlines(session), check: isChecked() },
  });
  const shared = new SharedPool(
    pool,
    lanePerMember(fleet).filter(({ name }) => session.ids.includes(name)),
  );
  const workshop = new FleetWorkshop({
    ...{ pool: shared, fleet, listeners, devices: session.devices, profiles: session.profiles },
    ...{ shape: shapeNamed(proving.shape), shardCycles: proving.shardCycles },
  });
  return {
    workshop,
    [Symbol.asyncDispose]: async () => {
      keepSamples();
      await shared.close();
      await session[Symbol.asyncDispose]();
    },
  };
}

/** What a line about an event can be found by. */
function fieldsOf(event: DispatchEvent): Readonly<Record<string, string>> {
  return {
    ...('stage' in event && { stage: event.stage }),
    ...('device' in event && { device: event.device }),
    ...('from' in event && { device: event.from }),
  };
}

function labelFields({ run, shard }: WorkLabel): Readonly<Record<string, string | number>> {
  return { ...run, ...(shard !== undefined && { shard }) };
}

/** The index of a shape; undefined for `auto`. @throws UsageError */
export function shapeNamed(name: string): number | undefined {
  if (name === 'auto') return undefined;
  const shape = SHAPES.findIndex((one) => one.name === name);
  if (shape < 0) throw new UsageError(`proving.shape: there is no shape ${JSON.stringify(name)}`);
  return shape;
}
