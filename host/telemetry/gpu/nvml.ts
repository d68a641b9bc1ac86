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

/** nvmlTemperatureSensors_t: the GPU's own. */
const TEMPERATURE_GPU = 0;
/** nvmlClockType_t */
const CLOCKS = { sm: 1, memory: 2 } as const;
/** nvmlMemoryErrorType_t */
const ECC_ERRORS = { corrected: 0, uncorrected: 1 } as const;
/** nvmlEccCounterType_t: since the GPU was made. */
const ECC_AGGREGATE = 1;
/** What tells why clocks are as they are, by its name since driver 535 and before. */
const CLOCK_REASONS = ['nvmlDeviceGetCurrentClocksEventReasons', 'nvmlDeviceGetCurrentClocksThrottleReasons'];

/** NVIDIA's management library, as far as power and sensors go. Every call may throw an Error. */
export class Nvml {
  private clockReasonsCall: string | undefined;

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

  /** nvmlDeviceGetTemperature */
  celsius(gpu: GpuHandle): number {
    return call32('nvmlDeviceGetTemperature', gpu, TEMPERATURE_GPU);
  }

  /** nvmlDeviceGetMemoryInfo: nvmlMemory_t has the total, what is free, and what is used. */
  memory(gpu: GpuHandle): { readonly usedBytes: number; readonly totalBytes: number } {
    const memory = Buffer.alloc(24);
    call('nvmlDeviceGetMemoryInfo', [DataType.BigInt, DataType.U8Array], [gpu, memory]);
    return {
      usedBytes: Number(memory.readBigUInt64LE(16)),
      totalBytes: Number(memory.readBigUInt64LE(0)),
    };
  }

  /** nvmlDeviceGetClockInfo */
  megahertz(gpu: GpuHandle, clock: keyof typeof CLOCKS): number {
    return call32('nvmlDeviceGetClockInfo', gpu, CLOCKS[clock]);
  }

  /** nvmlDeviceGetTotalEccErrors, since the GPU was made. */
  eccErrors(gpu: GpuHandle, kind: keyof typeof ECC_ERRORS): number {
    const errors = Buffer.alloc(8);
    const types = [DataType.BigInt, DataType.U32, DataType.U32, DataType.U8Array];
    call('nvmlDeviceGetTotalEccErrors', types, [gpu, ECC_ERRORS[kind], ECC_AGGREGATE, errors]);
    return Number(errors.readBigUInt64LE());
  }

  /** Bits of nvmlClocksEventReasons. */
  clockReasons(gpu: GpuHandle): number {
    const reasons = Buffer.alloc(8);
    const ask = (name: string) => {
      call(name, [DataType.BigInt, DataType.U8Array], [gpu, reasons]);
      this.clockReasonsCall = name;
      return Number(reasons.readBigUInt64LE());
    };
    if (this.clockReasonsCall !== undefined) return ask(this.clockReasonsCall);
    try {
      return ask(CLOCK_REASONS[0]);
    } catch (error) {
      if (error instanceof NvmlError) throw error;
      return ask(CLOCK_REASONS[1]);
    }
  }

  close(): void {
    invoke('nvmlShutdown', [], []);
    close(LIBRARY);
  }
}

/** A function that tells one number of a kind. */
function call32(name: string, gpu: GpuHandle, kind: number): number {
  const value = Buffer.alloc(4);
  call(name, [DataType.BigInt, DataType.U32, DataType.U8Array], [gpu, kind, value]);
  return value.readUInt32LE();
}

function call(name: string, types: DataType[], values: unknown[]): void {
  const code = invoke(name, types, values);
  if (code !== SUCCESS) throw new NvmlError(`${name}: ${RETURNS[code] ?? `error ${code}`}`);
}

function invoke(name: string, paramsType: DataType[], paramsValue: unknown[]): number {
  return load({ library: LIBRARY, funcName: name, retType: DataType.I32, paramsType, paramsValue });
}
