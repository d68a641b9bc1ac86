import { fromNative, toNativeOptions, type OpenOptions } from './device.js';
import { listPluginDevices } from './process/list-devices.js';
import { loadAddon, type NativeDeviceInfo, type NativeError, type NativeIsa } from './native.js';

/** A device that could be opened. */
export interface PresentDevice extends NativeDeviceInfo {
  readonly backend: string;
}

/** A backend that offers no device, and why. */
export interface MissingBackend {
  readonly backend: string;
  readonly reason: string;
  readonly remedy: string;
}

export interface DeviceList {
  readonly devices: readonly PresentDevice[];
  readonly missing: readonly MissingBackend[];
}

const PLUGIN_REMEDIES: Record<string, string> = {
  cuda: 'It needs nvcc 13 when Switchyard is built (npm run build:native), and an NVIDIA driver 580 or later.',
  xrt: 'It needs XRT (libxrt-dev, uuid-dev, nlohmann-json3-dev) when Switchyard is built, and an Alveo card, or scripts/setup --dev for emulated ones.',
};

/**
 * All devices of this machine, found without loading a plugin into this process, and the backends that offer none with the
 * reason and the remedy.
 */
export async function listDevices(options: OpenOptions = {}): Promise<DeviceList> {
  const addon = loadAddon();
  const devices: PresentDevice[] = [];
  const missing: MissingBackend[] = [];
  try {
    for (const device of addon.enumerate('cpu', toNativeOptions(options))) {
      devices.push({ ...device, backend: 'cpu' });
    }
  } catch (error) {
    throw fromNative(error as NativeError, 'cpu');
  }
  for (const [backend, remedy] of Object.entries(PLUGIN_REMEDIES)) {
    try {
      const found = (await listPluginDevices(backend)).map((device) => ({ ...device, backend }));
      devices.push(...found);
      if (found.length === 0) missing.push({ backend, reason: 'the plugin found no device', remedy });
    } catch (error) {
      missing.push({ backend, reason: (error as Error).message, remedy });
    }
  }
  return { devices, missing };
}

/** The instruction sets that the addon was built for, best first. */
export function listIsas(): NativeIsa[] {
  return loadAddon().isas();
}
