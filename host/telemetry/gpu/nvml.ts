import { close, DataType, load, open } from 'ffi-rs';

/** nvmlReturn_t of nvml.h, with what to do. Others are given as numbers. */
const RETURNS: Readonly<Record<number, string>> = {
  1: 'it is not initialised',
  3: 'this GPU does not tell it',
  4: 'no permission',
  9: 'the driver is not loaded',
  10: 'the driver does not answer',
  15: 'the GPU is lost',
  18: 'library and driver have different versions',
  999: 'an unknown error',
};

const SUCCESS = 0;
const NOT_SUPPORTED = 3;
/** NVML_DEVICE_NAME_V2_BUFFER_SIZE */
const NAME_BYTES = 96;
/** More GPUs than any machine has. */
const MOST_GPUS = 256;

const LIBRARY = 'nvml';

/** A GPU: nvmlDevice_t, a pointer that means something to the library alone. */
export type GpuHandle = bigint;

/** A call that the library answers with an error. */
class NvmlError extends Error {
  override readonly name = 'NvmlError';
}

/** NVIDIA's management library, as far as power goes. Every call may throw an Error. */
export class Nvml {
  /** @param path of the library, or its name where the system's loader finds it */
  constructor(path: string) {
    open({ library: LIBRARY, path });
    call('nvmlInit_v2', [], []);
  }

  count(): number {
    const count = Buffer.alloc(4);
    call('nvmlDeviceGetCount_v2', [DataType.U8Array], [count]);
    const value = count.readUInt32LE();
    if (value > MOST_GPUS) throw new NvmlError(`${value} GPUs are more than can be`);
    return value;
  }

  gpu(index: number): GpuHandle {
    const handle = Buffer.alloc(8);
    call('nvmlDeviceGetHandleByIndex_v2', [DataType.U32, DataType.U8Array], [index, handle]);
    return handle.readBigInt64LE();
  }

  name(gpu: GpuHandle): string {
    const text = Buffer.alloc(NAME_BYTES);
    call('nvmlDeviceGetName', [DataType.BigInt, DataType.U8Array, DataType.U32], [gpu, text, NAME_BYTES]);
    const end = text.indexOf(0);
    return text.toString('latin1', 0, end < 0 ? NAME_BYTES : end);
  }

  /** nvmlDeviceGetPowerUsage */
  milliwatts(gpu: GpuHandle): number {
    const power = Buffer.alloc(4);
    call('nvmlDeviceGetPowerUsage', [DataType.BigInt, DataType.U8Array], [gpu, power]);
    return power.readUInt32LE();
  }

  /** nvmlDeviceGetTotalEnergyConsumption, since the driver was loaded; undefined of a GPU that does not count. */
  millijoules(gpu: GpuHandle): number | undefined {
    const energy = Buffer.alloc(8);
    const types = [DataType.BigInt, DataType.U8Array];
    if (invoke('nvmlDeviceGetTotalEnergyConsumption', types, [gpu, energy]) === NOT_SUPPORTED)
      return undefined;
    return Number(energy.readBigUInt64LE());
  }

  close(): void {
    invoke('nvmlShutdown', [], []);
    close(LIBRARY);
  }
}

function call(name: string, types: DataType[], values: unknown[]): void {
  const code = invoke(name, types, values);
  if (code !== SUCCESS) throw new NvmlError(`${name}: ${RETURNS[code] ?? `error ${code}`}`);
}

function invoke(name: string, paramsType: DataType[], paramsValue: unknown[]): number {
  return load({ library: LIBRARY, funcName: name, retType: DataType.I32, paramsType, paramsValue });
}
