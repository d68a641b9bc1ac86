/** Reads GPUs' sensors, in a process that a vendor's library may take down with it. */
import type { GpuMessage, GpuRequest, GpuSensors } from './gpu-messages.js';
import { Nvml, type GpuHandle } from './nvml.js';

const { library, intervalSeconds } = JSON.parse(process.argv[2]) as GpuRequest;

function say(message: GpuMessage, then?: () => void): void {
  process.send!(message, undefined, undefined, then);
}

function reasonOf(error: unknown): string {
  // ffi-rs throws errors without a text where it should know better.
  return (error as Error).message.slice(0, 1000) || 'ffi-rs gives no reason';
}

function start(): void {
  const nvml = new Nvml(library);
  const gpus = Array.from({ length: nvml.count() }, (_, index) => nvml.gpu(index));
  say({ kind: 'ready', names: gpus.map((gpu) => nvml.name(gpu)) });
  setInterval(
    () => say({ kind: 'readings', gpus: gpus.map((gpu) => read(nvml, gpu)) }),
    intervalSeconds * 1e3,
  );
}

type Reading = Extract<GpuMessage, { kind: 'readings' }>['gpus'][number];

function read(nvml: Nvml, gpu: GpuHandle): Reading {
  const sensors = readSensors(nvml, gpu);
  try {
    return { milliwatts: nvml.milliwatts(gpu), millijoules: nvml.millijoules(gpu) ?? null, sensors };
  } catch (error) {
    return { problem: reasonOf(error), sensors };
  }
}

/** What a GPU does not tell, a library does not know, or fails this time, is null. */
function readSensors(nvml: Nvml, gpu: GpuHandle): GpuSensors {
  const optional = <T>(ask: () => T): T | null => {
    try {
      return ask();
    } catch {
      return null;
    }
  };
  return {
    celsius: optional(() => nvml.celsius(gpu)),
    memory: optional(() => nvml.memory(gpu)),
    smMegahertz: optional(() => nvml.megahertz(gpu, 'sm')),
    memoryMegahertz: optional(() => nvml.megahertz(gpu, 'memory')),
    ecc: optional(() => ({
      corrected: nvml.eccErrors(gpu, 'corrected'),
      uncorrected: nvml.eccErrors(gpu, 'uncorrected'),
    })),
    clockReasons: optional(() => nvml.clockReasons(gpu)),
  };
}

process.on('disconnect', () => process.exit());
try {
  start();
} catch (error) {
  say({ kind: 'failed', reason: reasonOf(error) }, () => process.disconnect());
}
