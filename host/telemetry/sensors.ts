import { CardPower } from './fpga/card-power.js';
import { GpuPower } from './gpu/gpu-power.js';
import type { OpenPower } from './power-source.js';

/** Sensors that are part of devices: all GPUs', and FPGA cards'. */
export const SENSOR_NAMES = ['nvml', 'fpga'] as const;
export type SensorName = (typeof SENSOR_NAMES)[number];

const OPENERS: Readonly<Record<SensorName, OpenPower>> = {
  nvml: (listener) => {
    const library = process.env.SWITCHYARD_NVML;
    return GpuPower.open(listener, library === undefined ? {} : { library });
  },
  fpga: (listener) => CardPower.open(listener),
};

/** Opens the sensors of a name. */
export function sensorNamed(name: SensorName): OpenPower {
  return OPENERS[name];
}
